import Custody
import Testing

@testable import CourtBundle

@Suite("bundle.json")
struct BundleIndexTests {
    static let origin = SampleBundle.origin

    static let piece = #"{"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","number":1,"path":"Pieces/001_Capture.png"}"#
    static let second = #"{"exhibit":"7a01b2c3d4e56f1c0d4e9ab24c3f8d5e","number":3,"path":"Pieces/003_Vocal.ogg"}"#

    static func text(_ pieces: String, prepared: String = "16", profile: String = "1", size: String = "17") -> String {
        #"{"origin":"\#(origin)","pieces":[\#(pieces)],"prepared":\#(prepared),"profile":\#(profile),"size":\#(size)}"#
    }

    @Test("an index is read and printed again")
    func reads() throws {
        let text = Self.text(Self.piece + "," + Self.second)
        let index = try BundleIndex(parsing: Array(text.utf8))
        #expect(try index.printed() == Array(text.utf8))
        #expect(index.origin.utf8.elementsEqual(Self.origin.utf8))
        #expect(index.size == 17)
        #expect(index.prepared == 16)
        #expect(index.pieces.map(\.number) == [1, 3])
        #expect(index.pieces.map(\.path) == ["Pieces/001_Capture.png", "Pieces/003_Vocal.ogg"])
        #expect(index.pieces.map(\.exhibit) == SampleBundle.exhibits)
    }

    @Test("a bundle may have no pieces")
    func noPieces() throws {
        let text = Self.text("")
        #expect(try BundleIndex(parsing: Array(text.utf8)).pieces.isEmpty)
    }

