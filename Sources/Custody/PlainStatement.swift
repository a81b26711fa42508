internal import Cryptography

// Nearly every statement of a long ledger has neither facts nor lists: its members are digests, ids and words in a fixed
// order. Such bytes are read in one pass against what the printer prints. Whatever looks otherwise is left to the reading that
// takes it apart, which also says what is wrong: `plain` knows no error, only nil.

extension Statement {
    /// The statement that `bytes` spell, when it is of a known kind without facts and lists; nil says nothing of the bytes.
    ///
    /// It is the value that `init(takingApart:)` gives, and its `bytes` are these: between the values stands what is printed
    /// between them, and each value has one spelling.
    static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> Statement? {
        var reader = PlainReader(bytes)
        var members: MemberMask = []

        guard reader.takes("{\"actor\":"), let actor = reader.digest() else { return nil }
        var after: StampedHead?
        if reader.takes(",\"after\":") {
            guard let head = reader.stampedHead() else { return nil }
            after = head
            members.insert(.after)
        }
        // What they are is the kind's to say, which stands further on.
        var commitmentsReader: PlainReader?
        if reader.takes(",\"commitments\":{") {
            commitmentsReader = reader
            guard reader.skip(behind: UInt8(ascii: "}")) else { return nil }
            members.insert(.commitments)
        }
        guard reader.takes(",\"declaredAt\":"), let time = reader.string(byteCount: 25),
            let declaredAt = DeclaredTime(digits: time)
        else { return nil }
        var exhibit: ExhibitID?
        if reader.takes(",\"exhibit\":") {
            guard let id = reader.string(byteCount: 32).flatMap({ ExhibitID(digits: $0) }) else { return nil }
            exhibit = id
            members.insert(.exhibit)
        }
        // Without governance only entry 0 stands, which has facts.
        guard reader.takes(",\"governance\":"), let governance = reader.digest(), reader.takes(",\"index\":"),
            let index = reader.integer(), index > 0, reader.takes(",\"kind\":"), let name = reader.word(),
            let form = PlainForm.all.first(where: { $0.name.elementsEqual(name) }), reader.takes(",\"origin\":"),
            let origin = reader.origin()
        else { return nil }
        members.insert(.governance)
        var previous: Digest?
        if reader.takes(",\"previous\":") {
            guard let digest = reader.digest() else { return nil }
            previous = digest
            members.insert(.previous)
        }
        var submission: SubmissionID?
        if reader.takes(",\"submission\":") {
            guard let id = reader.string(byteCount: 32).flatMap({ SubmissionID(digits: $0) }) else { return nil }
            submission = id
            members.insert(.submission)
        }
        guard reader.takes(",\"tool\":{\"name\":"), let tool = reader.word(), reader.takes(",\"platform\":"),
            let platform = reader.word(), reader.takes(",\"version\":"), let version = reader.word(),
            reader.takes("}}"), reader.isAtEnd
        else { return nil }

        // What the kind demands and allows, the stamped head before the entry, the chain of an exhibit.
        guard members.isSuperset(of: form.required), form.allowed.isSuperset(of: members),
            after.map({ $0.size < index }) ?? true, previous == nil || exhibit != nil
        else { return nil }
        var commitments: [String: Digest] = [:]
        if var reader = commitmentsReader {
            guard let read = form.commitments(from: &reader) else { return nil }
            commitments = read
        }
        return Statement(
            origin: origin,
            index: index,
            kind: form.kind,
            declaredAt: declaredAt,
            actor: actor,
            tool: Tool(
                name: String(decoding: tool, as: UTF8.self),
                version: String(decoding: version, as: UTF8.self),
                platform: String(decoding: platform, as: UTF8.self)
            ),
            after: after,
            governance: governance,
            exhibit: exhibit,
            submission: submission,
            previous: previous,
            facts: nil,
            lists: [:],
            commitments: commitments,
            furtherMembers: [:]
        )
    }
}

/// What a kind without facts and lists demands, made ready for reading many.
private final class PlainForm: Sendable {
    let kind: StatementKind
    /// The kind as a statement spells it.
    let name: [UInt8]
    let required: MemberMask
    let allowed: MemberMask

    /// The fields in the order of their names, each as `"name":`, with the place of its digest in `blank`.
    private let fields: [(spelling: [UInt8], place: Dictionary<String, Digest>.Index)]
    /// Every field of the kind, with a digest that is none of theirs: copying it costs less than naming each field anew.
    private let blank: [String: Digest]

    static let all: [PlainForm] = StatementShape.table.filter { $0.facts == nil && $0.lists.isEmpty }.map(
        PlainForm.init
    )

    private init(_ shape: StatementShape) {
        kind = shape.kind
        name = Array(shape.name.utf8)
        required = MemberMask(shape.required)
        allowed = MemberMask(shape.required.union(shape.optional))
        let blank = Dictionary(uniqueKeysWithValues: shape.commitments.map { ($0.name, Digest.emptyTree) })
        self.blank = blank
        // Names are ASCII, whose order `<` is that of their bytes.
        fields = blank.indices.sorted { blank[$0].key < blank[$1].key }.map {
            (Array("\"\(blank[$0].key)\":".utf8), $0)
        }
    }

    /// Reads the commitments of the kind, each of them and no other, up to the brace behind them.
    func commitments(from reader: inout PlainReader) -> [String: Digest]? {
        var commitments = blank
        for (position, field) in fields.enumerated() {
            guard position == 0 || reader.takes(","), reader.takes(field.spelling), let digest = reader.digest() else {
                return nil
            }
            commitments.values[field.place] = digest
        }
        return reader.takes("}") ? commitments : nil
    }
}

/// Which of the members stand in a statement that not all have and some of these kinds do.
private struct MemberMask: OptionSet {
    let rawValue: UInt8

    static let after = MemberMask(rawValue: 1)
    static let commitments = MemberMask(rawValue: 2)
    static let exhibit = MemberMask(rawValue: 4)
    static let governance = MemberMask(rawValue: 8)
    static let previous = MemberMask(rawValue: 16)
    static let submission = MemberMask(rawValue: 32)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ members: Set<StatementMember>) {
        self.init(
            members.map { member -> MemberMask in
                switch member {
                case .after: .after
                case .commitments: .commitments
                case .exhibit: .exhibit
                case .governance: .governance
                case .previous: .previous
                case .submission: .submission
                case .origin, .index, .kind, .declaredAt, .actor, .tool, .facts, .lists:
                    preconditionFailure("no member of its own of a kind without facts and lists")
                }
            }
        )
    }
}
