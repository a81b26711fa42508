import Cryptography
import Custody
import Testing

@Suite("observed facts")
struct ObservedFactsTests {
    private static let reader = #""reader":{"magic":"544","name":"scelle-observe","version":"0.1.0"}"#

    private static func read(_ text: String) throws -> ObservedFacts {
        try ObservedFacts(CanonicalJSON(parsing: Array(text.utf8)), at: "observed")
    }

    @Test(
        "a value is printed as it was read",
        arguments: [
            #"{"looked":[],"observations":[],"reading":"absent"}"#,
            #"{"looked":[],"observations":[{"code":"name.extension","values":{"extension":"png"}}],"reading":"crashed"}"#,
            #"{"looked":["exif","png"],"observations":[{"at":8,"code":"image.dimensions","values":{"height":2,"width":1}}],"#
                + reader + #","reading":"complete"}"#,
            #"{"limits":["bytes"],"looked":["zip"],"members":{"count":1,"digest":""# + Digest(of: []).base64url
                + #""},"observations":[],"# + reader + #","reading":"partial"}"#,
        ]
    )
    func roundTrip(text: String) throws {
        #expect(try String(decoding: Self.read(text).json.bytes, as: UTF8.self) == text)
    }

    @Test(
        "what is not of the grammar is refused",
        arguments: [
            (#"{"looked":[],"observations":[]}"#, .missing("observed.reading")),
            (#"{"looked":[],"observations":[],"reading":"fine"}"#, .malformed("observed.reading")),
            (#"{"looked":[],"observations":[],"reading":"complete"}"#, .malformed("observed.reader")),
            (#"{"looked":[],"observations":[],"# + reader + #","reading":"crashed"}"#, .malformed("observed.reader")),
            (#"{"looked":["png"],"observations":[],"reading":"crashed"}"#, .malformed("observed.looked")),
            (
                #"{"looked":["b","a"],"observations":[],"# + reader + #","reading":"complete"}"#,
                .malformed("observed.looked")
            ),
            (#"{"looked":[],"observations":[],"# + reader + #","reading":"partial"}"#, .malformed("observed.limits")),
            (
                #"{"limits":["bytes"],"looked":[],"observations":[],"# + reader + #","reading":"complete"}"#,
                .malformed("observed.limits")
            ),
            (
                #"{"looked":[],"observations":[{"code":"x"}],"reading":"absent"}"#,
                .malformed("observed.observations.0.code")
            ),
            (
                #"{"looked":[],"observations":[{"code":"a.b","values":{"x":[]}}],"reading":"absent"}"#,
                .malformed("observed.observations.0.values.x")
            ),
            (
                #"{"looked":[],"observations":[{"code":"a.b","values":{"x":"\n"}}],"reading":"absent"}"#,
                .malformed("observed.observations.0.values.x")
            ),
            (
                #"{"looked":[],"observations":[{"code":"a.b","place":1}],"reading":"absent"}"#,
                .unexpected("observed.observations.0.place")
            ),
            (#"{"looked":[],"more":1,"observations":[],"reading":"absent"}"#, .unexpected("observed.more")),
        ] as [(String, ShapeError)]
    )
    func refusals(text: String, expected: ShapeError) throws {
        #expect(throws: expected) { try Self.read(text) }
    }

    @Test("as many observations as may be, and as long strings, and no more")
    func bounds() throws {
        let one = ObservedFacts.Observation(
            "a.b",
            ["x": .string(String(repeating: "a", count: ObservedFacts.longestString))]
        )
        let most = ObservedFacts(
            reading: .absent,
            observations: Array(repeating: one, count: ObservedFacts.mostObservations)
        )
        #expect(try ObservedFacts(most.json) == most)
        #expect(throws: ShapeError.malformed("observations")) { try ObservedFacts(most.adding([one]).json) }
        let long = ObservedFacts.Observation("a.b", ["x": .string(String(repeating: "é", count: 129))])
        #expect(throws: ShapeError.malformed("observations.0.values.x")) {
            try ObservedFacts(ObservedFacts(reading: .absent, observations: [long]).json)
        }
    }

    @Test("foreign text is cut between characters and cannot steer a line")
    func text() throws {
        let text = ObservedFacts.Value.text(Array(String(repeating: "é\u{202e}", count: 400).utf8) + [0xff, 0])
        let facts = ObservedFacts(reading: .absent, observations: [.init("a.b", ["x": text])])
        #expect(try ObservedFacts(facts.json) == facts)
        guard case .string(let shown) = text else { throw Samples.Missing() }
        #expect(shown.hasPrefix("é\u{fffd}é"))
        #expect(shown.utf8.count <= ObservedFacts.longestString)
    }
}

@Suite("the list of an archive's members")
struct MemberListTests {
    private static func committed(_ lines: String, count: UInt64) -> ObservedFacts.Members {
        ObservedFacts.Members(count: count, digest: Digest(of: Array(lines.utf8)))
    }

    @Test("members of every state are read as they were printed")
    func roundTrip() throws {
        let members = ArchiveMember.State.allCases.map { state in
            ArchiveMember(
                name: state == .damaged ? nil : ReceivedName(bytes: Array("../\(state)\n".utf8)),
                size: 3,
                state: state,
                marks: state == .limit ? Set(ArchiveMember.Mark.allCases) : [],
                digest: state == .read ? Digest(of: []) : nil
            )
        }
        let lines: [UInt8] = members.flatMap { member -> [UInt8] in member.json.bytes + [0x0a] }
        let committed = ObservedFacts.Members(count: UInt64(members.count), digest: Digest(of: lines))
        #expect(try MemberList(parsing: lines, of: committed).members == members)
    }

    @Test("another list, another count and a line that is none are refused")
    func refusals() throws {
        let line = #"{"size":1,"state":"folder"}"# + "\n"
        #expect(try MemberList(parsing: Array(line.utf8), of: Self.committed(line, count: 1)).members.count == 1)
        #expect(throws: MemberListError.otherList) {
            try MemberList(parsing: Array(line.utf8), of: Self.committed(line + line, count: 2))
        }
        for (text, count) in [
            (line, 2), (line + "\n", 2), (line + "x\n", 2), (String(line.dropLast()), 1), ("", 0),
            (#"{"size":1,"state":"read"}"# + "\n", 1), (#"{"marks":[],"size":1,"state":"folder"}"# + "\n", 1),
        ] as [(String, UInt64)] {
            #expect(throws: MemberListError.malformed) {
                try MemberList(parsing: Array(text.utf8), of: Self.committed(text, count: count))
            }
        }
    }
}
