/// What a person answered to one question: kept as given, apart from anything observed.
///
///     "Telegram"      null      {"unknown":1}
package enum DeclaredValue: Sendable {
    /// The answer, as given; it may be empty.
    case given(String)
    /// The question was not put.
    case notAsked
    /// The question was put, and the person does not know.
    case unknown

    /// The value as a disclosure has it.
    package var json: CanonicalJSON {
        switch self {
        case .given(let text): .string(text)
        case .notAsked: .null
        case .unknown: .object(["unknown": .integer(1)])
        }
    }

    /// Reads a string, `null` or `{"unknown":1}`.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        switch json {
        case .string(let text): self = .given(text)
        case .null: self = .notAsked
        case DeclaredValue.unknown.json: self = .unknown
        default: throw .malformed(path)
        }
    }
}

extension DeclaredValue: Hashable {
    package static func == (left: DeclaredValue, right: DeclaredValue) -> Bool { left.json == right.json }

    package func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
