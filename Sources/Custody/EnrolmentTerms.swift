package import Cryptography

/// What a new custodian agrees to, before anyone enrols them: the bytes behind `facts.acceptance`.
///
///     {"certificate":"…","governance":"…","index":1,"origin":"scelle.invalid/…","recipient":"age1…","role":"admin"}
///
/// The new key signs this canonical JSON, detached, in the profile of an entry. `index` and `governance` are those of the
/// `custodian.enrolled` entry, so that an acceptance enrols once, at one place of one ledger (`docs/formats/entry.md` § 5).
package struct EnrolmentTerms: Hashable, Sendable {
    /// The ledger.
    package let origin: String

    /// The leaf index of the enrolling entry.
    package let index: UInt64

    /// The leaf hash of the governing entry before it.
    package let governance: Digest

    /// The SHA-256 of the new certificate's DER.
    package let certificate: Digest

    /// The age recipient to which content keys will be wrapped.
    package let recipient: String

    /// What the new custodian may do.
    package let role: Enrolment.Role

    /// The terms of one enrolment.
    package init(
        origin: String,
        index: UInt64,
        governance: Digest,
        certificate: Digest,
        recipient: String,
        role: Enrolment.Role
    ) {
        self.origin = origin
        self.index = index
        self.governance = governance
        self.certificate = certificate
        self.recipient = recipient
        self.role = role
    }

    /// The terms that a statement of `custodian.enrolled` claims were accepted; nil for any other statement.
    package init?(of statement: Statement) {
        guard case .enrolment(let enrolment)? = statement.facts, let governance = statement.governance else {
            return nil
        }
        self.init(
            origin: statement.origin,
            index: statement.index,
            governance: governance,
            certificate: enrolment.certificate,
            recipient: enrolment.recipient,
            role: enrolment.role
        )
    }

    /// The canonical JSON that is signed.
    package var bytes: [UInt8] {
        CanonicalJSON.object([
            "origin": .string(origin), "index": .integer(index), "governance": .digest(governance),
            "certificate": .digest(certificate), "recipient": .string(recipient), "role": .string(role.rawValue),
        ]).bytes
    }
}

// MARK: - Reading

extension EnrolmentTerms {
    /// Reads what `bytes` prints.
    ///
    /// - Throws: `StatementError`.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON.read(bytes, nulls: .refused)
        } catch {
            throw .notCanonical(error)
        }
        do throws(ShapeError) {
            var members = try MemberReader(json, at: "")
            origin = try members.take("origin", as: \.wordValue)
            index = try members.take("index", as: \.integerValue)
            governance = try members.take("governance", as: \.digestValue)
            certificate = try members.take("certificate", as: \.digestValue)
            recipient = try members.take("recipient", as: \.wordValue)
            role = try members.take("role") { $0.stringValue.flatMap(Enrolment.Role.init(rawValue:)) }
            try members.finish()
        } catch {
            throw .shape(error)
        }
        guard self.bytes == bytes else { throw .notReproduced }
    }
}

// MARK: - Acceptance

extension EnrolmentTerms {
    /// The new key's acceptance at `time`: a detached CAdES signature in DER, for `Enrolment.acceptance`.
    package func accept(
        key: SigningKey,
        certificate: Certificate,
        at time: Instant
    ) throws(EntryError) -> [UInt8] {
        guard self.certificate == certificate.fingerprint else {
            throw .actorMismatch(actor: self.certificate, signer: certificate.fingerprint)
        }
        do throws(CMSError) {
            return try CAdESSignature.sign(
                bytes,
                form: .detached,
                key: key,
                certificate: certificate,
                including: [],
                signingTime: time,
                mimeType: Entry.mimeType
            ).der
        } catch {
            throw .signature(error)
        }
    }

    /// Checks that the key of `certificate` accepted exactly these terms.
    ///
    /// The steps are those of `docs/formats/entry.md` § 5.
    package func verify(acceptance: [UInt8], certificate: Certificate) throws(EntryError) {
        let signature: CAdESSignature
        do throws(CMSError) {
            signature = try CAdESSignature(parsing: acceptance)
        } catch {
            throw .signature(error)
        }
        guard signature.certificates.isEmpty else { throw .certificateInside }
        guard signature.signatureTimeStamps.isEmpty else { throw .unsignedAttribute }
        guard signature.mimeType.utf8.elementsEqual(Entry.mimeType.utf8) else {
            throw .wrongMimeType(signature.mimeType)
        }
        guard self.certificate == certificate.fingerprint else {
            throw .actorMismatch(actor: self.certificate, signer: certificate.fingerprint)
        }
        do throws(CMSError) {
            try signature.verify(content: bytes, certificate: certificate)
        } catch {
            throw .signature(error)
        }
    }
}
