internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// What an edition shows of a case, and what of it is opened (docs/formats/bundle.md § 2).
struct EditionScope: Sendable {
    let preparation: BundlePreparation
    let caseFile: CaseFile
    /// The exhibits that become pieces, with the positions of these.
    let positions: [ExhibitID: UInt32]
    /// The entries `submission.received` that name any of them, oldest first.
    let submissions: [UInt64]
    /// Those of them of which every exhibit becomes a piece.
    private let wholeSubmissions: Set<UInt64>

    /// The scope of what was prepared in `caseFile`.
    init(of preparation: BundlePreparation, in caseFile: CaseFile) throws {
        self.preparation = preparation
        self.caseFile = caseFile
        let positions = Dictionary(
            preparation.exhibits.enumerated().lazy.map { ($1.id, UInt32($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        self.positions = positions
        let size = preparation.head.checkpoint.treeSize
        var submissions: [UInt64] = []
        var wholeSubmissions: Set<UInt64> = []
        for index in try caseFile.ledger.indexes(of: .submissionReceived) where index < size {
            guard let lines = try caseFile.listLines(of: index, named: ExhibitHead.listName) else { continue }
            var namedCount = 0
            try lines.forEach(as: ExhibitHead.self) { if positions[$0.exhibit] != nil { namedCount += 1 } }
            if namedCount > 0 { submissions.append(index) }
            if namedCount == lines.count { wholeSubmissions.insert(index) }
        }
        self.submissions = submissions
        self.wholeSubmissions = wholeSubmissions
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
        indexes.formUnion(submissions)
        return indexes.filter { $0 < size }.sorted()
    }

    /// Whether the edition opens what a statement commits to.
    ///
    /// A digest-only exhibit is never opened in any.
    func isOpened(_ statement: Statement) -> Bool {
        if statement.kind == .exhibitReferenced { return false }
        guard preparation.edition == .extract else { return true }
        if let exhibit = statement.exhibit { return positions[exhibit] != nil }
        if statement.kind == .submissionReceived { return wholeSubmissions.contains(statement.index) }
        return statement.index == preparation.preparedIndex
    }

    /// Whether the edition shows the lines of a statement's lists.
    func showsLists(of statement: Statement) -> Bool {
        preparation.edition == .complete || isOpened(statement)
    }
}
