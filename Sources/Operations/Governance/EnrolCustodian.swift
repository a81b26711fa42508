package import Cryptography
package import Custody
internal import LedgerStore
package import TransparencyLog

/// The newcomer's first file: whose key it is, and to what keys are to be wrapped.
package enum RequestEnrolment {
    /// Writes the request of the identity `name` to `output`; nobody is asked for a passphrase.
    package static func run(identity name: String?, output: String, in surroundings: Surroundings) throws
        -> StoredIdentity
    {
        try OperationError.mapping {
            let identity = try IdentityStore(in: surroundings).chosen(name)
            let file = EnrolmentFile.request(identity.certificate, recipient: identity.recipient)
            try file.write(to: surroundings.absolute(output))
            return identity
        }
    }
}

/// The admin's file: the terms that the newcomer is to accept, for the very next entry of the ledger.
package enum OfferEnrolment {
    /// Terms that were written.
    package struct Offer: Sendable {
        /// The newcomer's certificate, to be compared by its fingerprint.
        package let certificate: Certificate
        /// What was offered.
        package let terms: EnrolmentTerms
    }

    /// Writes terms for the request at `request`, or, with a `recipient`, for the PEM certificate there.
    package static func run(
        request path: String,
        recipient: String?,
        role: Enrolment.Role,
        case folder: String?,
        output: String,
        in surroundings: Surroundings
    ) throws -> Offer {
        try OperationError.mapping {
            let caseFile = try CaseFile(at: folder, in: surroundings)
            let newcomer = try newcomer(at: surroundings.absolute(path), recipient, in: caseFile, surroundings)
            let terms = try caseFile.nextTerms(for: newcomer, role: role)
            try EnrolmentFile.terms(newcomer.certificate, terms).write(to: surroundings.absolute(output))
            return Offer(certificate: newcomer.certificate, terms: terms)
        }
    }

    private static func newcomer(
        at path: String,
        _ recipient: String?,
        in caseFile: CaseFile,
        _ surroundings: Surroundings
    ) throws -> NewCustodian {
        let certificate: Certificate
        let target: AgeRecipient
        if let recipient {
            do {
                certificate = try Certificate(pem: String(decoding: try DurableFile.read(path), as: UTF8.self))
            } catch is CertificateError {
                throw OperationError(.enrolmentFileMalformed, ["path": path])
            }
            do {
                target = try AgeRecipient(parsing: recipient)
            } catch {
                throw OperationError(.recipientMalformed, ["text": recipient])
            }
        } else {
            guard case .request(let requested, let named) = try EnrolmentFile(reading: path) else {
                throw OperationError(.enrolmentFileMalformed, ["path": path])
            }
            (certificate, target) = (requested, named)
        }
        return try NewCustodian(
            certificate,
            recipient: target,
            from: path,
            in: caseFile,
            at: surroundings.now()
        )
    }
}

/// The newcomer's second file: the terms, signed by the new key.
package enum AcceptEnrolment {
    /// Signs the terms at `path`, which must be for this identity, and writes the acceptance to `output`.
    package static func run(
        terms path: String,
        identity name: String?,
        passphrase: PassphraseSource,
        output: String,
        in surroundings: Surroundings
    ) throws -> EnrolmentTerms {
        try OperationError.mapping {
            let path = surroundings.absolute(path)
            guard case .terms(let certificate, let terms) = try EnrolmentFile(reading: path) else {
                throw OperationError(.enrolmentFileMalformed, ["path": path])
            }
            let identity = try IdentityStore(in: surroundings).chosen(name)
            // Keys wrapped to another recipient would be lost to the newcomer, and open to whoever put it there.
            guard identity.certificate == certificate, "\(identity.recipient)".utf8.elementsEqual(terms.recipient.utf8)
            else { throw OperationError(.enrolmentForAnother, ["path": path, "name": identity.name]) }
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            let signature = try custodian.accept(terms, at: surroundings.declaredTime().instant)
            let file = EnrolmentFile.acceptance(certificate, terms, signature: signature)
            try file.write(to: surroundings.absolute(output))
            return terms
        }
    }
}

