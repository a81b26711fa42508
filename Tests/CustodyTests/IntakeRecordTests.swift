import Custody
import Testing

@Suite("what intake left out")
struct IntakeRecordTests {
    private static func name(_ text: String) -> ReceivedName { ReceivedName(bytes: Array(text.utf8)) }

    @Test("a record is read as it was written; one with nothing to tell is null")
    func roundTrip() throws {
        let record = IntakeRecord(
            notReceived: IntakeRecord.Reason.allCases.map { .init(name: Self.name($0.rawValue), reason: $0) },
            links: [Self.name("lien.txt")]
        )
        #expect(try IntakeRecord(record.json) == record)
        let fromMemory = IntakeRecord(notReceived: [], links: []).rereading(fromMemory: true)
        #expect(try IntakeRecord(fromMemory.json) == fromMemory && fromMemory.rereadFromMemory)
        #expect(record.rereading(fromMemory: false) == record)
        let nothing = IntakeRecord(notReceived: [], links: [])
        #expect(nothing.json == .null)
        #expect(try IntakeRecord(.null) == nothing)
    }

    @Test(
        "anything else is refused",
        arguments: [
            #"{}"#, #"{"links":[],"notReceived":[]}"#, #"{"links":[{"bytes":"eA","display":"x"}]}"#,
            #"{"links":[{"bytes":"eA","display":"x"}],"more":1,"notReceived":[]}"#, #"{"links":"x","notReceived":[]}"#,
            #"{"links":[],"notReceived":[{"name":{"bytes":"eA","display":"x"},"reason":"other"}]}"#,
            #"{"links":[],"notReceived":[{"name":{"bytes":"eA","display":"y"},"reason":"debris"}]}"#,
            #"{"links":[],"notReceived":[{"name":{"bytes":"eA","display":"x"}}]}"#, #""x""#, #"[]"#,
            #"{"links":[],"notReceived":[],"reread":"medium"}"#, #"{"links":[],"notReceived":[],"reread":1}"#,
            #"{"reread":"memory"}"#,
        ]
    )
    func refusals(text: String) throws {
        let json = try CanonicalJSON(parsing: Array(text.utf8))
        #expect(throws: ShapeError.self) { try IntakeRecord(json) }
    }
}
