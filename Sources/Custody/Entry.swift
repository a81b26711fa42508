package import Cryptography

/// One leaf of a ledger: a statement under its signer's CAdES signature, in DER, and nothing after it.
///
///     SEQUENCE                            ContentInfo, id-signedData
///       …
///         OCTET STRING                      the statement's canonical JSON
///         SET { SEQUENCE … }                one SignerInfo: subjectKeyIdentifier, five signed attributes
///
/// No name enters the tree: the certificate is not inside, and the signer is chosen by its digest. `docs/formats/entry.md`
/// has an example and numbers the checks.
package struct Entry: Hashable, Sendable {
    /// The signature, which holds the statement's bytes.
    package let signature: CAdESSignature

    /// What the signature envelops.
    package let statement: Statement

    /// `SHA-256(0x00 ‖ DER)` (RFC 6962 § 2.1).
    package let leafHash: Digest

    /// The largest entry, in bytes: what C2SP's tlog-tiles can carry in an entry bundle.
    package static let maximumByteCount = 65_535

    /// The largest statement, in bytes.
    ///
    /// The rest is left to the signature, which needs fewer than 1,100 bytes with an RSA key of 4096 bits.
    package static let maximumStatementByteCount = maximumByteCount - 2_048

    /// The media type of a statement, as the mime-type attribute has it.
    package static let mimeType = "application/json"

    /// The entry's bytes.
    package var der: [UInt8] { signature.der }
}

// MARK: - Signing

extension Entry {
    /// Signs `statement`, which names `certificate` as its actor, at the time it declares.
    ///
    /// - Throws: `EntryError` when the statement is too long or names another actor, and when the key cannot sign.
    package static func sign(
        _ statement: Statement,
        key: SigningKey,
        certificate: Certificate
    ) throws(EntryError) -> Entry {
        let bytes = statement.bytes
        guard bytes.count <= maximumStatementByteCount else { throw .tooLong(byteCount: bytes.count) }
        guard statement.actor == certificate.fingerprint else {
            throw .actorMismatch(actor: statement.actor, signer: certificate.fingerprint)
        }
        let signature: CAdESSignature
        do throws(CMSError) {
            signature = try CAdESSignature.sign(
                bytes,
                form: .enveloping,
                key: key,
                certificate: certificate,
                including: [],
                signingTime: statement.declaredAt.instant,
                mimeType: mimeType
            )
        } catch {
            throw .signature(error)
        }
        return try Entry(parsing: signature.der)
    }
}

// MARK: - Reading

extension Entry {
    /// Reads an entry, and what it says of itself: checks 1 to 7 of `docs/formats/entry.md` § 4, in that order.
    ///
    /// The signature is not verified yet: that takes the certificate.
    package init(parsing der: [UInt8]) throws(EntryError) {
        // 1: the size
        guard der.count <= Self.maximumByteCount else { throw .tooLong(byteCount: der.count) }

        // 2: the profile of the signature
        do throws(CMSError) {
            signature = try CAdESSignature(parsing: der)
        } catch {
            throw .signature(error)
        }

        // 3, 4: the statement inside, nobody's name, nothing unsigned
        guard let content = signature.content else { throw .notEnveloping }
        guard signature.certificates.isEmpty else { throw .certificateInside }
        guard signature.signatureTimeStamps.isEmpty else { throw .unsignedAttribute }

        // 5: what the signature says of its content
        guard signature.mimeType.utf8.elementsEqual(Self.mimeType.utf8) else {
            throw .wrongMimeType(signature.mimeType)
        }

        // 6: the statement
        do throws(StatementError) {
            statement = try Statement(parsing: content)
        } catch {
            throw .statement(error)
        }
        leafHash = .leafHash(of: der)

        // 7: the statement and the signature agree
        try checkAgreement()
    }

    /// Checks that time and actor are the same in the statement and in the attributes beside it.
    private func checkAgreement() throws(EntryError) {
        guard signature.signingTime == statement.declaredAt.instant else {
            throw .timeMismatch(declared: statement.declaredAt.instant, signing: signature.signingTime)
        }
        guard signature.signingCertificateDigest == statement.actor else {
            throw .actorMismatch(actor: statement.actor, signer: signature.signingCertificateDigest)
        }
    }

    /// Checks that the key of `certificate` signed this entry and that the statement's actor is that certificate.
    ///
    /// This is check 8. Whether the certificate is trusted, and whether it was good at the attested time, is judged
    /// elsewhere.
    package func verify(certificate: Certificate) throws(EntryError) {
        do throws(CMSError) {
            try signature.verify(content: nil, certificate: certificate)
        } catch {
            throw .signature(error)
        }
    }
}

/// Why bytes are not an entry, why one does not verify, or why one cannot be signed.
package enum EntryError: Error, Hashable {
    /// The entry, or the statement to be signed, is larger than an entry can be.
    case tooLong(byteCount: Int)
    /// The signature is not of the profile, does not verify, or could not be made.
    case signature(CMSError)
    /// The content is elsewhere.
    case notEnveloping
    /// A certificate, and with it a name, stands in the signature.
    case certificateInside
    /// An unsigned attribute, which anybody could have added, stands in the signature.
    case unsignedAttribute
    /// The mime-type attribute is not that of a statement.
    case wrongMimeType(String)
    case statement(StatementError)
    /// `declaredAt` and the signing-time attribute are two moments.
    case timeMismatch(declared: Instant, signing: Instant)
    /// `actor` and the certificate that the signature or the caller names are two.
    case actorMismatch(actor: Digest, signer: Digest)
}
