internal import COpenSSL

/// What the signer of a received message signed beside its content (RFC 5652 § 5.3, RFC 5816 § 2.2.1).
struct ReceivedSignedAttributes {
    /// The value of content-type, in dotted decimals.
    let contentType: String

    /// The value of message-digest.
    let messageDigest: [UInt8]

    /// signing-certificate and signing-certificate-v2, those that stand; at least one.
    private let references: [ESSCertificateReference]

    /// Reads the signed attributes of a SignerInfo.
    init(of info: OpaquePointer) throws(ReceivedSignatureError) {
        guard CMS_signed_get_attr_count(info) > 0 else { throw .noSignedAttributes }
        guard let type = try Self.value(of: "1.2.840.113549.1.9.3", in: info), type.pointee.type == V_ASN1_OBJECT,
            let contentType = objectIdentifier(type.pointee.value.object)
        else { throw .malformedAttribute("1.2.840.113549.1.9.3") }
        guard let digest = try Self.value(of: "1.2.840.113549.1.9.4", in: info),
            digest.pointee.type == V_ASN1_OCTET_STRING, let octets = digest.pointee.value.octet_string
        else { throw .malformedAttribute("1.2.840.113549.1.9.4") }
        self.contentType = contentType
        messageDigest = bytes(of: octets)

        var references: [ESSCertificateReference] = []
        for version in [ESSCertificateReference.Version.v1, .v2] {
            guard let value = try Self.value(of: version.attribute, in: info) else { continue }
            guard value.pointee.type == V_ASN1_SEQUENCE, let sequence = value.pointee.value.sequence else {
                throw .malformedAttribute(version.attribute)
            }
            references.append(try ESSCertificateReference(version: version, attributeValue: bytes(of: sequence)))
        }
        guard !references.isEmpty else { throw .noSigningCertificate }
        self.references = references
    }

    /// Whether every signing-certificate attribute that stands names `certificate`.
    func name(_ certificate: Certificate) -> Bool {
        references.allSatisfy { $0.names(certificate) }
    }

    /// The one value of the attribute `oid`; nil when the attribute does not stand.
    private static func value(
        of oid: String,
        in info: OpaquePointer
    ) throws(ReceivedSignatureError) -> UnsafeMutablePointer<ASN1_TYPE>? {
        guard let object = OBJ_txt2obj(oid, 1) else { throw .malformedAttribute(oid) }
        defer { ASN1_OBJECT_free(object) }
        let position = CMS_signed_get_attr_by_OBJ(info, object, -1)
        guard position >= 0 else { return nil }
        guard CMS_signed_get_attr_by_OBJ(info, object, position) < 0,
            let attribute = CMS_signed_get_attr(info, position), X509_ATTRIBUTE_count(attribute) == 1,
            let value = X509_ATTRIBUTE_get0_type(attribute, 0)
        else { throw .malformedAttribute(oid) }
        return value
    }
}

/// The algorithms of a received signature: those of an allow-list, and such that go together.
struct ReceivedSignatureAlgorithms {
    /// digestAlgorithm: over the content and over the signed attributes.
    let digest: DigestAlgorithm

    private let signature: String
    private let kind: Kind

    /// What kind of key makes the signature.
    private enum Kind {
        case rsa
        case ecdsa
    }

    /// Reads the algorithms of a SignerInfo.
    init(of info: OpaquePointer) throws(ReceivedSignatureError) {
        var digestIdentifier: UnsafeMutablePointer<X509_ALGOR>?
        var signatureIdentifier: UnsafeMutablePointer<X509_ALGOR>?
        CMS_SignerInfo_get0_algs(info, nil, nil, &digestIdentifier, &signatureIdentifier)
        let digestOID = objectIdentifier(digestIdentifier?.pointee.algorithm) ?? ""
        guard let digest = DigestAlgorithm(oid: digestOID), Self.hasNoParameters(digestIdentifier) else {
            throw .unsupportedDigestAlgorithm(oid: digestOID)
        }
        let signature = objectIdentifier(signatureIdentifier?.pointee.algorithm) ?? ""
        let pairs: [String: (Kind, DigestAlgorithm)] = [
            "1.2.840.113549.1.1.1": (.rsa, digest),
            "1.2.840.113549.1.1.11": (.rsa, .sha256),
            "1.2.840.113549.1.1.12": (.rsa, .sha384),
            "1.2.840.113549.1.1.13": (.rsa, .sha512),
            "1.2.840.10045.4.3.2": (.ecdsa, .sha256),
            "1.2.840.10045.4.3.3": (.ecdsa, .sha384),
            "1.2.840.10045.4.3.4": (.ecdsa, .sha512),
        ]
        if let (kind, signed) = pairs[signature] {
            guard signed == digest, Self.hasNoParameters(signatureIdentifier) else {
                throw .unsupportedSignatureAlgorithm(oid: signature)
            }
            self.kind = kind
        } else {
            // id-RSASSA-PSS (RFC 4056 § 2.2) says its digest in its parameters.
            guard signature == "1.2.840.113549.1.1.10", Self.pssDigest(signatureIdentifier) == digest else {
                throw .unsupportedSignatureAlgorithm(oid: signature)
            }
            kind = .rsa
        }
        self.digest = digest
        self.signature = signature
    }

    /// Checks that a key of this kind can have made the signature, and that it is strong enough.
    func check(key: PublicKey.Algorithm) throws(ReceivedSignatureError) {
        switch (kind, key) {
        case (.rsa, .rsa(let bits)):
            guard bits >= 2048 else { throw .unsupportedKey(key) }
        case (.ecdsa, .ecdsaP256), (.ecdsa, .ecdsaP384):
            break
        case (.rsa, .ecdsaP256), (.rsa, .ecdsaP384), (.ecdsa, .rsa):
            throw .unsupportedSignatureAlgorithm(oid: signature)
        case (_, .ed25519), (_, .other):
            throw .unsupportedKey(key)
        }
    }

    /// Whether the parameters are absent or NULL (RFC 5754 § 2, § 3).
    private static func hasNoParameters(_ identifier: UnsafeMutablePointer<X509_ALGOR>?) -> Bool {
        guard let identifier else { return false }
        guard let parameter = identifier.pointee.parameter else { return true }
        return parameter.pointee.type == V_ASN1_NULL
    }

    /// The digest that RSASSA-PSS-params name for the message; nil when it is unknown, or SHA-1 by default.
    private static func pssDigest(_ identifier: UnsafeMutablePointer<X509_ALGOR>?) -> DigestAlgorithm? {
        guard let parameter = identifier?.pointee.parameter, parameter.pointee.type == V_ASN1_SEQUENCE,
            let sequence = parameter.pointee.value.sequence
        else { return nil }
        let der = bytes(of: sequence)
        return der.withUnsafeBufferPointer { buffer -> DigestAlgorithm? in
            var cursor = buffer.baseAddress
            guard let parameters = d2i_RSA_PSS_PARAMS(nil, &cursor, buffer.count) else { return nil }
            defer { RSA_PSS_PARAMS_free(parameters) }
            guard let hash = parameters.pointee.hashAlgorithm, hasNoParameters(hash) else { return nil }
            return objectIdentifier(hash.pointee.algorithm).flatMap(DigestAlgorithm.init(oid:))
        }
    }
}
