/// Sentences for people, in one language.
///
///     let say = Phrasebook(.french)
///     say("cause.altered", ["path": "Pieces/001_Capture.png"])
package struct Phrasebook: Sendable {
    /// The language that the sentences are in.
    package let language: Language
    private let catalogue: Catalogue

    package init(_ language: Language, catalogue: Catalogue = .embedded) {
        self.language = language
        self.catalogue = catalogue
    }

    /// The sentence under `key`, each `{name}` replaced by its argument.
    ///
    /// A key without a sentence is shown as it is, with its arguments: a message must never be lost.
    package func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String {
        guard let sentence = catalogue.sentence(key, in: language) else {
            let rest = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return ([key] + rest).joined(separator: " ")
        }
        return Self.fill(sentence, with: arguments)
    }

    /// Whether the catalogue has a sentence under `key`.
    package func has(_ key: String) -> Bool {
        catalogue.sentence(key, in: language) != nil
    }

    /// Replaces in one pass, so that an argument which itself holds braces is never taken for a placeholder.
    static func fill(_ sentence: String, with arguments: [String: String]) -> String {
        var filled = ""
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += arguments[name] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}
