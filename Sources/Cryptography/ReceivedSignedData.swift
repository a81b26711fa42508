internal import COpenSSL

/// A CMS SignedData that someone else made (RFC 5652 § 5), its bytes kept as they came.
///
/// Time-stamp tokens are these. Authorities write BER as well as DER, sort sets or leave them: the shell is read by
/// libcrypto, which minds neither. Nothing is trusted by reading it.
package struct ReceivedSignedData: Hashable, Sendable {
    /// The ContentInfo, verbatim.
    package let bytes: [UInt8]

    /// eContentType, in dotted decimals.
    package let contentType: String

    /// The octets of eContent.
    package let content: [UInt8]

    /// The certificates that came with it, in their order.
    ///
    /// Anyone can add to them: the signature does not cover them. One that cannot be read is passed over.
    package let certificates: [Certificate]

    /// How many SignerInfos there are.
    package let signerCount: Int

    /// Reads one ContentInfo of type SignedData with its content inside, and nothing after it.
    package init(_ bytes: [UInt8]) throws(CMSError) {
        defer { ERR_clear_error() }
        guard let (message, length) = Self.decode(bytes) else { throw .malformed(.contentInfo) }
        defer { CMS_ContentInfo_free(message) }
        guard length == bytes.count else { throw .trailingBytes(count: bytes.count - length) }
        guard let type = objectIdentifier(CMS_get0_type(message)) else { throw .malformed(.contentInfo) }
        guard OBJ_obj2nid(CMS_get0_type(message)) == NID_pkcs7_signed else {
            throw .wrongContentType(oid: type, in: .contentInfo)
        }
        guard let contentType = objectIdentifier(CMS_get0_eContentType(message)) else {
            throw .malformed(.encapContentInfo)
        }
        guard let content = CMS_get0_content(message)?.pointee else { throw .missing(.encapContentInfo) }
        self.bytes = bytes
        self.contentType = contentType
        self.content = Cryptography.bytes(of: content)
        certificates = Self.certificates(in: message)
        signerCount = Int(max(0, OPENSSL_sk_num(CMS_get0_SignerInfos(message))))
    }

    package static func == (left: ReceivedSignedData, right: ReceivedSignedData) -> Bool {
        left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }

    /// libcrypto's form of the first ContentInfo in `bytes`, which the caller frees, and its length there.
    private static func decode(_ bytes: [UInt8]) -> (message: OpaquePointer, length: Int)? {
        bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let start = cursor, let message = d2i_CMS_ContentInfo(nil, &cursor, buffer.count), let end = cursor
            else { return nil }
            return (message, end - start)
        }
    }

    private static func certificates(in message: OpaquePointer) -> [Certificate] {
        guard let stack = CMS_get1_certs(message) else { return [] }
        defer { OPENSSL_sk_free(stack) }
        return (0..<OPENSSL_sk_num(stack)).compactMap { position in
            guard let x509 = OPENSSL_sk_value(stack, position).map(OpaquePointer.init) else { return nil }
            defer { X509_free(x509) }
            guard let der = derEncoding({ i2d_X509(x509, $0) }) else { return nil }
            // What cannot be read as a certificate can be nobody's signer.
            return try? Certificate(der: der)
        }
    }
}

// MARK: - Signature

extension ReceivedSignedData {
    /// The certificate whose key signed the content, after every check that needs no trust.
    ///
    /// There is exactly one SignerInfo, with signed attributes. The signer's certificate is looked for among those that
    /// came with the message and `additional`: it must match both the signer identifier and every ESS
    /// signing-certificate attribute present, of which there must be one (RFC 3161 § 2.4.2). So a certificate that was
    /// slipped in is never chosen. Then content-type, message-digest and the signature itself are checked.
    package func verifiedSigner(additional: [Certificate]) throws(ReceivedSignatureError) -> Certificate {
        defer { ERR_clear_error() }
        guard let (message, _) = Self.decode(bytes) else {
            preconditionFailure("a message that was read once can be read again")
        }
        defer { CMS_ContentInfo_free(message) }
        guard signerCount == 1,
            let info = OPENSSL_sk_value(CMS_get0_SignerInfos(message), 0).map(OpaquePointer.init)
        else { throw .notOneSigner(count: signerCount) }

        let attributes = try ReceivedSignedAttributes(of: info)
        guard attributes.contentType == contentType else { throw .contentTypeMismatch(oid: attributes.contentType) }
        let algorithms = try ReceivedSignatureAlgorithms(of: info)
        guard algorithms.digest.digest(of: content) == attributes.messageDigest else { throw .messageDigestMismatch }

        let identified = (certificates + additional).filter { certificate in
            certificate.withX509 { CMS_SignerInfo_cert_cmp(info, $0) == 0 }
        }
        guard !identified.isEmpty else { throw .signerCertificateAbsent }
        guard let signer = identified.first(where: attributes.name) else { throw .certificateMismatch }
        try algorithms.check(key: signer.publicKey.algorithm)

        let isGood = signer.withX509 { x509 in
            CMS_SignerInfo_set1_signer_cert(info, x509)
            return CMS_SignerInfo_verify(info) == 1
        }
        guard isGood else { throw .invalidSignature }
        return signer
    }
}

/// Why nobody can be said to have signed a received message.
package enum ReceivedSignatureError: Error, Hashable, Sendable {
    /// There is not exactly one SignerInfo.
    case notOneSigner(count: Int)
    /// The signer signed no attributes, so that nothing names the certificate (RFC 5652 § 5.3).
    case noSignedAttributes
    /// The signed attribute is absent, stands twice, has not exactly one value, or cannot be read.
    case malformedAttribute(String)
    /// Neither signing-certificate nor signing-certificate-v2 is there (RFC 5816 § 2.2.1).
    case noSigningCertificate
    /// The content-type attribute says another type than the content has (RFC 5652 § 11.1).
    case contentTypeMismatch(oid: String)
    /// The digest algorithm is weak or unknown: nothing can be said.
    case unsupportedDigestAlgorithm(oid: String)
    /// The signature algorithm is weak or unknown, or does not go with the digest or the key: nothing can be said.
    case unsupportedSignatureAlgorithm(oid: String)
    /// The signer's key is too short or of an unknown kind: nothing can be said.
    case unsupportedKey(PublicKey.Algorithm)
    /// The message-digest attribute is not the digest of the content: the content was changed.
    case messageDigestMismatch
    /// No certificate at hand has the signer identifier's issuer and serial number, or its key identifier.
    case signerCertificateAbsent
    /// The certificate that the signer identifier names is not the one that the signed attributes name.
    case certificateMismatch
    /// The signature is not that of the key over the signed attributes.
    case invalidSignature
}
