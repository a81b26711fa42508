/// A language that people are spoken to in.
package enum Language: String, CaseIterable, Sendable {
    case french = "fr"
    case english = "en"

    /// The language of a locale name such as `fr_FR.UTF-8` or `C`: English for English ones, French for all others.
    ///
    /// The C locale means French: the tool's people are French, and a server without a locale is the usual case.
    package init(locale: String) {
        self = locale.lowercased().utf8.starts(with: "en".utf8) ? .english : .french
    }
}
