/// A part of a CMS SignedData, by the name and clause that define it.
package enum CMSField: String, Hashable, Sendable, CaseIterable {
    case contentInfo = "ContentInfo"
    case signedData = "SignedData"
    case digestAlgorithms
    case encapContentInfo
    case certificates
    case crls
    case signerInfos
    case signerInfo = "SignerInfo"
    case signerIdentifier = "sid"
    case digestAlgorithm
    case signedAttributes = "signedAttrs"
    case contentType = "content-type"
    case messageDigest = "message-digest"
    case signingTime = "signing-time"
    case signingCertificateV2 = "signing-certificate-v2"
    case mimeType = "mime-type"
    case signatureAlgorithm
    case signature
    case unsignedAttributes = "unsignedAttrs"
    case signatureTimeStamp = "signature-time-stamp"

    /// The clause that defines the part.
    package var clause: String {
        switch self {
        case .contentInfo: "RFC 5652 § 3"
        case .signedData, .digestAlgorithms, .certificates, .crls, .signerInfos: "RFC 5652 § 5.1"
        case .encapContentInfo: "RFC 5652 § 5.2"
        case .signerInfo, .signerIdentifier, .digestAlgorithm, .signedAttributes, .signatureAlgorithm, .signature,
            .unsignedAttributes:
            "RFC 5652 § 5.3"
        case .contentType: "RFC 5652 § 11.1"
        case .messageDigest: "RFC 5652 § 11.2"
        case .signingTime: "RFC 5652 § 11.3"
        case .signingCertificateV2: "RFC 5035 § 3"
        case .mimeType: "EN 319 122-1 § 5.2.5.1"
        case .signatureTimeStamp: "EN 319 122-1 § 5.3"
        }
    }
}

/// Why bytes are not the CMS SignedData they should be, why one does not verify, or why one cannot be made.
///
/// An object identifier stands in dotted decimals.
package enum CMSError: Error, Hashable, Sendable {
    // MARK: Reading

    /// The bytes are not one value in DER: truncated, a length spelt long or left indefinite (X.690 § 10.1).
    case notDER
    /// This many bytes follow the one value.
    case trailingBytes(count: Int)
    /// The part is not of the type, or not spelt in the one way, that its clause and the profile ask for.
    case malformed(CMSField)
    /// The part is required and absent.
    case missing(CMSField)
    /// The part holds something that its clause or the profile has no place for.
    case unexpectedElement(in: CMSField)
    /// The part has another version than 3.
    case wrongVersion(of: CMSField)
    /// The content, or what the content-type attribute says of it, is not of type id-data, or not SignedData at all.
    case wrongContentType(oid: String, in: CMSField)
    /// The digest algorithm is not SHA-256, or is spelt with parameters (RFC 5754 § 2).
    case unsupportedDigestAlgorithm(oid: String, in: CMSField)
    /// There is not exactly one SignerInfo.
    case notOneSigner(count: Int)
    /// The signer is named by issuer and serial number: the issuer's name would enter the signature.
    case signerNotByKeyIdentifier
    /// The profile has no place for this attribute.
    case unknownAttribute(oid: String, in: CMSField)
    /// The attribute stands twice.
    case repeatedAttribute(CMSField)
    /// The attribute has not exactly one value.
    case notOneValue(of: CMSField)
    /// A SET OF is not in ascending order of encodings (X.690 § 11.6).
    case outOfOrder(CMSField)
    /// The signing-certificate-v2 attribute names issuer and serial number (EN 319 122-1 § 6.3, note g).
    case issuerSerialPresent
    /// The signature algorithm is neither ecdsa-with-SHA256 nor sha256WithRSAEncryption (RFC 5754 § 3).
    case unsupportedSignatureAlgorithm(oid: String)
    /// Everything reads well, yet printing it gives other bytes.
    case notCanonical

    // MARK: Verifying

    /// The signature is detached and no content was given.
    case contentMissing
    /// The signature holds its content, yet another was given.
    case contentNotExpected
    /// The signing-certificate-v2 attribute holds the digest of another certificate.
    case certificateMismatch
    /// The signer's key identifier is not that of the certificate, or the certificate has none.
    case keyIdentifierMismatch
    /// The message-digest attribute is not the digest of the content: the content was changed.
    case messageDigestMismatch
    /// The signature algorithm is not that of the certificate's key.
    case signatureAlgorithmMismatch
    /// The certificate's key is none that the profile signs with: ECDSA on P-256 or P-384, RSA from 3072 bits.
    case unsupportedKey(PublicKey.Algorithm)
    /// The signature is not that of the key over the signed attributes.
    case invalidSignature

    // MARK: Making

    /// The certificate has no subjectKeyIdentifier extension, by which the signer is to be named.
    case noSubjectKeyIdentifier
    /// The certificate is over another key than the one that is to sign.
    case keyOfAnotherCertificate
    /// The signing time lies before the year 0 or after 9999.
    case signingTimeOutOfRange
    /// The media type is empty or not printable ASCII.
    case unusableMimeType
    /// The time-stamp token is not one DER ContentInfo.
    case unusableToken
    /// The key refused to sign.
    case signingFailed
}
