import CourtBundle
import Custody
import Testing

@Suite("disclosures.json")
struct DisclosureFileTests {
    @Test("members are sorted as canonical JSON sorts, and found by entry")
    func reads() throws {
        let text = #"{"10":["YQ"],"2":["Yg","Yw"]}"#
        let file = try DisclosureFile(parsing: Array(text.utf8))
        #expect(file.texts(ofEntry: 2) == ["Yg", "Yw"])
        #expect(file.texts(ofEntry: 10) == ["YQ"])
        #expect(file.texts(ofEntry: 3).isEmpty)
        #expect(file.bytes == Array(text.utf8))
        #expect(try DisclosureFile(textsByEntry: [2: ["Yg", "Yw"], 10: ["YQ"]]) == file)
    }

    @Test("an edition may show nothing")
    func empty() throws {
        #expect(try DisclosureFile(parsing: Array("{}".utf8)).textsByEntry.isEmpty)
        #expect(try DisclosureFile(textsByEntry: [:]).bytes == Array("{}".utf8))
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("an array", "[]", DisclosureFileError.notAnObject),
            ("numeric order", #"{"2":["YQ"],"10":["YQ"]}"#, .notCanonical(.memberOutOfOrder("10"))),
            ("a leading zero", #"{"02":["YQ"]}"#, .malformedIndex("02")),
            ("six digits", #"{"000002":["YQ"]}"#, .malformedIndex("000002")),
            ("a sign", #"{"+2":["YQ"]}"#, .malformedIndex("+2")),
            ("a name", #"{"title":["YQ"]}"#, .malformedIndex("title")),
            (
                "an index that no JSON reader keeps", #"{"9007199254740993":["YQ"]}"#,
                .malformedIndex("9007199254740993")
            ),
            ("a string", #"{"2":"YQ"}"#, .notAnArray(entry: 2)),
            ("no disclosure", #"{"2":[]}"#, .empty(entry: 2)),
            ("an empty disclosure", #"{"2":[""]}"#, .malformedDisclosure(entry: 2, position: 0)),
            ("a number", #"{"2":["YQ",1]}"#, .malformedDisclosure(entry: 2, position: 1)),
            ("standard base64", #"{"2":["Y+/="]}"#, .malformedDisclosure(entry: 2, position: 0)),
            ("an accent", #"{"2":["é"]}"#, .malformedDisclosure(entry: 2, position: 0)),
            ("the same entry twice", #"{"2":["YQ"],"2":["Yg"]}"#, .notCanonical(.duplicateMember("2"))),
            ("null", #"{"2":null}"#, .notCanonical(.nullRefused(at: 5))),
            ("a line feed at the end", "{}\n", .notCanonical(.trailingBytes(at: 2))),
        ]
    )
    func refuses(what: String, text: String, error: DisclosureFileError) {
        #expect(throws: error) { try DisclosureFile(parsing: Array(text.utf8)) }
    }
}
