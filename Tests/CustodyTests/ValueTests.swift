import Cryptography
import Custody
import Testing

@Suite("identifiers, times and declared values")
struct ValueTests {
    @Test("an identifier is 32 lower-case hexadecimal digits")
    func identifier() throws {
        #expect(try Samples.exhibit().hex == "6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5")
        #expect(ExhibitID.random() != ExhibitID.random())
        #expect(ExhibitID(SubmissionID.random().hex) != nil)
    }

    @Test(
        "each of these is no identifier",
        arguments: [
            "", "6f1c", "6F1C0D4E9AB24C3F8D5E7A01B2C3D4E5", "6f1c0d4e9ab24c3f8d5e7a01b2c3d4e",
            "6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5a0", "6f1c0d4e-9ab2-4c3f-8d5e-7a01b2c3d4e5",
            "g f1c0d4e9ab24c3f8d5e7a01b2c3d4e",
        ]
    )
    func notAnIdentifier(text: String) {
        #expect(ExhibitID(text) == nil)
    }

    @Test(
        "a declared time keeps its offset",
        arguments: ["2020-06-17T18:22:31+02:00", "2020-06-17T00:00:00-03:30", "2020-06-17T18:22:31+00:00"]
    )
    func declaredTime(text: String) throws {
        #expect(try Samples.time(text).description == text)
    }

    @Test(
        "each of these is no declared time",
        arguments: [
            "2020-06-17T16:22:31Z", "2020-06-17T16:22:31-00:00", "2020-06-17T16:22:31.5+00:00",
            "2020-06-17 16:22:31+00:00", "2020-06-31T16:22:31+00:00", "2020-06-17T24:00:00+00:00",
            "2020-06-17T16:22:60+00:00", "2020-06-17T16:22:31+24:00", "2020-06-17T16:22:31+0200", "2020-06-17", "",
        ]
    )
    func notADeclaredTime(text: String) {
        #expect(DeclaredTime(text) == nil)
    }

    @Test("the clock's fraction of a second is dropped, a fifth digit of the year refused")
    func fromInstant() throws {
        let instant = Instant(microsecondsSince1970: 1_592_410_951_999_999)
        #expect(DeclaredTime(instant, offsetMinutes: 120)?.description == "2020-06-17T18:22:31+02:00")
        #expect(DeclaredTime(instant, offsetMinutes: 1440) == nil)
        let end = try Samples.time("9999-12-31T23:59:59+00:00").instant
        #expect(DeclaredTime(end.adding(seconds: 1), offsetMinutes: 0) == nil)
        #expect(DeclaredTime(end, offsetMinutes: 1) == nil)
    }

