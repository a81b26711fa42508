internal import COpenSSL

/// A public key as certificates carry it: the DER of a SubjectPublicKeyInfo (RFC 5280 § 4.1.2.7).
///
///     SubjectPublicKeyInfo  ::=  SEQUENCE  {
///          algorithm            AlgorithmIdentifier,
///          subjectPublicKey     BIT STRING  }
///
/// Any algorithm can be held, so that a foreign certificate can be read and named; signatures are checked with the
/// algorithms of the profile alone.
package struct PublicKey: Hashable, Sendable {
    /// What kind of key it is.
    package enum Algorithm: Hashable, Sendable {
        /// ECDSA on NIST P-256 (secp256r1).
        case ecdsaP256
        /// ECDSA on NIST P-384 (secp384r1).
        case ecdsaP384
        /// RSA with a modulus of this many bits.
        case rsa(bits: Int)
        /// Ed25519 (RFC 8410): a ledger's kind of key, never a signing certificate's.
        case ed25519
        /// Anything else, by its object identifier in dotted decimals.
        case other(String)
    }

    /// The SubjectPublicKeyInfo, verbatim.
    package let der: [UInt8]

    /// What kind of key it is.
    package let algorithm: Algorithm

    /// The value of the BIT STRING, without its octet of unused bits: what key identifiers are computed over.
    let bitString: [UInt8]

    /// libcrypto's form of the key, decoded once; nil when libcrypto does not know the algorithm.
    let key: EVPKey?

    /// Reads a SubjectPublicKeyInfo; nil unless `der` is exactly one, in the encoding that libcrypto would write.
    package init?(der: [UInt8]) {
        defer { ERR_clear_error() }
        guard let info = decodeWhole(der, d2i_X509_PUBKEY, freedBy: X509_PUBKEY_free) else { return nil }
        defer { X509_PUBKEY_free(info) }
        guard derEncoding({ i2d_X509_PUBKEY(info, $0) }) == der else { return nil }

        var object: OpaquePointer?
        var bits: UnsafePointer<UInt8>?
        var bitCount: Int32 = 0
        var identifier: UnsafeMutablePointer<X509_ALGOR>?
        guard X509_PUBKEY_get0_param(&object, &bits, &bitCount, &identifier, info) == 1,
            let algorithmDER = derEncoding({ i2d_X509_ALGOR(identifier, $0) }), let oid = objectIdentifier(object)
        else { return nil }
        self.der = der
        bitString = [UInt8](UnsafeBufferPointer(start: bits, count: Int(bitCount)))
        key = X509_PUBKEY_get(info).map(EVPKey.init(owning:))
        algorithm = Self.algorithm(identifier: algorithmDER, oid: oid, key: key)
    }

    /// The algorithm whose AlgorithmIdentifier is `identifier`, byte for byte; named curves only.
    private static func algorithm(identifier: [UInt8], oid: String, key: EVPKey?) -> Algorithm {
        guard let key else { return .other(oid) }
        return switch identifier {
        case ecdsaP256Identifier: .ecdsaP256
        case ecdsaP384Identifier: .ecdsaP384
        case rsaIdentifier: .rsa(bits: Int(EVP_PKEY_get_bits(key.pointer)))
        case ed25519Identifier: .ed25519
        default: .other(oid)
        }
    }

    package static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.der == right.der
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(der)
    }
}

// MARK: - Signatures

extension PublicKey {
    /// Whether `signature` is this key's over the SHA-256 digest of `message`.
    ///
    /// ECDSA signatures are the DER of ECDSA-Sig-Value (RFC 3279 § 2.2.3), RSA signatures are PKCS #1 v1.5 (RFC 8017
    /// § 8.2). The digest is SHA-256 for every key, P-384 included: the profile knows one digest. Ed25519 and unknown
    /// keys sign nothing here, and the answer is no.
    package func isValidSignature(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        switch algorithm {
        case .ecdsaP256, .ecdsaP384, .rsa: break
        case .ed25519, .other: return false
        }
        return key?.isValidSignature(signature, over: Digest(of: message)) ?? false
    }
}

private let ecdsaP256Identifier: [UInt8] = [
    0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
    0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
]
private let ecdsaP384Identifier: [UInt8] = [
    0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22,
]
private let rsaIdentifier: [UInt8] = [
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
]
private let ed25519Identifier: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70]
