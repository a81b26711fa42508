internal import Custody
internal import Glibc
internal import LedgerStore

// `doctor --complete`: docs/formats/diagnosis.md § 4.

extension DiagnoseCase {
    /// Removes what an interrupted operation left, under the case's lock, and only where it is certain that the ledger never
    /// had an entry more than it has now: this computer has seen it last at exactly its head, no receipt knows more, and
    /// nothing else is wrong with it.
    static func complete(
        _ diagnosis: inout CaseDiagnosis,
        _ folder: CaseFolder,
        in surroundings: Surroundings
    ) throws {
        guard diagnosis.has(.unfinished) else { return }
        let damage = diagnosis.conclusions.map(\.diagnosis).filter { $0.weight == .damage }
        guard damage.isEmpty else {
            throw OperationError(.notSafeToComplete, ["reason": damage.map(\.rawValue).joined(separator: ", ")])
        }
        guard let remembered = diagnosis.remembered, remembered == diagnosis.treeSize else {
            throw OperationError(.notSafeToComplete, ["reason": "heads"])
        }
        try folder.withLock {
            // Opening it for work compares the head with the one remembered, once more and under the lock.
            let caseFile = try CaseFile(opening: folder, in: surroundings)
            guard try caseFile.ledger.head().size == remembered else {
                throw OperationError(.notSafeToComplete, ["reason": "lock"])
            }
            // Read again under the lock: what was being written meanwhile may have become part of the case.
            let examined = try ExaminedCase(folder, in: surroundings)
            let leftovers = try examined.leftovers(known: examined.exhibits())
            for path in leftovers.partial + leftovers.originals where DurableFile.exists(path) {
                try DurableFile.remove(path)
                diagnosis.removed.append(path)
            }
            try caseFile.openings.removeUnfinished(ledgerSize: remembered)
            if leftovers.openings > 0 { diagnosis.removed.append(folder.openings) }
        }
        diagnosis.settle(.unfinished)
    }
}