    @Test(
        "a value of its grammar is read and printed alike",
        arguments: [
            ("title", #""as given""#), ("title", #""""#), ("title", "null"), ("title", #"{"unknown":1}"#),
            ("capturedAt", "null"), ("capturedAt", #"{"unknown":1}"#),
            ("capturedAt", #"{"from":null,"text":"en juin","to":null,"zone":null}"#),
            (
                "capturedAt",
                #"{"from":"2020-06-15T00:00:00+02:00","text":"mi-juin","to":"2020-06-17T23:59:59+02:00","zone":"Europe/Paris"}"#
            ),
            ("name", #"{"bytes":"Q2FwdHVyZSDDqS5wbmc","display":"Capture é.png"}"#),
            (
                "content",
                #"{"digests":{"sha256":"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"},"mediaType":null,"size":5}"#
            ),
            ("observed", "null"),
        ]
    )
    func wellFormed(field: String, text: String) throws {
        let value = try CanonicalJSON(parsing: Array(text.utf8), nulls: .allowed)
        try Self.field(field).check(value)
        let printed =
            switch field {
            case "capturedAt": try DeclaredDate(value).json
            case "name": try ReceivedName(value).json
            case "content": try ExhibitContent(value).json
            default: try DeclaredValue(value).json
            }
        #expect(printed.bytes == Array(text.utf8))
    }

    @Test(
        "each of these values is refused",
        arguments: [
            ("title", "1", ShapeError.malformed("title")),
            ("title", #"{"unknown":0}"#, .malformed("title")),
            ("title", #"{"known":1,"unknown":1}"#, .malformed("title")),
            ("title", "[]", .malformed("title")),
            ("capturedAt", #""2020""#, .malformed("capturedAt")),
            ("capturedAt", #"{"from":null,"text":"x","to":null}"#, .missing("capturedAt.zone")),
            ("capturedAt", #"{"from":null,"text":"x","to":null,"zone":1}"#, .malformed("capturedAt.zone")),
            ("capturedAt", #"{"from":"2020","text":"x","to":null,"zone":null}"#, .malformed("capturedAt.from")),
            (
                "capturedAt", #"{"from":"2020-06-15T00:00:00+02:00","text":"x","to":null,"zone":null}"#,
                .malformed("capturedAt.from")
            ),
            (
                "capturedAt",
                #"{"from":"2020-06-15T00:00:01+02:00","text":"x","to":"2020-06-15T00:00:00+02:00","zone":null}"#,
                .malformed("capturedAt.to")
            ),
            ("name", "null", .malformed("name")),
            ("name", #"{"bytes":"","display":""}"#, .malformed("name.bytes")),
            ("name", #"{"bytes":"Q2F=","display":"Ca"}"#, .malformed("name.bytes")),
            ("name", #"{"bytes":"Q2E","display":"Cb"}"#, .malformed("name.display")),
            ("name", #"{"bytes":"Q2E","display":"Ca","x":1}"#, .unexpected("name.x")),
            ("content", "null", .malformed("content")),
            ("content", #"{"digests":{},"mediaType":null,"size":5}"#, .empty("content.digests")),
            ("content", #"{"digests":{"sha1":"x"},"mediaType":null,"size":5}"#, .missing("content.digests.sha256")),
            (
                "content",
                #"{"digests":{"sha256":"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCR"},"mediaType":null,"size":5}"#,
                .malformed("content.digests.sha256")
            ),
            (
                "content",
                #"{"digests":{"sha256":"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"},"mediaType":"","size":5}"#,
                .malformed("content.mediaType")
            ),
            ("content", #"{"size":"5"}"#, .malformed("content.size")),
            ("observed", #"{"width":1}"#, .missing("observed.reading")),
        ]
    )
    func refuses(field: String, text: String, error: ShapeError) throws {
        let value = try CanonicalJSON(parsing: Array(text.utf8), nulls: .allowed)
        #expect(throws: error) { try Self.field(field).check(value) }
    }

    @Test(
        "a received name shows nothing that could mislead",
        arguments: [
            (Array("a\u{202e}gnp.exe".utf8), "a\u{fffd}gnp.exe"), (Array("a\nb".utf8), "a\u{fffd}b"),
            (Array("a\u{85}\u{2028}b".utf8), "a\u{fffd}\u{fffd}b"), ([0x61, 0xe9, 0x62], "a\u{fffd}b"),
            (Array("e\u{301}".utf8), "e\u{301}"),
        ] as [([UInt8], String)]
    )
    func display(bytes: [UInt8], shown: String) {
        #expect(Array(ReceivedName(bytes: bytes).display.utf8) == Array(shown.utf8))
    }

    @Test("two spellings of one letter are two names and two answers")
    func normalisation() {
        #expect(ReceivedName(bytes: Array("\u{e9}".utf8)) != ReceivedName(bytes: Array("e\u{301}".utf8)))
        #expect(DeclaredValue.given("\u{e9}") != DeclaredValue.given("e\u{301}"))
        func date(_ text: String) -> DeclaredDate { .given(.init(text: text, bounds: nil, zone: nil)) }
        #expect(date("\u{e9}") != date("e\u{301}"))
        #expect(date("\u{e9}") == date("\u{e9}"))
    }

    /// The field of `exhibit.sealed` with that name.
    static func field(_ name: String) throws -> CommittedField {
        try #require(StatementKind.exhibitSealed.shape?.commitments.first { $0.name == name })
    }
}
