package import Custody
internal import LedgerStore
package import TransparencyLog

/// Takes over a case folder that was copied, moved or restored, so that it may grow where it stands.
package enum AdoptCase {
    /// What came of it.
    package struct Adopted: Sendable {
        /// The absolute path of the folder.
        package let path: String
        /// What was entered.
        package let move: LedgerMove
        /// The head with it.
        package let checkpoint: SignedCheckpoint
    }

    /// Enters `ledger.moved` and marks the folder as the new place, in this order.
    ///
    /// A ledger that is older than one seen here before is refused, as by every operation: adopting does not make up for
    /// entries that are gone.
    package static func run(
        reason: LedgerMove.Reason,
        case folder: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> Adopted {
        try OperationError.mapping {
            let caseFile = try CaseFile(at: folder, in: surroundings)
            let identity = try IdentityStore(in: surroundings).chosen(name)
            guard try !caseFile.isSettled() else { throw OperationError(.caseSettled, ["path": caseFile.folder.path]) }
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            return try caseFile.folder.withLock {
                guard try !caseFile.isSettled() else {
                    throw OperationError(.caseSettled, ["path": caseFile.folder.path])
                }
                var composer = try EntryComposer(adopting: caseFile, by: custodian, in: surroundings)
                let signer = try caseFile.ledgerSigner(for: custodian)
                let head = try caseFile.ledger.head()
                let move = LedgerMove(place: .random(), reason: reason, size: head.size, root: head.rootHash)
                let entry = try composer.sign(EntryComposer.Draft(kind: .ledgerMoved, facts: .move(move)))
                let checkpoint = try caseFile.append([entry], signer: signer)
                try CasePlace.mark(caseFile.folder, as: move.place)
                return Adopted(path: caseFile.folder.path, move: move, checkpoint: checkpoint)
            }
        }
    }
}

extension CaseFile {
    /// Whether the folder is the one in which its ledger is kept.
    package func isSettled() throws -> Bool {
        guard let place = try governance().place else { return false }
        return try CasePlace.standing(of: folder, at: place) == .settled
    }
}
