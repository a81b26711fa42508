import Testing
import Wording

@Suite("sentences")
struct WordingTests {
    @Test("an argument that looks like a placeholder is not one")
    func arguments() {
        let say = Wording(.french)
        #expect(say("no.such.key", ["b": "{c}", "a": "1"]) == "no.such.key a=1 b={c}")
    }

    @Test("digests in 8 groups of 8, fingerprints in 16 groups of 4")
    func groups() {
        let hex = String(repeating: "0123456789abcdef", count: 4)
        let say = Wording(.english)
        #expect(say.grouped(digest: hex).split(separator: " ").map(\.count) == Array(repeating: 8, count: 8))
        #expect(say.grouped(fingerprint: hex).split(separator: " ").map(\.count) == Array(repeating: 4, count: 16))
    }

    @Test("thousands", arguments: [(UInt64(0), "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")])
    func numbers(value: UInt64, english: String) {
        #expect(Wording(.english).number(value) == english)
        #expect(Wording(.french).number(value) == english.split(separator: ",").joined(separator: "\u{202f}"))
    }

    @Test(
        "the locale chooses, and none means French",
        arguments: [("C", Language.french), ("C.UTF-8", .french), ("fr_FR.UTF-8", .french), ("en_GB.UTF-8", .english)]
    )
    func locale(name: String, language: Language) {
        #expect(Language(locale: name) == language)
    }

    @Test("every sentence stands in both languages with the same placeholders")
    func complete() {
        for key in Catalogue.embedded.keys {
            let placeholders = Language.allCases.map { language in
                Set(
                    (Catalogue.embedded.sentence(key, in: language) ?? "").matches(of: /\{[a-zA-Z]+\}/).map {
                        String($0.0)
                    }
                )
            }
            #expect(Catalogue.embedded.sentence(key, in: .french) != nil, "\(key) has no French")
            #expect(Catalogue.embedded.sentence(key, in: .english) != nil, "\(key) has no English")
            #expect(placeholders[0] == placeholders[1], "\(key) has other placeholders in the other language")
        }
    }
}
