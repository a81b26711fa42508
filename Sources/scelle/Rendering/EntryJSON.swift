internal import Cryptography
internal import Custody
internal import Operations

/// What time stamps say of an entry; nobody verified them here.
struct AttestedJSON: Encodable {
    let time: String?
    let accuracyMicroseconds: Int64?
    let checkpointSize: UInt64?

    init(_ time: AttestedTime) {
        switch time {
        case .pending: (self.time, accuracyMicroseconds, checkpointSize) = (nil, nil, nil)
        case .claimed(let genTime, let accuracy, let size):
            (self.time, accuracyMicroseconds, checkpointSize) = (genTime.rfc3339, accuracy, size)
        }
    }
}

/// An entry as `log --json` and `show --json` print it.
struct EntryJSON: Encodable {
    let index: UInt64
    let kind: String
    let declaredAt: String
    let attested: AttestedJSON
    let leafHash: String
    let actor: String
    let exhibit: String?
    let submission: String?
    /// The opened fields by name; nil where nobody unlocked them.
    let openings: [String: JSONValue]?

    init(_ line: ReadLog.Line) {
        index = line.index
        kind = line.statement.kind.name
        declaredAt = "\(line.statement.declaredAt)"
        attested = AttestedJSON(line.time)
        leafHash = line.leafHash.hex
        actor = line.statement.actor.hex
        exhibit = line.statement.exhibit?.hex
        submission = line.statement.submission?.hex
        openings = line.openings.map { openings in
            Dictionary(
                openings.disclosures.map { ($0.name, JSONValue($0.value)) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }
}

/// An exhibit as `list --json` prints it.
struct ExhibitJSON: Encodable {
    let exhibit: String
    let submission: String?
    let kind: String
    let entry: UInt64
    let entries: Int
    let declaredAt: String
    let attested: AttestedJSON
    let erased: Bool
    let name: String?
    let title: String?
    let size: UInt64?
    let mediaType: String?
    let sha256: String?

    init(_ summary: ExhibitSummary) {
        exhibit = summary.exhibit.hex
        submission = summary.submission?.hex
        kind = summary.kind.name
        entry = summary.index
        entries = summary.entryCount
        declaredAt = "\(summary.declaredAt)"
        attested = AttestedJSON(summary.time)
        erased = summary.isErased
        name = summary.name?.display
        title = summary.title
        size = summary.content?.size
        mediaType = summary.content?.mediaType
        sha256 = summary.content?.sha256.hex
    }
}

/// An exhibit with its history, as `show --json` prints it.
struct ShownExhibitJSON: Encodable {
    let exhibit: ExhibitJSON
    let history: [EntryJSON]
    let members: [JSONValue]?

    init(_ shown: ShowExhibit.Shown) {
        exhibit = ExhibitJSON(shown.summary)
        history = shown.history.map { EntryJSON($0) }
        members = shown.members?.members.map { JSONValue($0.json) }
    }
}

/// A value of a disclosure, encoded as it is.
struct JSONValue: Encodable {
    private let value: CanonicalJSON

    init(_ value: CanonicalJSON) {
        self.value = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .null: try container.encodeNil()
        case .string(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .array(let values): try container.encode(values.map { JSONValue($0) })
        case .object(let members): try container.encode(members.mapValues { JSONValue($0) })
        }
    }
}
