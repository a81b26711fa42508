import CourtBundle
import Cryptography
import Foundation
import Testing

@Suite("Lists of digests")
struct DigestListTests {
    static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test("a list is printed as sha256sum prints it, and read again")
    func prints() throws {
        let list = try DigestList([
            DigestList.Line(name: Array("Pieces/001_a.png".utf8), digest: Digest(of: [])),
            DigestList.Line(name: Array("a\\b\nc\rd".utf8), digest: Digest(of: [])),
        ])
        #expect(
            String(decoding: list.bytes, as: UTF8.self)
                == "\(Self.empty)  Pieces/001_a.png\n\\\(Self.empty)  a\\\\b\\nc\\rd\n"
        )
        #expect(try DigestList(parsing: list.bytes) == list)
    }

    @Test("no pieces, no bytes")
    func emptyList() throws {
        #expect(try DigestList([]).bytes.isEmpty)
        #expect(try DigestList(parsing: []).lines.isEmpty)
    }

    @Test(
        "the real sha256sum writes the same line and finds the file by it",
        arguments: [
            "plain.txt", "with space.txt", " leading", "back\\slash", "line\nfeed", "carriage\rreturn", "all\\\n\r\\n",
            "é", "e\u{301}", "*star", "-dash", "\\", "tab\there", "\u{1}control",
        ]
    )
    func agreesWithSha256sum(name: String) throws {
        try withTemporaryFolder { folder in
            try Data(name.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
            let list = try DigestList([DigestList.Line(name: Array(name.utf8), digest: Digest(of: Array(name.utf8)))])
            let written = try Tool.run("sha256sum", ["--", name], in: folder)
            #expect(written.status == 0)
            #expect(written.output == list.bytes)
            try Data(list.bytes).write(to: URL(fileURLWithPath: folder + "/list.sha256"))
            #expect(try Tool.run("sha256sum", ["--strict", "-c", "list.sha256"], in: folder).status == 0)
        }
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("no line feed at the end", "\(empty)  a", DigestListError.unterminatedLine),
            ("an empty line", "\n", .malformedDigest(line: 0)),
            ("upper case", "\(empty.uppercased())  a\n", .malformedDigest(line: 0)),
            ("63 digits", "\(empty.dropLast())  a\n", .malformedDigest(line: 0)),
            ("65 digits", "\(empty)0  a\n", .malformedSeparator(line: 0)),
            ("one space", "\(empty) a\n", .malformedSeparator(line: 0)),
            ("binary mode", "\(empty) *a\n", .malformedSeparator(line: 0)),
            ("a tab", "\(empty)\t a\n", .malformedSeparator(line: 0)),
            ("no name", "\(empty)  \n", .malformedName(line: 0)),
            ("a zero byte", "\(empty)  a\0b\n", .malformedName(line: 0)),
            ("a bare backslash", "\(empty)  a\\b\n", .malformedName(line: 0)),
            ("a bare carriage return", "\(empty)  a\r\n", .malformedName(line: 0)),
            ("escaped without need", "\\\(empty)  a\n", .malformedName(line: 0)),
            ("an unknown escape", "\\\(empty)  a\\tb\\\\\n", .malformedName(line: 0)),
            ("an escape cut short", "\\\(empty)  a\\\n", .malformedName(line: 0)),
            ("a comment", "# a\n", .malformedDigest(line: 0)),
            ("a byte order mark", "\u{FEFF}\(empty)  a\n", .malformedDigest(line: 0)),
            ("a name twice", "\(empty)  a\n\(empty)  a\n", .repeatedName(line: 1)),
            ("the second line", "\(empty)  a\n\(empty)\n", .malformedSeparator(line: 1)),
        ]
    )
    func refuses(what: String, text: String, error: DigestListError) {
        #expect(throws: error) { try DigestList(parsing: Array(text.utf8)) }
    }

    @Test("names that only look alike are two names")
    func comparesBytes() throws {
        let list = try DigestList(
            ["é", "e\u{301}"].map { DigestList.Line(name: Array($0.utf8), digest: Digest(of: [])) }
        )
        #expect(try DigestList(parsing: list.bytes).lines.count == 2)
    }
}
