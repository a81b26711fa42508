internal import COpenSSL

/// A private key that signs entries and manifests: ECDSA on P-256 or P-384, or RSA from 3072 bits.
///
/// It is kept as PKCS #8 in PEM (RFC 5958), encrypted by PBES2 (RFC 8018 § 6.2) under a passphrase that scrypt
/// stretches (RFC 7914 § 7), so that `openssl pkey` opens it too:
///
///     -----BEGIN ENCRYPTED PRIVATE KEY-----
///     MIIBDjBpBgkqhkiG9w0BBQ0wXDA7BgkrBgEEAdpHBAswLgQQ…
///     -----END ENCRYPTED PRIVATE KEY-----
///
/// It signs from any number of threads at once.
package final class SigningKey: Sendable {
    /// The matching public key.
    package let publicKey: PublicKey

    /// libcrypto's form of the key.
    let key: EVPKey

    /// A fresh ECDSA key on P-256.
    package static func generateP256() -> SigningKey {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { fatalError("libcrypto has no EC keys") }
        defer { EVP_PKEY_CTX_free(context) }
        var generated: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_generate(context, &generated) == 1, let generated,
            // Any refusal of a key just made stops the program below.
            let key = try? SigningKey(EVPKey(owning: generated))
        else { fatalError("libcrypto could not generate a P-256 key") }
        return key
    }

    /// Accepts a key of the profile whose halves belong together.
    private init(_ key: EVPKey) throws(SigningKeyError) {
        defer { ERR_clear_error() }
        guard let der = derEncoding({ i2d_PUBKEY(key.pointer, $0) }), let publicKey = PublicKey(der: der) else {
            throw .malformedKey
        }
        guard publicKey.algorithm.signsEntries else { throw .unsupportedAlgorithm(publicKey.algorithm) }
        self.key = key
        self.publicKey = publicKey
        // CBC does not authenticate: a damaged file can decrypt to a key whose halves differ.
        let probe = [UInt8]("probe".utf8)
        guard publicKey.isValidSignature(try sign(probe), over: probe) else { throw .inconsistentKey }
    }

    /// The signature over the SHA-256 digest of `message`: ECDSA-Sig-Value in DER, or RSA PKCS #1 v1.5.
    ///
    /// The digest is SHA-256 for every key, P-384 included: the profile knows one digest.
    package func sign(_ message: [UInt8]) throws(SigningKeyError) -> [UInt8] {
        defer { ERR_clear_error() }
        guard let context = EVP_MD_CTX_new() else { throw .signingFailed }
        defer { EVP_MD_CTX_free(context) }
        var count = Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw .signingFailed }
        return Array(signature.prefix(count))
    }
}

extension PublicKey.Algorithm {
    /// Whether the profile signs with such a key: ECDSA on P-256 or P-384, RSA from 3072 bits.
    var signsEntries: Bool {
        switch self {
        case .ecdsaP256, .ecdsaP384: true
        case .rsa(let bits): bits >= 3072
        case .ed25519, .other: false
        }
    }
}

// MARK: - PKCS #8

extension SigningKey {
    /// Reads one key in PKCS #8; an encrypted one needs its passphrase, for one in clear a passphrase is not looked at.
    ///
    /// Any encryption of PBES2 that libcrypto knows is read, so that a key made by `openssl genpkey` can be brought;
    /// scrypt may ask for 32 MiB at most, libcrypto's own limit.
    package convenience init(pem: String, passphrase: SecretBytes?) throws(SigningKeyError) {
        defer { ERR_clear_error() }
        guard let blocks = PEMBlock.all(in: pem) else { throw .malformedPEM }
        guard let block = blocks.first, blocks.count == 1 else { throw .notOneKey(count: blocks.count) }
        let info: OpaquePointer
        switch block.label {
        case "ENCRYPTED PRIVATE KEY": info = try decryptedInfo(block.bytes, passphrase: passphrase)
        case "PRIVATE KEY": info = try clearInfo(block.bytes)
        default: throw .notPKCS8(label: block.label)
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let key = EVP_PKCS82PKEY(info) else { throw .malformedKey }
        try self.init(EVPKey(owning: key))
    }

    /// The key in PKCS #8: under `passphrase`, or in clear when it is nil.
    ///
    /// scrypt runs with N = 2¹⁴, r = 8, p = 5 and 16 bytes of salt: 16 MiB a pass. A larger N would go beyond the 32 MiB
    /// that libcrypto allows when it reads a key, and `openssl pkey` could no longer open the file; p makes up for it.
    package func pem(passphrase: SecretBytes?) throws(SigningKeyError) -> String {
        defer { ERR_clear_error() }
        guard let info = EVP_PKEY2PKCS8(key.pointer) else { throw .encryptionFailed }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        // What is written in clear is on the disk in clear: this text is not wiped.
        guard let passphrase else { return PEMBlock.text(label: "PRIVATE KEY", bytes: try clearPKCS8().copy) }
        // An empty passphrase would look like protection and be none.
        guard passphrase.count > 0 else { throw .emptyPassphrase }
        let salt = [UInt8].random(count: 16)
        guard let scheme = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, Int32(salt.count), nil, 1 << 14, 8, 5) else {
            throw .encryptionFailed
        }
        let encrypted = passphrase.withCharacters { PKCS8_set0_pbe($0, $1, info, scheme) }
        guard let encrypted else {
            X509_ALGOR_free(scheme)
            throw .encryptionFailed
        }
        defer { X509_SIG_free(encrypted) }
        guard let der = derEncoding({ i2d_X509_SIG(encrypted, $0) }) else { throw .encryptionFailed }
        return PEMBlock.text(label: "ENCRYPTED PRIVATE KEY", bytes: der)
    }
}

