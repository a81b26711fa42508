internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// What an edition shows of a case, and what of it is opened (docs/formats/bundle.md § 2).
struct EditionScope: Sendable {
    let preparation: BundlePreparation
    let caseFile: CaseFile
    /// The exhibits that become pieces.
    let chosen: Set<ExhibitID>

    /// The scope of what was prepared in `caseFile`.
    init(of preparation: BundlePreparation, in caseFile: CaseFile) {
        self.preparation = preparation
        self.caseFile = caseFile
        chosen = Set(preparation.exhibits.map(\.id))
    }

    /// The tree size of the head.
    var size: UInt64 { preparation.head.checkpoint.treeSize }

    /// The entries that the edition shows: all, or those of the chosen exhibits and their submissions, all governance,
    /// every recording of stamps, and `bundle.prepared`.
    func shownEntries() throws -> [UInt64] {
        if preparation.edition == .complete { return Array(0..<size) }
        var indexes = Set(try caseFile.ledger.governanceIndexes())
        indexes.formUnion(try caseFile.ledger.indexes(of: .timestampRecorded))
        indexes.insert(preparation.preparedIndex)
        for exhibit in preparation.exhibits {
            indexes.formUnion(try caseFile.ledger.indexes(of: exhibit.id))
        }
        indexes.formUnion(try caseFile.submissions(naming: chosen))
        return indexes.filter { $0 < size }.sorted()
    }

    /// Whether the edition opens what a statement commits to.
    ///
    /// A digest-only exhibit is never opened in any.
    func isOpened(_ statement: Statement) throws -> Bool {
        if statement.kind == .exhibitReferenced { return false }
        guard preparation.edition == .extract else { return true }
        if let exhibit = statement.exhibit { return chosen.contains(exhibit) }
        if statement.kind == .submissionReceived { return try isWhole(statement) }
        return statement.index == preparation.preparedIndex
    }

    /// Whether the edition shows the lines of a statement's lists.
    func showsLists(of statement: Statement) throws -> Bool {
        try preparation.edition == .complete || isOpened(statement)
    }

    /// Whether all exhibits of a submission are among the chosen ones.
    private func isWhole(_ submission: Statement) throws -> Bool {
        guard let lines = try caseFile.listLines(of: submission.index, named: ExhibitHead.listName) else {
            return false
        }
        return try lines.read(as: ExhibitHead.self).allSatisfy { chosen.contains($0.exhibit) }
    }
}
