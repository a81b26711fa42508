/// A CAdES signature of this project: one SignedData in DER with exactly one signer (EN 319 122-1, RFC 5652 § 5).
///
/// Only one profile is written, and only what is written is read: printing a parsed signature gives the same bytes.
///
///     SEQUENCE                                         ContentInfo
///       OBJECT IDENTIFIER                                id-signedData
///       [0] SEQUENCE                                     SignedData
///         INTEGER 3
///         SET { SHA-256 }                                  digestAlgorithms
///         SEQUENCE { id-data, [0] OCTET STRING? }          encapContentInfo
///         [0] { Certificate … }?                           certificates, ascending
///         SET { SEQUENCE                                   SignerInfo
///           INTEGER 3
///           [0] key identifier                               sid
///           SHA-256                                          digestAlgorithm
///           [0] { … }                                        signedAttrs, see CAdESSignedAttributes
///           ecdsa-with-SHA256 | sha256WithRSAEncryption      signatureAlgorithm
///           OCTET STRING                                     signature
///           [1] { signature-time-stamp … }?  }               unsignedAttrs
///
/// A ledger entry envelops its content and names nobody: no certificate, and the signer by key identifier. That is
/// CAdES-E-BES (EN 319 122-2), not a baseline level, which would ask for the certificate inside.
package struct CAdESSignature: Hashable, Sendable {
    /// Where the signed content stands.
    package enum Form: Hashable, Sendable {
        /// Inside the signature.
        case enveloping
        /// Elsewhere.
        case detached
    }

    /// The signed content; nil when it is detached.
    package let content: [UInt8]?

    /// The certificates that travel in the signature, in ascending order of their DER.
    package let certificates: [Certificate]

    /// The subjectKeyIdentifier that names the signer.
    ///
    /// It selects nothing: the certificate is chosen by its digest.
    package let signerKeyIdentifier: [UInt8]

    /// What the signature is over.
    let attributes: CAdESSignedAttributes

    /// How the signature was computed.
    let algorithm: CAdESSignatureAlgorithm

    /// The content octets of the signature, which a signature-time-stamp's imprint covers (EN 319 122-1 § 5.3).
    package let signatureValue: [UInt8]

    /// The tokens of the signature-time-stamp attributes, each a DER ContentInfo, in ascending order.
    ///
    /// Nothing was checked of them but that.
    package let signatureTimeStamps: [[UInt8]]

    /// The signature in DER.
    package let der: [UInt8]

    init(
        content: [UInt8]?,
        certificates: [Certificate],
        signerKeyIdentifier: [UInt8],
        attributes: CAdESSignedAttributes,
        algorithm: CAdESSignatureAlgorithm,
        signatureValue: [UInt8],
        signatureTimeStamps: [[UInt8]]
    ) {
        self.content = content
        self.certificates = certificates.sorted { $0.der.lexicographicallyPrecedes($1.der) }
        self.signerKeyIdentifier = signerKeyIdentifier
        self.attributes = attributes
        self.algorithm = algorithm
        self.signatureValue = signatureValue
        self.signatureTimeStamps = signatureTimeStamps.sorted { $0.lexicographicallyPrecedes($1) }
        der = encoding(
            content: content,
            certificates: certificates,
            signerKeyIdentifier: signerKeyIdentifier,
            attributes: attributes,
            algorithm: algorithm,
            signatureValue: signatureValue,
            tokens: signatureTimeStamps
        )
    }

    /// A signature that envelops its content and nothing else, of which `der` is the one encoding.
    init(
        enveloping content: [UInt8],
        signerKeyIdentifier: [UInt8],
        attributes: CAdESSignedAttributes,
        algorithm: CAdESSignatureAlgorithm,
        signatureValue: [UInt8],
        encodedAs der: [UInt8]
    ) {
        self.content = content
        certificates = []
        self.signerKeyIdentifier = signerKeyIdentifier
        self.attributes = attributes
        self.algorithm = algorithm
        self.signatureValue = signatureValue
        signatureTimeStamps = []
        self.der = der
    }

    /// SHA-256 of the certificate that the signer claims (ESSCertIDv2).
    package var signingCertificateDigest: Digest { attributes.certificateDigest }

    /// When the signer says to have signed: a declared time, never an attested one.
    package var signingTime: Instant { attributes.signingTime }

    /// The media type of the content, as the signer gives it.
    package var mimeType: String { attributes.mimeType }
}

