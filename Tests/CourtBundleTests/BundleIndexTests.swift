import CourtBundle
import Custody
import Testing

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
        #expect(index.bytes == Array(text.utf8))
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
}
