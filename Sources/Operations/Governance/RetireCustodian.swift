package import Cryptography
package import Custody
internal import LedgerStore
package import TransparencyLog

/// Ends a custodian's powers, changes the ledger's key, and wraps every key to those who stay.
package enum RetireCustodian {
    /// What came of it.
    package struct Retired: Sendable {
        /// Whose certificate.
        package let certificate: Digest
        /// The entry that says so.
        package let index: UInt64
        /// The first entry that the key is not trusted for.
        package let since: UInt64
        /// The ledger's key from now on.
        package let key: VerifierKey
        /// The head, which the old key and the new signed.
        package let checkpoint: SignedCheckpoint
        /// Whether keys are wrapped to those who stay only; else the next command that writes does it.
        package let isComplete: Bool
    }

    /// Retires the custodian that `text` names: the beginning of a fingerprint, the name in the certificate, or a
    /// certificate's file.
    ///
    /// `since` is the first entry that the key is not trusted for, by default the retirement itself; of a compromised key
    /// it has to be said.
    package static func run(
        _ text: String,
        reason: Retirement.Reason,
        since: UInt64?,
        case folder: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> Retired {
        try OperationError.mapping {
            guard reason != .compromised || since != nil else { throw OperationError(.retirementSinceUnanswered) }
            let caseFile = try CaseFile(at: folder, in: surroundings)
            let admin = try caseFile.admin(name, passphrase: passphrase, in: surroundings)
            return try caseFile.folder.withLock {
                let governance = try caseFile.governance()
                let member = try caseFile.member(named: text, in: governance, surroundings)
                try refuse(member, by: admin, under: governance, named: text)
                let composer = try EntryComposer(for: caseFile, by: admin, in: surroundings)
                let since = since ?? composer.nextIndex
                guard since <= composer.nextIndex else {
                    throw OperationError(.sinceUnknown, ["index": "\(since)", "size": "\(composer.nextIndex)"])
                }
                let facts = Retirement(certificate: member.certificate, reason: reason, since: since)
                let staying = governance.active.filter { $0.certificate != member.certificate }.map(\.recipient)
                var rekeying = LedgerRekeying(
                    caseFile: caseFile,
                    custodian: admin,
                    composer: composer,
                    recipients: staying + (governance.recovery.map { [$0] } ?? []),
                    recovery: governance.recovery
                )
                let outcome = try rekeying.run(
                    after: [EntryComposer.Draft(kind: .custodianRetired, facts: .retirement(facts))]
                )
                return Retired(
                    certificate: member.certificate,
                    index: composer.nextIndex,
                    since: since,
                    key: outcome.key,
                    checkpoint: outcome.checkpoint,
                    isComplete: outcome.isComplete
                )
            }
        }
    }

    /// Nobody retires twice, nobody ends his own powers, and an admin always stays.
    private static func refuse(
        _ member: CaseGovernance.Member,
        by admin: Custodian,
        under governance: CaseGovernance,
        named text: String
    ) throws {
        guard member.retirement == nil else { throw OperationError(.custodianRetiredAlready, ["text": text]) }
        guard member.certificate == admin.identity.certificate.fingerprint else { return }
        let admins = governance.active.filter { $0.role == .admin }
        guard admins.count > 1 else { throw OperationError(.retirementOfLastAdmin, ["text": text]) }
        throw OperationError(.retirementOfOneself)
    }
}

extension CaseFile {
    /// The custodian that `text` names: the beginning of a fingerprint, the name in the certificate, or its file.
    fileprivate func member(
        named text: String,
        in governance: CaseGovernance,
        _ surroundings: Surroundings
    ) throws -> CaseGovernance.Member {
        let path = surroundings.absolute(text)
        var wanted: Digest?
        if DurableFile.exists(path) {
            let pem = String(decoding: try DurableFile.read(path), as: UTF8.self)
            wanted = try? Certificate(pem: pem).fingerprint  // a file that is none may be named like a custodian
        }
        let digits = text.lowercased().filter { !$0.isWhitespace && $0 != ":" }
        let found = try governance.members.filter { member in
            if let wanted { return member.certificate == wanted }
            if digits.utf8.count >= 8, member.certificate.hex.utf8.starts(with: digits.utf8) { return true }
            guard let name = try openings.certificate(member.certificate)?.commonName else { return false }
            return name.utf8.elementsEqual(text.utf8)
        }
        // A name may be that of somebody who left and came back with another key: who is in office is meant.
        let active = found.filter { $0.retirement == nil }
        let candidates = active.isEmpty ? found : active
        guard let member = candidates.first else { throw OperationError(.custodianUnknown, ["text": text]) }
        guard candidates.count == 1 else { throw OperationError(.custodianAmbiguous, ["text": text]) }
        return member
    }
}

/// Changes the ledger's key: after a suspicion, or because its file was lost.
package enum RekeyLedger {
    /// What came of it.
    package struct Rekeyed: Sendable {
        /// The entry that names the new key.
        package let index: UInt64
        /// The ledger's key from now on.
        package let key: VerifierKey
        /// The head.
        package let checkpoint: SignedCheckpoint
        /// The new recovery kit, to be shown once; nil when it went to a file or none was made.
        package let recoveryKit: RecoveryKit?
        /// Where the kit was written; nil when it was not.
        package let recoveryKitPath: String?
        /// Whether all that follows the commit was done; else the next command that writes does it.
        package let isComplete: Bool
    }

    /// Takes up a new key; with `lostSince`, the old one is given up and does not sign the change.
    ///
    /// A nil `recovery` leaves the recovery kit as it is.
    package static func run(
        lostSince: UInt64?,
        recovery: OpenCase.Recovery?,
        case folder: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> Rekeyed {
        try OperationError.mapping {
            let caseFile = try CaseFile(at: folder, in: surroundings)
            let kit = try kit(recovery, of: caseFile, in: surroundings)
            let kitPath = try OpenCase.kitPath(recovery, in: surroundings)
            let admin = try caseFile.admin(name, passphrase: passphrase, in: surroundings)
            return try caseFile.folder.withLock {
                let governance = try caseFile.governance()
                let composer = try EntryComposer(for: caseFile, by: admin, in: surroundings)
                if let lostSince, lostSince == 0 || lostSince > composer.nextIndex {
                    throw OperationError(.sizeUnknown, ["index": "\(lostSince)", "size": "\(composer.nextIndex)"])
                }
                let recipient = recovery == nil ? governance.recovery : kit?.recipient
                var rekeying = LedgerRekeying(
                    caseFile: caseFile,
                    custodian: admin,
                    composer: composer,
                    recipients: governance.active.map(\.recipient) + (recipient.map { [$0] } ?? []),
                    recovery: recipient
                )
                // Before the commit: keys wrapped to a kit that nobody has would be a promise that nobody can keep.
                if let kit, let kitPath { try DurableFile.write(kit.page, to: kitPath) }
                let outcome = try rekeying.run(after: [], lostSince: lostSince)
                return Rekeyed(
                    index: outcome.checkpoint.checkpoint.treeSize - 1,
                    key: outcome.key,
                    checkpoint: outcome.checkpoint,
                    recoveryKit: kitPath == nil ? kit : nil,
                    recoveryKitPath: kitPath,
                    isComplete: outcome.isComplete
                )
            }
        }
    }

    private static func kit(
        _ recovery: OpenCase.Recovery?,
        of caseFile: CaseFile,
        in surroundings: Surroundings
    ) throws -> RecoveryKit? {
        switch recovery {
        case nil, .refused?: return nil
        case .shown?, .file?:
            return .generate(
                for: caseFile.origin,
                at: try surroundings.declaredTime(),
                in: caseFile.settings.language
            )
        }
    }
}