/// The two signature algorithms of the profile, both over SHA-256 (RFC 5754 § 3).
enum CAdESSignatureAlgorithm: Hashable {
    case ecdsaWithSHA256
    case sha256WithRSA

    /// The algorithm with which a key signs; nil when the profile has no place for the key.
    init?(_ algorithm: PublicKey.Algorithm) {
        guard algorithm.signsEntries else { return nil }
        if case .rsa = algorithm { self = .sha256WithRSA } else { self = .ecdsaWithSHA256 }
    }

    /// The AlgorithmIdentifier.
    var der: [UInt8] {
        switch self {
        case .ecdsaWithSHA256: CMSIdentifier.ecdsaWithSHA256
        case .sha256WithRSA: CMSIdentifier.sha256WithRSA
        }
    }
}

// MARK: - Making

extension CAdESSignature {
    /// Signs `content`.
    ///
    /// - Parameters:
    ///   - content: what is signed; it goes into the signature when `form` is `.enveloping`.
    ///   - form: where the content is to stand.
    ///   - key: the signer's key, that of `certificate`.
    ///   - certificate: the signer's certificate, whose digest is signed and whose key identifier names the signer.
    ///   - certificates: those that are to travel inside, the signer's own only if it is among them.
    ///   - signingTime: the declared time; fractions of a second are dropped.
    ///   - mimeType: the media type of the content, in printable ASCII.
    /// - Throws: the cases of `CMSError` under "Making".
    package static func sign(
        _ content: [UInt8],
        form: Form,
        key: SigningKey,
        certificate: Certificate,
        including certificates: [Certificate],
        signingTime: Instant,
        mimeType: String
    ) throws(CMSError) -> CAdESSignature {
        try sign(
            Digest(of: content),
            content: form == .enveloping ? content : nil,
            key: key,
            certificate: certificate,
            including: certificates,
            signingTime: signingTime,
            mimeType: mimeType
        )
    }

    /// Signs content that stands elsewhere, in a file that nobody has to hold, and has this digest; else as above.
    package static func sign(
        detached digest: Digest,
        key: SigningKey,
        certificate: Certificate,
        including certificates: [Certificate],
        signingTime: Instant,
        mimeType: String
    ) throws(CMSError) -> CAdESSignature {
        try sign(
            digest,
            content: nil,
            key: key,
            certificate: certificate,
            including: certificates,
            signingTime: signingTime,
            mimeType: mimeType
        )
    }

    private static func sign(
        _ digest: Digest,
        content: [UInt8]?,
        key: SigningKey,
        certificate: Certificate,
        including certificates: [Certificate],
        signingTime: Instant,
        mimeType: String
    ) throws(CMSError) -> CAdESSignature {
        guard certificate.publicKey == key.publicKey else { throw .keyOfAnotherCertificate }
        guard let keyIdentifier = certificate.subjectKeyIdentifier, !keyIdentifier.isEmpty else {
            throw .noSubjectKeyIdentifier
        }
        guard let algorithm = CAdESSignatureAlgorithm(key.publicKey.algorithm) else {
            throw .unsupportedKey(key.publicKey.algorithm)
        }
        let attributes = try CAdESSignedAttributes(
            messageDigest: digest,
            signingTime: signingTime,
            certificateDigest: certificate.fingerprint,
            mimeType: mimeType
        )
        let signatureValue: [UInt8]
        do {
            signatureValue = try key.sign(attributes.der)
        } catch {
            throw .signingFailed
        }
        return CAdESSignature(
            content: content,
            certificates: Array(Set(certificates)),
            signerKeyIdentifier: keyIdentifier,
            attributes: attributes,
            algorithm: algorithm,
            signatureValue: signatureValue,
            signatureTimeStamps: []
        )
    }

    /// The same signature with one signature-time-stamp more (EN 319 122-1 § 5.3): one attribute a token.
    package func adding(signatureTimeStamp token: [UInt8]) throws(CMSError) -> CAdESSignature {
        guard isSignedData(token) else { throw .unusableToken }
        guard !signatureTimeStamps.contains(token) else { throw .repeatedAttribute(.signatureTimeStamp) }
        return CAdESSignature(
            content: content,
            certificates: certificates,
            signerKeyIdentifier: signerKeyIdentifier,
            attributes: attributes,
            algorithm: algorithm,
            signatureValue: signatureValue,
            signatureTimeStamps: signatureTimeStamps + [token]
        )
    }
}

