/// What one kind demands of a statement: its members, facts, lists and commitments, each exactly.
///
/// `table` is the normative table of `docs/formats/statement.md` § 6 as data; a test compares the two. `origin`, `index`,
/// `kind`, `declaredAt`, `actor` and `tool` stand in every statement and are not repeated in it.
package final class StatementShape: Sendable {
    /// The kind.
    package let kind: StatementKind

    /// How a statement spells the kind, with its version.
    package let name: String

    /// The members that must be there beside those of every statement.
    package let required: Set<StatementMember>

    /// The members that may be there; all others must not.
    package let optional: Set<StatementMember>

    /// The grammar of `facts`; nil where there are none.
    package let facts: Facts.Grammar?

    /// The names under `lists`, exactly.
    package let lists: [String]

    /// The fields under `commitments`, exactly, in the order in which disclosures are kept and shipped.
    package let commitments: [CommittedField]

    /// The names of `required` and `optional`.
    let allowedNames: Set<String>

    /// The names of `required`, in the order in which they are missed.
    let requiredNames: [String]

    private init(
        _ kind: StatementKind,
        _ name: String,
        _ required: Set<StatementMember>,
        optional: Set<StatementMember> = [.after],
        facts: Facts.Grammar? = nil,
        lists: [String] = [],
        commitments: [CommittedField] = []
    ) {
        self.kind = kind
        self.name = name
        let required =
            required
            .union(facts == nil ? [] : [.facts])
            .union(lists.isEmpty ? [] : [.lists])
            .union(commitments.isEmpty ? [] : [.commitments])
        self.required = required
        self.optional = optional
        allowedNames = Set(required.union(optional).map(\.rawValue))
        requiredNames = StatementMember.allCases.filter(required.contains).map(\.rawValue)
        self.facts = facts
        self.lists = lists
        self.commitments = commitments
    }

    /// Every kind that this program knows, in the order of `StatementKind`'s cases.
    package static let table: [StatementShape] = [
        StatementShape(.ledgerOpened, "ledger.opened@1", [], optional: [], facts: .ledgerKey),
        StatementShape(.ledgerRekeyed, "ledger.rekeyed@1", [.governance], facts: .ledgerKey),
        StatementShape(.ledgerKeyCompromised, "ledger.keyCompromised@1", [.governance], facts: .keyCompromise),
        StatementShape(.ledgerMoved, "ledger.moved@1", [.governance], facts: .move),
        StatementShape(
            .custodianEnrolled,
            "custodian.enrolled@1",
            [.governance],
            facts: .enrolment,
            commitments: [declared("name")]
        ),
        StatementShape(.custodianRetired, "custodian.retired@1", [.governance], facts: .retirement),
        StatementShape(
            .submissionReceived,
            "submission.received@1",
            [.governance, .submission],
            lists: [ExhibitHead.listName],
            commitments: [
                declared("from"), declared("receivedVia"), date("receivedAt"), declared("device"), declared("note"),
                declared("minorImagery"), digest("releve"), CommittedField(name: "intake", grammar: .intake),
            ]
        ),
        StatementShape(
            .exhibitSealed,
            "exhibit.sealed@1",
            [.governance, .exhibit, .submission],
            commitments: [
                CommittedField(name: "content", grammar: .content), CommittedField(name: "name", grammar: .name),
                declared("title"), declared("platform"), declared("account"), declared("url"), date("capturedAt"),
                date("publishedAt"), declared("visibility"), declared("state"), declared("series"), declared("note"),
                CommittedField(name: "observed", grammar: .observed),
            ]
        ),
        StatementShape(
            .exhibitReferenced,
            "exhibit.referenced@1",
            [.governance, .exhibit, .submission],
            commitments: [
                CommittedField(name: "content", grammar: .content), declared("description"), declared("location"),
                declared("holder"),
            ]
        ),
        StatementShape(
            .exhibitErased,
            "exhibit.erased@1",
            [.governance, .exhibit, .previous],
            commitments: [declared("authority"), declared("ground")]
        ),
        StatementShape(.timestampRecorded, "timestamp.recorded@1", [.governance], facts: .timestamps),
        StatementShape(
            .piecesNumbered,
            "pieces.numbered@1",
            [.governance],
            lists: [ExhibitHead.listName, PieceNumber.listName]
        ),
        StatementShape(
            .bundlePrepared,
            "bundle.prepared@1",
            [.governance],
            facts: .bundle,
            lists: [ExhibitHead.listName],
            commitments: [declared("recipient")]
        ),
        StatementShape(
            .bundleReleased,
            "bundle.released@1",
            [.governance],
            commitments: [digest("container")]
        ),
    ]

    static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

    private static func declared(_ name: String) -> CommittedField { CommittedField(name: name, grammar: .declared) }
    private static func date(_ name: String) -> CommittedField { CommittedField(name: name, grammar: .date) }
    private static func digest(_ name: String) -> CommittedField { CommittedField(name: name, grammar: .digest) }
}

/// The members that a statement can have (`docs/formats/statement.md` § 3).
package enum StatementMember: String, CaseIterable, Sendable {
    case origin, index, kind, declaredAt, actor, tool
    case after, governance, exhibit, submission, previous, facts, lists, commitments

    /// The members of every statement.
    package static let always: Set<StatementMember> = [.origin, .index, .kind, .declaredAt, .actor, .tool]
}
