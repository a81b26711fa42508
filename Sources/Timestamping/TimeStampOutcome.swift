package import Cryptography

/// What a token proves about an imprint.
package enum TimeStampOutcome: Hashable, Sendable {
    /// The imprint existed at `genTime`, give or take `accuracy` microseconds, says an authority under a given anchor.
    ///
    /// `path` goes from `signer` to the anchor, both included. A missing accuracy is nil, not zero.
    case trusted(signer: Certificate, path: [Certificate], genTime: Instant, accuracy: Int64?)
    /// Nothing is wrong with the token as far as could be seen, but nothing follows from it either.
    case untrusted(TimeStampDoubt)
    /// The token does not prove what it is shown for.
    case broken(TimeStampFault)

    /// What comes of a token that could not be read: a version of the future is a doubt, anything else a fault.
    package init(unreadable error: TimeStampFormatError) {
        self =
            switch error {
            case .unknownVersion(let part): .untrusted(.unknownVersion(of: part))
            default: .broken(.unreadable(error))
            }
    }
}

/// Why nothing follows from a token.
package enum TimeStampDoubt: Error, Hashable, Sendable {
    /// No path leads from the signer to a given anchor.
    case noAnchor
    /// The token does not bring its signer's certificate, and nobody else did.
    case signerCertificateAbsent
    /// The token is of a version that is not known here.
    case unknownVersion(of: TimeStampPart)
    /// The imprint is over an algorithm that is weak or unknown (SHA-1 among them).
    case imprintAlgorithm(oid: String)
    /// The imprint is over a good algorithm, but not the one of the digest it was to be compared with.
    case otherImprintAlgorithm(oid: String)
    /// The signer's digest algorithm is weak or unknown.
    case digestAlgorithm(oid: String)
    /// The signature algorithm is weak or unknown, or does not go with the digest or the key.
    case signatureAlgorithm(oid: String)
    /// The signer's key is too short or of an unknown kind.
    case signerKey(PublicKey.Algorithm)
    /// A certificate of the path has too short a key or is signed over a weak digest.
    case weakCertificate(Certificate)
    /// The TSTInfo holds a critical extension that is not known here.
    case criticalExtension(oid: String)
    /// A certificate of the path holds a critical extension that is not known here.
    case criticalCertificateExtension(Certificate)
}

/// What is wrong with a token.
package enum TimeStampFault: Error, Hashable, Sendable {
    /// The bytes are not a token.
    case unreadable(TimeStampFormatError)
    /// The token stamps something else.
    case otherImprint(found: [UInt8], expected: [UInt8])
    /// There is not exactly one SignerInfo.
    case notOneSigner(count: Int)
    /// The signer signed no attributes.
    case noSignedAttributes
    /// The signed attribute, named by its object identifier, is absent, repeated or unreadable.
    case malformedAttribute(oid: String)
    /// No ESS signing-certificate attribute says which certificate signed.
    case noSigningCertificate
    /// The signed content-type is another than the content's.
    case contentTypeMismatch(oid: String)
    /// The TSTInfo was changed after it was signed.
    case messageDigestMismatch
    /// The certificate that the signer identifier names is not the one that the signed attributes name.
    case signingCertificateMismatch
    /// The signature is not that of the signer's key.
    case invalidSignature
    /// The token names an authority that its signer's certificate does not name.
    case authorityNameMismatch(String)
    /// The signer's certificate is a certification authority's.
    case signerIsAuthority
    /// The signer's keyUsage does not allow signatures, or allows more than them.
    case keyUsage(Certificate)
    /// extendedKeyUsage is not timeStamping, critical and alone (RFC 3161 § 2.3).
    case extendedKeyUsage(ExtendedKeyUsageFault, Certificate)
    /// The certificate had expired at genTime.
    case expired(Certificate)
    /// The certificate was not yet valid at genTime.
    case notYetValid(Certificate)
    /// The certificate names an anchor and its key as issuer, but the anchor did not sign it.
    case forgedCertificate(Certificate)
    /// The path is refused, for a reason in libcrypto's words.
    case invalidPath(Certificate, reason: String)
}

/// Why an answer is not taken in.
package enum TimeStampRefusal: Error, Hashable, Sendable {
    /// The authority granted no token, or nothing that is known as one.
    case notGranted(TimeStampResponse.Status, text: [String], failure: [TimeStampResponse.Failure])
    /// The authority says that it granted a token, and sent none.
    case tokenMissing
    /// The token has no nonce: it may be the answer to anybody, at any time.
    case nonceMissing
    /// The token answers another request.
    case nonceMismatch
    /// The token does not bring its signer's certificate, though the request asked for it.
    case certificateMissing
    /// Something is wrong with the token.
    case broken(TimeStampFault)
    /// Nothing could follow from the token, whatever anchor were given.
    case doubtful(TimeStampDoubt)
}