// MARK: - Verifying

extension CAdESSignature {
    /// Checks that the key of `certificate` signed the content, and that the signer meant this very certificate.
    ///
    /// Nothing is said of the certificate itself, of time, or of the tokens. An ECDSA signature (r, s) has a twin
    /// (r, n−s) that verifies too: whoever holds an entry can make another with the same statement. What pins the bytes
    /// is the leaf hash, never the signature.
    ///
    /// - Parameters:
    ///   - content: the content of a detached signature; nil when it is enveloped.
    ///   - certificate: the signer's, chosen by `signingCertificateDigest`.
    /// - Throws: the cases of `CMSError` under "Verifying".
    package func verify(content: [UInt8]?, certificate: Certificate) throws(CMSError) {
        switch (self.content, content) {
        case (let enveloped?, nil): try verify(signed: Digest(of: enveloped), certificate: certificate)
        case (nil, let given?): try verify(signed: Digest(of: given), certificate: certificate)
        case (nil, nil): throw .contentMissing
        case (_?, _?): throw .contentNotExpected
        }
    }

    /// The same of a detached signature whose content nobody holds: the signature is over the digest of it.
    ///
    /// - Parameters:
    ///   - contentDigest: the SHA-256 of the content.
    ///   - certificate: the signer's, chosen by `signingCertificateDigest`.
    /// - Throws: the cases of `CMSError` under "Verifying".
    package func verify(contentDigest: Digest, certificate: Certificate) throws(CMSError) {
        guard content == nil else { throw .contentNotExpected }
        try verify(signed: contentDigest, certificate: certificate)
    }

    private func verify(signed: Digest, certificate: Certificate) throws(CMSError) {
        guard certificate.fingerprint == attributes.certificateDigest else { throw .certificateMismatch }
        guard certificate.subjectKeyIdentifier == signerKeyIdentifier else { throw .keyIdentifierMismatch }
        guard let algorithm = CAdESSignatureAlgorithm(certificate.publicKey.algorithm) else {
            throw .unsupportedKey(certificate.publicKey.algorithm)
        }
        guard algorithm == self.algorithm else { throw .signatureAlgorithmMismatch }
        guard signed == attributes.messageDigest else { throw .messageDigestMismatch }
        guard certificate.publicKey.isValidSignature(signatureValue, over: attributes.der) else {
            throw .invalidSignature
        }
    }
}

// MARK: - Printing

/// The whole signature in DER.
private func encoding(
    content: [UInt8]?,
    certificates: [Certificate],
    signerKeyIdentifier: [UInt8],
    attributes: CAdESSignedAttributes,
    algorithm: CAdESSignatureAlgorithm,
    signatureValue: [UInt8],
    tokens: [[UInt8]]
) -> [UInt8] {
    let unsigned = tokens.map { attributeEncoding(CMSIdentifier.signatureTimeStamp, value: $0) }
    let signerInfo = derValue(
        DERTag.sequence,
        derValue(DERTag.integer, [3]),
        derValue(DERTag.primitive0, signerKeyIdentifier),
        CMSIdentifier.sha256,
        // Stored under the tag [0], signed under that of a SET (RFC 5652 § 5.4).
        [DERTag.constructed0] + attributes.der.dropFirst(),
        algorithm.der,
        derValue(DERTag.octetString, signatureValue),
        unsigned.isEmpty ? [] : derSet(DERTag.constructed1, of: unsigned)
    )
    let eContent = content.map { derValue(DERTag.constructed0, derValue(DERTag.octetString, $0)) }
    let signedData = derValue(
        DERTag.sequence,
        derValue(DERTag.integer, [3]),
        derSet(of: [CMSIdentifier.sha256]),
        derValue(DERTag.sequence, CMSIdentifier.data, eContent ?? []),
        certificates.isEmpty ? [] : derSet(DERTag.constructed0, of: certificates.map(\.der)),
        derSet(of: [signerInfo])
    )
    return derValue(DERTag.sequence, CMSIdentifier.signedData, derValue(DERTag.constructed0, signedData))
}
