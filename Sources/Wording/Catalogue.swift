internal import CEmbedded
internal import Foundation

/// The one catalogue of sentences, in both languages: data, so that a page in a browser can share it.
///
/// It is `Sources/CEmbedded/messages.json`, embedded in the program:
///
///     {"cause.altered": {"fr": "« {path} » a été modifié depuis le scellement", "en": "…"}, …}
package struct Catalogue: Sendable {
    private let sentences: [String: [String: String]]

    /// The catalogue that the program carries.
    package static let embedded = Catalogue()

    private init() {
        var count = 0
        let data = scelle_embedded_messages(&count).map { Data(bytes: $0, count: count) } ?? Data()
        // A catalogue that cannot be read is a fault of the build, which a test finds; the keys then speak for themselves.
        sentences = (try? JSONDecoder().decode([String: [String: String]].self, from: data)) ?? [:]
    }

    /// Every key, sorted.
    package var keys: [String] { sentences.keys.sorted() }

    /// The sentence as it stands in the catalogue, placeholders and all; nil when there is none.
    package func sentence(_ key: String, in language: Language) -> String? {
        sentences[key]?[language.rawValue]
    }
}