/// Enrols a custodian: an entry that an admin signs and that the new key has accepted; then every key is wrapped to the
/// newcomer too.
package enum EnrolCustodian {
    /// Who is to be enrolled.
    package enum Newcomer: Sendable {
        /// The owner of the acceptance at this path.
        case accepting(String)
        /// Another identity of this computer, and how it is unlocked.
        case here(String, PassphraseSource)
    }

    /// What came of it.
    package struct Enrolled: Sendable {
        /// Whose.
        package let certificate: Certificate
        /// The role.
        package let role: Enrolment.Role
        /// The entry.
        package let index: UInt64
        /// The head with it.
        package let checkpoint: SignedCheckpoint
        /// Whether every key is wrapped to the newcomer; else the next command that writes does it.
        package let isComplete: Bool
    }

    /// Enrols `newcomer` as `role`; a `fingerprint` that was typed must be the certificate's.
    package static func run(
        _ newcomer: Newcomer,
        role: Enrolment.Role,
        fingerprint: Digest?,
        case folder: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> Enrolled {
        try OperationError.mapping {
            let caseFile = try CaseFile(at: folder, in: surroundings)
            let admin = try caseFile.admin(name, passphrase: passphrase, in: surroundings)
            let other = try Self.other(newcomer, in: surroundings)
            return try caseFile.folder.withLock {
                var composer = try EntryComposer(for: caseFile, by: admin, in: surroundings)
                let signer = try caseFile.ledgerSigner(for: admin)
                let accepted = try Self.accepted(newcomer, other, role: role, in: caseFile, surroundings)
                guard fingerprint == nil || fingerprint == accepted.certificate.fingerprint else {
                    throw OperationError(.fingerprintDiffers, ["found": accepted.certificate.fingerprint.hex])
                }
                let (entry, addition) = try enrol(accepted, with: &composer, in: caseFile)
                try caseFile.openings.add(addition)
                // COMMIT
                let checkpoint = try caseFile.append([entry], signer: signer)
                return Enrolled(
                    certificate: accepted.certificate,
                    role: role,
                    index: entry.statement.index,
                    checkpoint: checkpoint,
                    isComplete: isComplete(caseFile, by: admin)
                )
            }
        }
    }

    private struct Accepted {
        let certificate: Certificate
        let terms: EnrolmentTerms
        let signature: [UInt8]
    }

    private static func other(_ newcomer: Newcomer, in surroundings: Surroundings) throws -> Custodian? {
        guard case .here(let name, let passphrase) = newcomer else { return nil }
        return try Custodian(
            unlocking: IdentityStore(in: surroundings).identity(named: name),
            passphrase: passphrase
        )
    }

    private static func accepted(
        _ newcomer: Newcomer,
        _ other: Custodian?,
        role: Enrolment.Role,
        in caseFile: CaseFile,
        _ surroundings: Surroundings
    ) throws -> Accepted {
        if let other {
            let path = other.identity.certificatePath
            let new = try NewCustodian(
                other.identity.certificate,
                recipient: other.identity.recipient,
                from: path,
                in: caseFile,
                at: surroundings.now()
            )
            let terms = try caseFile.nextTerms(for: new, role: role)
            let signature = try other.accept(terms, at: surroundings.declaredTime().instant)
            return Accepted(certificate: new.certificate, terms: terms, signature: signature)
        }
        guard case .accepting(let name) = newcomer,
            case .acceptance(let certificate, let terms, let signature) =
                try EnrolmentFile(reading: surroundings.absolute(name))
        else { throw OperationError(.enrolmentFileMalformed, ["path": "\(newcomer)"]) }
        let path = surroundings.absolute(name)
        guard terms.origin.utf8.elementsEqual(caseFile.origin.utf8) else {
            throw OperationError(.enrolmentForOtherCase, ["path": path])
        }
        let new = try NewCustodian(
            certificate,
            recipient: AgeRecipient(parsing: terms.recipient),
            from: path,
            in: caseFile,
            at: surroundings.now()
        )
        guard terms.role == role else {
            throw OperationError(.enrolmentRoleDiffers, ["stated": terms.role.rawValue, "asked": role.rawValue])
        }
        // An acceptance is for one entry of one ledger: what was accepted then is not what would be entered now.
        guard try terms == caseFile.nextTerms(for: new, role: role) else {
            throw OperationError(.enrolmentOutdated, ["path": path])
        }
        do throws(EntryError) {
            try terms.verify(acceptance: signature, certificate: certificate)
        } catch {
            throw OperationError(.enrolmentNotAccepted, ["path": path])
        }
        return Accepted(certificate: certificate, terms: terms, signature: signature)
    }

    private static func enrol(
        _ accepted: Accepted,
        with composer: inout EntryComposer,
        in caseFile: CaseFile
    ) throws -> (Entry, OpeningsAddition) {
        let name = accepted.certificate.commonName.map { DeclaredValue.given($0).json } ?? .null
        let openings = try Openings(of: .custodianEnrolled, values: ["name": name])
        let enrolment = Enrolment(
            certificate: accepted.terms.certificate,
            recipient: accepted.terms.recipient,
            role: accepted.terms.role,
            acceptance: accepted.signature
        )
        let entry = try composer.sign(
            EntryComposer.Draft(
                kind: .custodianEnrolled,
                facts: .enrolment(enrolment),
                commitments: openings.commitments
            )
        )
        var addition = OpeningsAddition()
        try addition.keep(openings, of: entry, for: caseFile.recipients())
        addition.certificates.append(accepted.certificate)
        return (entry, addition)
    }

    /// Wraps every key to the newcomer too; what fails here is done by the next command that appends.
    private static func isComplete(_ caseFile: CaseFile, by admin: Custodian) -> Bool {
        do {
            try caseFile.wrapKeys(for: caseFile.recipients(), by: admin)
            return true
        } catch {
            return false
        }
    }
}

// MARK: - What the parts share

extension Custodian {
    /// This key's acceptance of `terms`.
    fileprivate func accept(_ terms: EnrolmentTerms, at time: Instant) throws -> [UInt8] {
        try terms.accept(key: signingKey(), certificate: identity.certificate, at: time)
    }
}

extension CaseFile {
    /// The terms under which `newcomer` would be enrolled by the very next entry.
    fileprivate func nextTerms(for newcomer: NewCustodian, role: Enrolment.Role) throws -> EnrolmentTerms {
        guard let governance = try governance().newest else { throw LedgerError.noEntry(index: 0) }
        return EnrolmentTerms(
            origin: origin,
            index: try ledger.head().size,
            governance: governance,
            certificate: newcomer.certificate.fingerprint,
            recipient: "\(newcomer.recipient)",
            role: role
        )
    }

    /// The identity at work, who must be an admin of the case.
    func admin(_ name: String?, passphrase: PassphraseSource, in surroundings: Surroundings) throws -> Custodian {
        let identity = try IdentityStore(in: surroundings).chosen(name)
        let governance = try governance()
        guard governance.isActive(identity.certificate.fingerprint) else {
            throw OperationError(.custodianNotEnrolled, ["name": identity.name])
        }
        guard governance.isAdmin(identity.certificate.fingerprint) else {
            throw OperationError(.custodianNotAdmin, ["name": identity.name])
        }
        return try Custodian(unlocking: identity, passphrase: passphrase)
    }
}
