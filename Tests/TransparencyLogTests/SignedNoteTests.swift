import Cryptography
import Testing
import TransparencyLog

@Suite("signed notes")
struct SignedNoteTests {
    /// C2SP signed-note's own example, and its key.
    static let example =
        "This is an example message.\n\n— example.com/foo "
        + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

    /// A signature line in form, by nobody.
    static let line = "— nobody.example AAAAAAA=\n"

    @Test("the standard's example verifies, and prints as it is")
    func example() throws {
        let key = try VerifierKey(parsing: VerifierKeyTests.example)
        let note = try SignedNote(parsing: Self.example.bytes)
        #expect(note.text == "This is an example message.\n".bytes)
        #expect(try note.verifiedSigners(among: [key]) == [key])
        #expect(note.bytes == Self.example.bytes)
    }

    @Test("one changed bit anywhere is refused, or leaves nothing that the key vouches for")
    func flips() throws {
        let key = try VerifierKey(parsing: VerifierKeyTests.example)
        for changed in everyBitFlip(of: Self.example.bytes) {
            #expect(throws: NoteError.self) {
                try SignedNote(parsing: changed).verifiedSigners(among: [key])
            }
        }
    }

    @Test("the text ends at the last empty line, not the first")
    func lastEmptyLine() throws {
        let text = "first\n\n— example.com/foo AAAAAAA=\n\nlast\n".bytes
        let note = try SignedNote(text: text, signers: [TestKeys.stranger()])
        let read = try SignedNote(parsing: note.bytes)
        #expect(read.text == text)
        #expect(read.signatures.count == 1)
        #expect(try read.verifiedSigners(among: [TestKeys.stranger().verifierKey]).count == 1)
    }

    @Test("a text of one empty line is a text")
    func emptyLine() throws {
        let note = try SignedNote(text: "\n".bytes, signers: [TestKeys.stranger()])
        #expect(try SignedNote(parsing: note.bytes).text == "\n".bytes)
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("nothing", "", NoteError.noLineFeedAtEnd),
            ("no empty line", "text\n" + line, .noEmptyLine),
            ("no text", "\n" + line, .noEmptyLine),
            ("no signature", "text\n\n", .noSignatureLine),
            ("an empty line at the end", "text\n\n" + line + "\n", .noSignatureLine),
            ("no line feed at the end", "text\n\n" + line.dropLast(), .noLineFeedAtEnd),
            ("a carriage return", "text\r\n\n" + line, .controlCharacter),
            ("a tab", "te\txt\n\n" + line, .controlCharacter),
            ("a null", "te\0xt\n\n" + line, .controlCharacter),
            ("a hyphen for the dash", "text\n\n- nobody.example AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("an en dash", "text\n\n– nobody.example AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("no space after the dash", "text\n\n—nobody.example AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("two spaces", "text\n\n—  nobody.example AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("no name", "text\n\n— AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("a plus in the name", "text\n\n— no+body AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("a thin space in the name", "text\n\n— no\u{2009}body AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("a line separator in the name", "text\n\n— no\u{2028}body AAAAAAA=\n", .malformedSignatureLine(number: 1)),
            ("no signature after the name", "text\n\n— nobody.example\n", .malformedSignatureLine(number: 1)),
            ("nothing after the space", "text\n\n— nobody.example \n", .malformedSignatureLine(number: 1)),
            ("a key ID only", "text\n\n— nobody.example AAAAAA==\n", .malformedSignatureLine(number: 1)),
            ("unused bits set", "text\n\n— nobody.example AAAAAAB=\n", .malformedSignatureLine(number: 1)),
            ("no padding", "text\n\n— nobody.example AAAAAAA\n", .malformedSignatureLine(number: 1)),
            ("base64url", "text\n\n— nobody.example AAAAAA-_\n", .malformedSignatureLine(number: 1)),
            ("a space at the end", "text\n\n— nobody.example AAAAAAA= \n", .malformedSignatureLine(number: 1)),
            ("a bad second line", "text\n\n" + line + "more\n", .malformedSignatureLine(number: 2)),
        ]
    )
    func refuses(what: String, text: String, error: NoteError) {
        #expect(throws: error, "\(what)") { try SignedNote(parsing: text.bytes) }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x80], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]]
    )
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: NoteError.notUTF8) {
            try SignedNote(parsing: "text ".bytes + bytes + "\n\n\(Self.line)".bytes)
        }
    }

    @Test("a thousand signatures are read, one more is not; a mebibyte is read, one byte more is not")
    func bounds() throws {
        let lines = String(repeating: Self.line, count: 1000)
        #expect(try SignedNote(parsing: "text\n\n\(lines)".bytes).signatures.count == 1000)
        #expect(throws: NoteError.tooManySignatures) {
            try SignedNote(parsing: "text\n\n\(lines)\(Self.line)".bytes)
        }
        let rest = "\n\n\(Self.line)".bytes
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: (1 << 20) - rest.count)
        #expect(try SignedNote(parsing: text + rest).bytes.count == 1 << 20)
        #expect(throws: NoteError.tooLarge(byteCount: (1 << 20) + 1)) {
            try SignedNote(parsing: text + [UInt8(ascii: "a")] + rest)
        }
    }

    @Test("what would not read back is not signed")
    func refusesToSign() throws {
        let signer = try TestKeys.stranger()
        #expect(throws: NoteError.noLineFeedAtEnd) { try SignedNote(text: [], signers: [signer]) }
        #expect(throws: NoteError.noLineFeedAtEnd) { try SignedNote(text: "text".bytes, signers: [signer]) }
        #expect(throws: NoteError.controlCharacter) { try SignedNote(text: "te\rxt\n".bytes, signers: [signer]) }
        #expect(throws: NoteError.notUTF8) { try SignedNote(text: [0xff, 0x0a], signers: [signer]) }
        #expect(throws: NoteError.noSignatureLine) { try SignedNote(text: "text\n".bytes, signers: []) }
    }

    @Test("unknown lines are ignored, also when they are many and large; they vouch for nothing")
    func unknownSigners() throws {
        let signer = try TestKeys.stranger()
        let ledger = try TestKeys.ledger()
        // A post-quantum signature has some five kilobytes.
        let large = [UInt8](repeating: 7, count: 5000).base64
        let lines = (0..<20).map { "— unknown.example/\($0) \(large)\n" }.joined()
        let signed = try SignedNote(text: "text\n".bytes, signers: [signer])
        let line = String(decoding: signed.bytes.dropFirst(6), as: UTF8.self)
        let note = try SignedNote(parsing: "text\n\n\(lines)\(line)".bytes)
        #expect(try note.verifiedSigners(among: [signer.verifierKey, ledger.verifierKey]) == [signer.verifierKey])
        #expect(throws: NoteError.noKnownSignature) { try note.verifiedSigners(among: [ledger.verifierKey]) }
        #expect(throws: NoteError.noKnownSignature) { try note.verifiedSigners(among: []) }
    }

    @Test("one known signature that does not hold rejects the note, also beside and after good ones")
    func knownSignatureFails() throws {
        let good = try TestKeys.stranger()
        let other = try TestKeys.ledger()
        let note = try SignedNote(text: "text\n".bytes, signers: [good, other])
        let elsewhere = try SignedNote(text: "other\n".bytes, signers: [other])
        let keys = [good.verifierKey, other.verifierKey]
        #expect(try note.verifiedSigners(among: keys) == keys)

        let mixed = try SignedNote(text: note.text, signatures: [note.signatures[0], elsewhere.signatures[0]])
        #expect(throws: NoteError.invalidSignature(line: 2, name: other.verifierKey.name)) {
            try mixed.verifiedSigners(among: keys)
        }
        // Whoever does not know the other key ignores its line.
        #expect(try mixed.verifiedSigners(among: [good.verifierKey]) == [good.verifierKey])

        let repeated = try SignedNote(text: note.text, signatures: note.signatures + elsewhere.signatures)
        #expect(throws: NoteError.invalidSignature(line: 3, name: other.verifierKey.name)) {
            try repeated.verifiedSigners(among: keys)
        }
    }

    @Test("a key that signed twice is named once")
    func signedTwice() throws {
        let signer = try TestKeys.stranger()
        let note = try SignedNote(text: "text\n".bytes, signers: [signer, signer])
        #expect(try note.verifiedSigners(among: [signer.verifierKey, signer.verifierKey]) == [signer.verifierKey])
    }

    @Test("a line under a canonically equivalent name is another's")
    func namesAreBytes() throws {
        let key = try TestKeys.key(from: 0)
        let composed = try NoteSigner(name: "caf\u{e9}", key: key)
        let decomposed = try NoteSigner(name: "cafe\u{301}", key: key)
        let note = try SignedNote(text: "text\n".bytes, signers: [composed])
        #expect(throws: NoteError.noKnownSignature) { try note.verifiedSigners(among: [decomposed.verifierKey]) }
        #expect(try note != SignedNote(text: "text\n".bytes, signers: [decomposed]))
    }
}
