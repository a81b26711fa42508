package import Custody
internal import LedgerStore

/// An exhibit as the ledger, and the openings of its first entry, tell of it.
package struct ExhibitSummary: Sendable {
    /// Its id.
    package let exhibit: ExhibitID
    /// The submission it came with.
    package let submission: SubmissionID?
    /// The kind of its first entry: sealed, or referenced.
    package let kind: StatementKind
    /// The index of its first entry.
    package let index: UInt64
    /// How many entries are about it.
    package let entryCount: Int
    /// The time that the computer declared.
    package let declaredAt: DeclaredTime
    /// What time stamps say.
    package let time: AttestedTime
    /// What the first entry commits, opened; nil when nobody unlocked it or it was erased.
    package let openings: Openings?
    /// Whether an entry says that the exhibit was erased.
    package let isErased: Bool

    /// The name it was received under, where unlocked.
    package var name: ReceivedName? { openings?.receivedName }
    /// Size, type and digest, where unlocked.
    package var content: ExhibitContent? { openings?.exhibitContent }
    /// What the program saw in it; nil while nobody unlocked it, and where nobody looked.
    package var observed: ObservedFacts? { openings?.observedFacts }
    /// The title that it was given, where unlocked and given.
    package var title: String? { openings?["title"]?.givenText }
}

/// Lists the exhibits of a case, in ledger order; ids and kinds need no passphrase.
package enum ListExhibits {
    /// Every exhibit; with `unlocking`, what is known of them too.
    package static func run(
        case path: String?,
        unlocking: Unlocking? = nil,
        in surroundings: Surroundings
    ) throws -> [ExhibitSummary] {
        try OperationError.mapping {
            let caseFile = try CaseFile(readingAt: path, in: surroundings)
            let custodian = try unlocking?.custodian(in: surroundings)
            let times = try AttestedTimes(of: caseFile.ledger)
            return try caseFile.ledger.exhibits().map { exhibit in
                try caseFile.summary(of: exhibit, for: custodian, times: times)
            }
        }
    }
}

extension CaseFile {
    /// What is known of `exhibit`, for whoever is at work; nil for nobody.
    func summary(
        of exhibit: ExhibitID,
        for custodian: Custodian?,
        times: AttestedTimes
    ) throws -> ExhibitSummary {
        let indexes = try ledger.indexes(of: exhibit)
        guard let first = indexes.first else { throw OperationError(.exhibitUnknown, ["text": exhibit.hex]) }
        let statement = try Entry(parsing: ledger.entry(at: first).der).statement
        let kinds = try indexes.map { try ledger.subjects(in: $0..<$0 + 1).first?.kind }
        let erased = StatementKind.exhibitErased.name
        return ExhibitSummary(
            exhibit: exhibit,
            submission: statement.submission,
            kind: statement.kind,
            index: first,
            entryCount: indexes.count,
            declaredAt: statement.declaredAt,
            time: times[first],
            openings: try custodian.flatMap { try openings(of: first, for: $0) },
            isErased: kinds.contains { $0.map { $0.utf8.elementsEqual(erased.utf8) } ?? false }
        )
    }
}

extension Openings {
    /// The field `name` of an exhibit; `Openings` has checked its grammar.
    package var receivedName: ReceivedName? {
        guard let json = self["name"], case .object = json else { return nil }
        return try? ReceivedName(json)  // checked when the openings were read
    }

    /// The field `content` of an exhibit; `Openings` has checked its grammar.
    package var exhibitContent: ExhibitContent? {
        self["content"].flatMap { try? ExhibitContent($0) }  // checked when the openings were read
    }
}

extension Openings {
    /// The field `observed` of an exhibit; `Openings` has checked its grammar.
    package var observedFacts: ObservedFacts? {
        guard let json = self["observed"], case .object = json else { return nil }
        return try? ObservedFacts(json)  // checked when the openings were read
    }
}

extension CanonicalJSON {
    /// The text of a declared value that was given; nil where it was not asked or not known.
    package var givenText: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
