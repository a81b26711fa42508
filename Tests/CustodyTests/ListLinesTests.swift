import Cryptography
import Custody
import Testing

@Suite("lists that travel beside a statement")
struct ListLinesTests {
    static let one = #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","number":1}"#
    static let two = #"{"exhibit":"7a01b2c3d4e56f1c0d4e9ab24c3f8d5e","number":3}"#

    @Test("lines are read and printed alike")
    func roundTrip() throws {
        let pieces = [
            PieceNumber(exhibit: try Samples.exhibit(), number: 1),
            PieceNumber(exhibit: try Samples.exhibit("7a01b2c3d4e56f1c0d4e9ab24c3f8d5e"), number: 3),
        ]
        let lines = ListLines(pieces)
        #expect(lines.bytes == Array("\(Self.one)\n\(Self.two)\n".utf8))
        #expect(try ListLines(parsing: lines.bytes) == lines)
        #expect(try lines.read(as: PieceNumber.self) == pieces)

        let heads = ListLines([try Samples.exhibitHead()])
        #expect(try ListLines(parsing: heads.bytes).read(as: ExhibitHead.self) == [Samples.exhibitHead()])
    }

    @Test("the root is that of a tree whose leaves are the lines without LF")
    func root() throws {
        let lines = try ListLines(parsing: Array("\(Self.one)\n\(Self.two)\n".utf8))
        let left = Digest(of: [0] + Array(Self.one.utf8))
        let right = Digest(of: [0] + Array(Self.two.utf8))
        #expect(lines.list == EntryList(count: 2, root: Digest(of: [1] + left.bytes + right.bytes)))
        #expect(try ListLines(parsing: []).list == EntryList(count: 0, root: Digest(of: [])))
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("no last LF", "\(one)", ListError.unterminatedLine),
            ("empty line", "\(one)\n\n\(two)\n", .emptyLine(1)),
            ("CR LF", "\(one)\r\n", .notCanonical(0, .trailingBytes(at: 57))),
            ("same exhibit twice", "\(one)\n\(one)\n", .repeatedExhibit(1)),
            ("falling numbers", "\(two)\n\(one)\n", .outOfOrder(1)),
            (
                "number 0", #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","number":0}"# + "\n",
                .malformed(0, .malformed("number"))
            ),
            (
                "a label", #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","label":"x","number":1}"# + "\n",
                .malformed(0, .unexpected("label"))
            ),
            ("no number", #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5"}"# + "\n", .malformed(0, .missing("number"))),
            (
                "a head", #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","head":"x"}"# + "\n",
                .malformed(0, .missing("number"))
            ),
        ]
    )
    func refuses(what: String, text: String, error: ListError) {
        #expect(throws: error) { try ListLines(parsing: Array(text.utf8)).read(as: PieceNumber.self) }
    }

    @Test(
        "whatever one byte becomes, a line that is read without JSON prints the bytes it was read from"
    )
    func oneSpelling() throws {
        let head = try Samples.exhibitHead()
        #expect(ExhibitHead(spelledAs: head.json.bytes) == head)
        #expect(
            try PieceNumber(spelledAs: Array(Self.two.utf8))
                == PieceNumber(exhibit: Samples.exhibit("7a01b2c3d4e56f1c0d4e9ab24c3f8d5e"), number: 3)
        )
        for line in [
            head.json.bytes, Array(Self.two.utf8),
            Array(Self.one.replacing("1}", with: "9007199254740991}").utf8),
        ] {
            for position in line.indices {
                for byte in Array(#"0aA9"\-,}"#.utf8) + [0x20, 0xC3] where line[position] != byte {
                    var changed = line
                    changed[position] = byte
                    if let read = PieceNumber(spelledAs: changed) { #expect(read.json.bytes == changed) }
                    if let read = ExhibitHead(spelledAs: changed) { #expect(read.json.bytes == changed) }
                }
            }
        }
        #expect(
            PieceNumber(spelledAs: Array(Self.one.replacing("1}", with: "9007199254740992}").utf8)) == nil
        )
        #expect(PieceNumber(spelledAs: Array(Self.one.replacing("1}", with: "0}").utf8)) == nil)
    }

    @Test("a line of heads has exactly an exhibit and a digest")
    func heads() throws {
        let text = #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","head":"x"}"# + "\n"
        #expect(throws: ListError.malformed(0, .malformed("head"))) {
            try ListLines(parsing: Array(text.utf8)).read(as: ExhibitHead.self)
        }
        #expect(throws: ListError.malformed(0, .missing("head"))) {
            try ListLines(parsing: Array("\(Self.one)\n".utf8)).read(as: ExhibitHead.self)
        }
    }

    @Test("cut anywhere, a file has the same lines, and is refused for the same reason", arguments: 1...5)
    func reader(step: Int) {
        for text in ["", "\n", "a\n", "a", "a\nb\n", "a\n\nb\n", "a\n\nb", "\n\n", "a\r\nbcdefgh\n", "abcdefghijkl"] {
            let file = Array(text.utf8)
            var reader = ListLineReader()
            var lines: [[UInt8]] = []
            for start in stride(from: 0, to: file.count, by: step) {
                Array(file[start..<min(start + step, file.count)]).withUnsafeBytes { bytes in
                    reader.take(bytes) { lines.append($0) }
                }
            }
            do throws(ListError) {
                #expect(try ListLines(parsing: file).count == lines.count)
                #expect(lines.flatMap { $0 + [0x0A] } == file)
                #expect(throws: Never.self) { try reader.finish() }
            } catch {
                #expect(throws: error) { try reader.finish() }
            }
        }
    }
}