    static let refusals: [(what: String, text: String, error: BundleIndexError)] = [
        ("nothing", "", .notCanonical(.truncated)),
        ("a line feed at the end", text("") + "\n", .notCanonical(.trailingBytes(at: 108))),
        ("an array", "[]", .malformed("")),
        ("no profile", #"{"origin":"x"}"#, .malformed("profile")),
        ("a later profile", text("", profile: "2"), .unknownProfile(2)),
        ("a later profile with other members", #"{"new":[],"profile":9}"#, .unknownProfile(9)),
        ("profile as text", text("", profile: #""1""#), .malformed("profile")),
        ("an unknown member", #"{"edition":"complete","# + text("").dropFirst(), .unexpected("edition")),
        ("no size", #"{"origin":"\#(origin)","pieces":[],"prepared":16,"profile":1}"#, .missing("size")),
        ("size as text", text("", size: #""17""#), .malformed("size")),
        ("prepared is the head", text("", prepared: "17"), .preparedBeyondHead(prepared: 17, size: 17)),
        ("an empty ledger", text("", prepared: "0", size: "0"), .preparedBeyondHead(prepared: 0, size: 0)),
        ("prepared as text", text("", prepared: #""a""#), .malformed("prepared")),
        (
            "another origin", text("").replacing("scelle.invalid/", with: "scelle.example/"), .malformed("origin")
        ),
        ("an origin of 31 digits", text("").replacing("ddeeff", with: "ddeef"), .malformed("origin")),
        ("an origin in upper case", text("").replacing("ddeeff", with: "ddeefF"), .malformed("origin")),
        ("pieces is no array", text("").replacing("[]", with: "{}"), .malformed("pieces")),
        ("a piece is no object", text("1"), .malformed("pieces.0")),
        ("a piece without path", text(#"{"exhibit":"a","number":1}"#), .missing("pieces.0.path")),
        (
            "a piece with a digest", text(piece.replacing("{", with: #"{"digest":"a","#)),
            .unexpected("pieces.0.digest")
        ),
        ("a path outside Pieces", text(piece.replacing("Pieces/", with: "")), .malformed("pieces.0.path")),
        ("a path that climbs", text(piece.replacing("Pieces/", with: "Pieces/../")), .malformed("pieces.0.path")),
        ("a path with an accent", text(piece.replacing("Cap", with: "Câp")), .malformed("pieces.0.path")),
        ("another number than the path's", text(piece.replacing(":1,", with: ":2,")), .malformed("pieces.0.number")),
        ("a short exhibit", text(piece.replacing("d4e5", with: "d4e")), .malformed("pieces.0.exhibit")),
        ("pieces out of order", text(second + "," + piece), .outOfOrder(1)),
        ("a number twice", text(piece + "," + piece), .outOfOrder(1)),
        (
            "an exhibit twice",
            text(
                piece + ","
                    + second.replacing("7a01b2c3d4e56f1c0d4e9ab24c3f8d5e", with: "6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5")
            ),
            .repeatedExhibit(1)
        ),
    ]

    @Test("each of these is refused", arguments: refusals.map { ($0.what, $0.text, $0.error) })
    func refuses(what: String, text: String, error: BundleIndexError) {
        #expect(throws: error) { try BundleIndex(parsing: Array(text.utf8)) }
    }

    @Test(
        "a second spelling is refused",
        arguments: [
            text("").replacing(",", with: ", "),
            "\u{FEFF}" + text(""),
            text("", size: "17.0"),
            text("", size: "017"),
            text("", prepared: "1.6e1"),
            text("").replacing("prepared", with: "\\u0070repared"),
            text("").dropLast() + #","size":17}"#,
            #"{"size":17,"# + text("").dropFirst().replacing(#","size":17"#, with: ""),
        ].map { String($0) }
    )
    func refusesSpelling(text: String) {
        let error = #expect(throws: BundleIndexError.self) { try BundleIndex(parsing: Array(text.utf8)) }
        guard case .notCanonical = error else {
            Issue.record("refused for another reason: \(String(describing: error))")
            return
        }
    }

    @Test("what is scanned is what the tree of JSON gives, or is left to it")
    func scans() throws {
        let exact = Array(Self.text(Self.piece + "," + Self.second).utf8)
        for capacity in [95, 128, 4_096] {
            for text in [exact, Array(Self.text("").utf8), Array(Self.text("", prepared: "0", size: "1").utf8)] {
                #expect(try Self.scan(text, capacity) != nil, "the usual spelling is not scanned")
            }
        }
        for (_, text, _) in Self.refusals { try Self.expectSameReading(of: Array(text.utf8)) }
        for position in exact.indices {
            for byte in Array(#"0"19aAfg,:[]{} _-./\#u{7F}"#.utf8) + [0x0A, 0xC3] {
                var changed = exact
                changed[position] = byte
                try Self.expectSameReading(of: changed)
                changed[position] = exact[position]
                changed.insert(byte, at: position)
                try Self.expectSameReading(of: changed)
            }
            try Self.expectSameReading(of: Array(exact[..<position] + exact[(position + 1)...]))
            try Self.expectSameReading(of: Array(exact[..<position]))
        }
    }

    @Test("numbers at the edges of their grammar")
    func numbers() throws {
        let numbers = [
            "9007199254740991", "9007199254740992", "1000", "0999", "18446744073709551617", "00", "000", "٣",
        ]
        for number in numbers {
            for digits in [number, "00" + number, "0" + number] {
                let piece = Self.piece.replacing(":1,", with: ":\(number),").replacing("001_", with: "\(digits)_")
                try Self.expectSameReading(of: Array(Self.text(piece).utf8))
                try Self.expectSameReading(of: Array(Self.text(piece, prepared: number, size: digits).utf8))
            }
        }
        let longest = String(repeating: "x", count: 76)
        for name in [
            longest, longest + "x", "a.", "a.bcdefghijk", "a.bcdefghijkl", "a.b.c", "_a", "a_", "", "-", "a-b",
        ] {
            try Self.expectSameReading(of: Array(Self.text(Self.piece.replacing("Capture.png", with: name)).utf8))
        }
    }

    @Test("a piece is found by its name")
    func finds() throws {
        let index = try BundleIndex(parsing: Array(Self.text(Self.piece + "," + Self.second).utf8))
        for name in index.pieces.map(\.name) { #expect(index.pieces.contains(name)) }
        for text in ["001_Capture.pn", "001_Capture.pngx", "002_Capture.png", "003_Vocal.oga", "004_Vocal.ogg"] {
            #expect(!index.pieces.contains(try #require(PieceName(parsing: text))))
        }
    }

    @Test("of many exhibits, the first that comes again is named")
    func manyExhibits() throws {
        var pieces = (1...5_000).map { number in
            BundleIndex.Piece(
                name: PieceName(number: UInt64(number), title: "x", receivedName: []),
                exhibit: ExhibitID.random()
            )
        }
        func index() throws(BundleIndexError) -> BundleIndex {
            try BundleIndex(origin: Self.origin, size: 17, prepared: 16, pieces: pieces)
        }
        #expect(try Array(index().pieces) == pieces)
        #expect(try BundleIndex(parsing: index().printed()) == index())
        pieces[4_321] = BundleIndex.Piece(name: pieces[4_321].name, exhibit: pieces[7].exhibit)
        pieces[4_999] = BundleIndex.Piece(name: pieces[4_999].name, exhibit: pieces[8].exhibit)
        #expect(throws: BundleIndexError.repeatedExhibit(4_321)) { try index() }
        pieces.swapAt(4_000, 4_001)
        #expect(throws: BundleIndexError.outOfOrder(4_001)) { try index() }
    }

    private static func scan(_ bytes: [UInt8], _ capacity: Int) throws -> BundleIndexScanner.Content? {
        try BundleIndexScanner.scan(ByteWindow(of: bytes, capacity: capacity))
    }

    private static func expectSameReading(of bytes: [UInt8]) throws {
        for capacity in [95, 4_096] {
            guard let scanned = try scan(bytes, capacity) else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(BundleIndexError) {
                let read = try BundleIndex(readingTreeOf: bytes)
                #expect(try BundleIndex(scanned) == read, "\(text)")
                #expect(try read.printed() == bytes)
            } catch {
                #expect(throws: error, "\(text)") { try BundleIndex(scanned) }
            }
        }
    }
}

extension BundleIndex {
    /// The file, as a bundle's writer prints it.
    fileprivate func printed() throws(BundleIndexError) -> [UInt8] {
        var printer = try IndexPrinter(origin: origin, size: size, prepared: prepared)
        var bytes = printer.opening
        for piece in pieces { bytes += try printer.element(of: piece) }
        return bytes + printer.closing
    }
}
