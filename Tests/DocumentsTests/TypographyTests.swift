import Custody
import Documents
import Foundation
import Testing
import Wording

/// What holds for every document, whatever it says.
@Suite("documents as text")
struct TypographyTests {
    @Test("lines of at most 80 columns, no blank at their ends, one line feed at the end", arguments: Language.allCases)
    func shape(language: Language) throws {
        for (name, text) in try Samples().everyVariant(in: language) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.last?.isEmpty == true, "\(name) does not end in a line feed")
            for line in lines {
                #expect(line.count <= 80, "\(name): \(line)")
                #expect(line.last?.isWhitespace != true, "\(name): a blank at the end of \(line)")
            }
            #expect(!text.contains("\n\n\n") && !text.contains("\t") && !text.contains("\r"), "\(name)")
        }
    }

    @Test("every sentence was found, and every placeholder filled", arguments: Language.allCases)
    func complete(language: Language) throws {
        for (name, text) in try Samples().everyVariant(in: language) {
            #expect(!text.contains(/\b(?:document|fact|observation|observed)\.[a-z]/), "\(name) shows a key")
            guard name != "COMMENT_VERIFIER" else { continue }
            #expect(!text.contains(/[{}]/), "\(name) shows a placeholder")
        }
    }

    @Test("French keeps its punctuation with the word before it", arguments: [":", ";", "!", "?", "»"])
    func punctuation(mark: String) throws {
        for (name, text) in try Samples().everyVariant(in: .french) {
            for line in spoken(text, of: name) {
                #expect(!(line + " ").contains(" \(mark) "), "\(name): an ordinary space before \(mark) in \(line)")
                #expect(!line.contains("« ") && !line.hasSuffix("«"), "\(name): an ordinary space after « in \(line)")
                #expect(line.first != mark.first, "\(name): \(line)")
            }
        }
    }

    @Test("no line ends between a number and its sign or unit, in French")
    func units() throws {
        for (name, text) in try Samples().everyVariant(in: .french) where name != "COMMENT_VERIFIER" {
            let broken = text.firstMatch(of: /([nN]°|±)[ \n]|[0-9][ \n]+(h|min|s|octets)\b/)
            #expect(broken == nil, "\(name): \(broken?.0 ?? "")")
        }
    }

    @Test("no document says what must not be claimed", arguments: Language.allCases)
    func forbidden(language: Language) throws {
        for (name, text) in try Samples().everyVariant(in: language) {
            let found = ForbiddenWords(language).found(in: text)
            #expect(found.isEmpty, "\(name): \(found)")
        }
    }

    @Test("the test of forbidden words finds each of them", arguments: Language.allCases)
    func forbiddenIsFound(language: Language) {
        let words = ForbiddenWords(language)
        for word in words.words {
            #expect(words.found(in: "Ceci est \(word), dit-il.") == [word])
            #expect(words.found(in: "(\(word.uppercased()))") == [word])
        }
        for phrase in words.permitted {
            #expect(words.found(in: phrase).isEmpty, "\(phrase)")
            #expect(!words.found(in: phrase + " " + words.words[0]).isEmpty)
        }
    }

    /// The lines that people read: of the guide, its comments.
    private func spoken(_ text: String, of name: String) -> [Substring] {
        let lines = text.split(separator: "\n")
        guard name == "COMMENT_VERIFIER" else { return lines }
        return lines.filter { $0.drop { $0 == " " }.hasPrefix("# ") }
    }
}
