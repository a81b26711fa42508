/// What a person answered when asked for a date: the words, and the earliest and latest moment they can mean.
///
///     {"from":"2020-06-15T00:00:00+02:00","text":"mi-juin","to":"2020-06-17T23:59:59+02:00","zone":"Europe/Paris"}
///
/// or, like any declared value, `null` (not asked) or `{"unknown":1}`.
package enum DeclaredDate: Sendable {
    case given(Words)
    /// The question was not put.
    case notAsked
    /// The question was put, and the person does not know.
    case unknown

    /// The words of an answer and what they were taken to mean.
    package struct Words: Sendable {
        /// The answer, as given.
        package let text: String

        /// The earliest and latest second it can mean; nil when nobody read the words as a date.
        package let bounds: ClosedRange<DeclaredTime>?

        /// The time zone in which the answer was given, as declared; nil when not asked.
        package let zone: String?

        /// The words of one answer.
        package init(text: String, bounds: ClosedRange<DeclaredTime>?, zone: String?) {
            self.text = text
            self.bounds = bounds
            self.zone = zone
        }
    }

    /// The value as a disclosure has it.
    package var json: CanonicalJSON {
        switch self {
        case .given(let words):
            func bound(_ time: DeclaredTime?) -> CanonicalJSON { time.map { .string($0.description) } ?? .null }
            return .object([
                "text": .string(words.text), "from": bound(words.bounds?.lowerBound),
                "to": bound(words.bounds?.upperBound), "zone": words.zone.map { .string($0) } ?? .null,
            ])
        case .notAsked: return DeclaredValue.notAsked.json
        case .unknown: return DeclaredValue.unknown.json
        }
    }

    /// Reads the object above, `null` or `{"unknown":1}`.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        switch json {
        case .null: self = .notAsked
        case DeclaredValue.unknown.json: self = .unknown
        default: self = .given(try Words(json, at: path))
        }
    }
}

extension DeclaredDate.Words {
    fileprivate init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        text = try members.take("text", as: \.stringValue)
        let from = try members.take("from", as: Self.bound)
        let upTo = try members.take("to", as: Self.bound)
        let zone = try members.take("zone")
        try members.finish()

        switch (from, upTo) {
        case (.some(let from), .some(let upTo)):
            guard from <= upTo else { throw .malformed(members.path(of: "to")) }
            bounds = from...upTo
        case (.none, .none): bounds = nil
        default: throw .malformed(members.path(of: "from"))
        }
        switch zone {
        case .null: self.zone = nil
        case .string(let name): self.zone = name
        default: throw .malformed(members.path(of: "zone"))
        }
    }

    /// A time, or `null`; nil when neither.
    private static func bound(_ json: CanonicalJSON) -> DeclaredTime?? {
        if json == .null { return .some(nil) }
        return json.stringValue.flatMap { DeclaredTime($0) }.map { .some($0) }
    }
}

extension DeclaredDate: Hashable {
    package static func == (left: DeclaredDate, right: DeclaredDate) -> Bool { left.json == right.json }

    package func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
