import Foundation
import Testing
import Wording

@Suite("sentences")
struct PhrasebookTests {
    @Test("an argument that looks like a placeholder is not one")
    func arguments() {
        let say = Phrasebook(.french)
        #expect(say("no.such.key", ["b": "{c}", "a": "1"]) == "no.such.key a=1 b={c}")
    }

    @Test("digests in 8 groups of 8, fingerprints in 16 groups of 4")
    func groups() {
        let hex = String(repeating: "0123456789abcdef", count: 4)
        let say = Phrasebook(.english)
        #expect(say.grouped(digest: hex).split(separator: " ").map(\.count) == Array(repeating: 8, count: 8))
        #expect(say.grouped(fingerprint: hex).split(separator: " ").map(\.count) == Array(repeating: 4, count: 16))
    }

    @Test("thousands", arguments: [(UInt64(0), "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")])
    func numbers(value: UInt64, english: String) {
        #expect(Phrasebook(.english).number(value) == english)
        #expect(Phrasebook(.french).number(value) == english.split(separator: ",").joined(separator: "\u{202f}"))
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

    @Test("no catalogue is an empty catalogue, and its keys are sorted in the file")
    func sorted() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let keys = text.matches(of: #/\n  "([^"]+)": /#).map { String($0.1) }
        #expect(keys == keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        #expect(Set(keys) == Set(Catalogue.embedded.keys) && keys.count > 100, "one key a line, each once")
    }

    @Test("French keeps its punctuation with the word before it", arguments: [": ", "; ", "! ", "? ", "» "])
    func punctuation(mark: String) throws {
        for key in Catalogue.embedded.keys {
            let sentence = try #require(Catalogue.embedded.sentence(key, in: .french))
            #expect(!(sentence + " ").contains(" \(mark)"), "\(key): an ordinary space before \(mark)")
            #expect(!sentence.contains("« "), "\(key): an ordinary space after «")
        }
    }

    @Test("no sentence says what must not be claimed, nor the words that French readers are spared")
    func forbidden() throws {
        let words: Set = [
            "procès-verbal", "constat", "constats", "certifié", "infalsifiable", "irréfutable", "authentique",
            "authentiques",
            "hash", "blob", "ledger", "commit", "log", "token", "checkpoint",
        ]
        for key in Catalogue.embedded.keys where !key.hasPrefix("document.") {
            // Names of commands, options and files stand as they are typed.
            let sentence = try #require(Catalogue.embedded.sentence(key, in: .french)).lowercased()
                .replacing(/«[^»]*»|--[a-z-]+|[a-z.]+@[0-9]+/, with: "")
            let said = sentence.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
            #expect(words.isDisjoint(with: said), "\(key): \(sentence)")
            #expect(!sentence.contains("scellé judiciaire"), "\(key): \(sentence)")
        }
    }

    @Test("dates and times of day")
    func dates() {
        let french = Phrasebook(.french)
        let english = Phrasebook(.english)
        #expect(
            french.dateAndTime(year: 2020, month: 6, day: 7, hour: 8, minute: 2, second: 1)
                == "07/06/2020\u{a0}à\u{a0}8\u{a0}h\u{a0}02\u{a0}min\u{a0}01\u{a0}s"
        )
        #expect(
            english.dateAndTime(year: 2020, month: 6, day: 7, hour: 8, minute: 2, second: 1) == "2020-06-07 at 08:02:01"
        )
        #expect(
            french.shortDateAndTime(year: 2020, month: 6, day: 17, hour: 18, minute: 22, second: 31)
                == "17/06/2020 18:22:31"
        )
        #expect(
            english.shortDateAndTime(year: 2020, month: 12, day: 17, hour: 0, minute: 0, second: 0)
                == "2020-12-17 00:00:00"
        )
    }

    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CEmbedded/messages.json")
}