extension SigningKey {
    /// The key in PKCS #8 in clear, in DER: for memory only, where it is wiped.
    package func clearPKCS8() throws(SigningKeyError) -> SecretBytes {
        defer { ERR_clear_error() }
        guard let info = EVP_PKEY2PKCS8(key.pointer) else { throw .encryptionFailed }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        let length = Int(i2d_PKCS8_PRIV_KEY_INFO(info, nil))
        guard length > 0 else { throw .encryptionFailed }
        return SecretBytes(byteCount: length) { der in
            var cursor = der.bytePointer
            _ = i2d_PKCS8_PRIV_KEY_INFO(info, &cursor)
        }
    }

    /// Reads what `clearPKCS8` gives.
    package convenience init(clearPKCS8 der: SecretBytes) throws(SigningKeyError) {
        defer { ERR_clear_error() }
        let info = der.withUnsafeBytes { bytes -> OpaquePointer? in
            var cursor = bytes.bytePointer
            guard let end = cursor?.advanced(by: bytes.count),
                let info = d2i_PKCS8_PRIV_KEY_INFO(nil, &cursor, bytes.count)
            else { return nil }
            guard cursor == end else {
                PKCS8_PRIV_KEY_INFO_free(info)
                return nil
            }
            return info
        }
        guard let info else { throw .malformedKey }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let key = EVP_PKCS82PKEY(info) else { throw .malformedKey }
        try self.init(EVPKey(owning: key))
    }
}

/// Decrypts an EncryptedPrivateKeyInfo; the caller frees what comes back.
private func decryptedInfo(_ der: [UInt8], passphrase: SecretBytes?) throws(SigningKeyError) -> OpaquePointer {
    guard let encrypted = decodeWhole(der, d2i_X509_SIG, freedBy: X509_SIG_free) else { throw .malformedKey }
    defer { X509_SIG_free(encrypted) }
    var scheme: UnsafePointer<X509_ALGOR>?
    var ciphertext: UnsafePointer<ASN1_OCTET_STRING>?
    X509_SIG_get0(encrypted, &scheme, &ciphertext)
    guard let scheme, let ciphertext, let oid = objectIdentifier(scheme.pointee.algorithm) else { throw .malformedKey }
    guard OBJ_obj2nid(scheme.pointee.algorithm) == NID_pbes2 else { throw .unsupportedEncryption(oid: oid) }
    // Every cipher of PBES2 is a block cipher in CBC; whatever the passphrase, another length is damage.
    let length = ASN1_STRING_length(ciphertext)
    guard length > 0, length % 8 == 0 else { throw .malformedKey }
    guard let passphrase else { throw .missingPassphrase }

    ERR_clear_error()
    if let info = passphrase.withCharacters({ PKCS8_decrypt(encrypted, $0, $1) }) { return info }
    // The scheme was understood and applied, and what came out is wrongly padded or no key.
    if scelle_ERR_last_is(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR) == 1
        || scelle_ERR_last_is(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR) == 1
    {
        throw .wrongPassphrase
    }
    throw .unsupportedEncryption(oid: oid)
}

/// Reads a PrivateKeyInfo in clear; the caller frees what comes back.
private func clearInfo(_ der: [UInt8]) throws(SigningKeyError) -> OpaquePointer {
    guard let info = decodeWhole(der, d2i_PKCS8_PRIV_KEY_INFO, freedBy: PKCS8_PRIV_KEY_INFO_free) else {
        throw .malformedKey
    }
    return info
}

extension SecretBytes {
    /// Lends the bytes as libcrypto's functions take a passphrase.
    fileprivate func withCharacters<Result>(_ body: (UnsafePointer<CChar>?, Int32) -> Result) -> Result {
        withUnsafeBytes { body($0.assumingMemoryBound(to: CChar.self).baseAddress, Int32($0.count)) }
    }
}

/// Why a text is not a signing key, or why a key cannot be written or used.
package enum SigningKeyError: Error, Hashable, Sendable {
    /// A PEM block is begun that cannot be read to its end.
    case malformedPEM
    /// A text was to hold one key and holds `count` blocks.
    case notOneKey(count: Int)
    /// The block is not PKCS #8, but for instance the older `EC PRIVATE KEY`; `openssl pkcs8 -topk8` converts it.
    case notPKCS8(label: String)
    /// The block's bytes are not a key: the file is damaged.
    case malformedKey
    /// The key is encrypted otherwise than by PBES2, or with parameters that libcrypto does not know or allow.
    case unsupportedEncryption(oid: String)
    /// The key is encrypted and no passphrase was given.
    case missingPassphrase
    /// The passphrase does not open the key. CBC bears no tag: an altered ciphertext looks the same.
    case wrongPassphrase
    /// A key is not to be encrypted under an empty passphrase.
    case emptyPassphrase
    /// The profile does not sign with such a key: Ed25519, RSA below 3072 bits, other curves.
    case unsupportedAlgorithm(PublicKey.Algorithm)
    /// Public and private half do not belong together.
    case inconsistentKey
    /// libcrypto could not encrypt or encode the key.
    case encryptionFailed
    /// libcrypto could not sign.
    case signingFailed
}
