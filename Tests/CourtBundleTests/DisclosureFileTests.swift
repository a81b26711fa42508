import Custody
import Testing

@testable import CourtBundle

@Suite("disclosures.json")
struct DisclosureFileTests {
    @Test("members are sorted as canonical JSON sorts, and found by entry")
    func reads() throws {
        let text = #"{"10":["YQ"],"2":["Yg","Yw"]}"#
        let file = try DisclosureFile(parsing: Array(text.utf8))
        #expect(file.texts(ofEntry: 2) == ["Yg", "Yw"])
        #expect(file.texts(ofEntry: 10) == ["YQ"])
        #expect(file.texts(ofEntry: 3).isEmpty)
        #expect(try DisclosureFile(textsByEntry: [2: ["Yg", "Yw"], 10: ["YQ"]]) == file)
    }

    @Test("a verifier finds the same texts in it, and refuses the same bytes")
    func shown() throws {
        let bytes = Array(
            #"{"0":["YQ"],"10":["YQ","_-9"],"2":["Yg","Yw"],"9007199254740990":["x"]}"#.utf8
        )
        let shown = try Self.shown(bytes)
        for (entry, texts) in try DisclosureFile(parsing: bytes).textsByEntry {
            #expect(try shown.texts(ofEntry: entry) == texts)
        }
        for entry: UInt64 in [1, 3, 9, 11, .max] { #expect(try shown.texts(ofEntry: entry).isEmpty) }
        #expect(try Self.shown(Array("{}".utf8)).texts(ofEntry: 0).isEmpty)
        for position in bytes.indices {
            for byte in Array(#"0"19a,:[]{} \"#.utf8) + [0x0A, 0xC3] where bytes[position] != byte {
                var changed = bytes
                changed[position] = byte
                Self.expectSameReading(of: changed)
            }
            Self.expectSameReading(of: Array(bytes[..<position]))
        }
    }

    private static func shown(_ bytes: [UInt8]) throws(DisclosureFileError) -> ShownDisclosures {
        try ShownDisclosures(parsing: bytes) { range throws(BundleReadError) in Array(bytes[range]) }
    }

    @Test("texts that were changed since the file was read are refused")
    func changed() throws {
        let bytes = Array(#"{"2":["Yg","Yw"]}"#.utf8)
        for other in [#""Yg","Yw""#, #""Yg" "Yw"#, #"Yg,"Yw"]"#, #""Yg","Yw"}"#].map({ Array($0.utf8) }) {
            let shown = try ShownDisclosures(parsing: bytes) { _ throws(BundleReadError) in other }
            if other == Array(#""Yg","Yw""#.utf8) {
                #expect(try shown.texts(ofEntry: 2) == ["Yg", "Yw"])
            } else {
                #expect(throws: BundleReadError.self) { try shown.texts(ofEntry: 2) }
            }
        }
    }

    private static func expectSameReading(of bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(DisclosureFileError) {
            let file = try DisclosureFile(parsing: bytes)
            do {
                // Cut anywhere, the file says the same.
                let cut = try #require(
                    try ShownDisclosures(scanning: ByteWindow(of: bytes, capacity: 20)) {
                        range throws(BundleReadError) in
                        Array(bytes[range])
                    }
                )
                for shown in [try Self.shown(bytes), cut] {
                    for (entry, texts) in file.textsByEntry {
                        #expect(try shown.texts(ofEntry: entry) == texts, "\(text)")
                    }
                }
            } catch {
                Issue.record("\(text) is refused: \(error)")
            }
        } catch {
            #expect(throws: error, "\(text)") { try Self.shown(bytes) }
        }
    }

    @Test("an edition may show nothing")
    func empty() throws {
        #expect(try DisclosureFile(parsing: Array("{}".utf8)).textsByEntry.isEmpty)
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

@Suite("Disclosures gathered on the disk")
struct DisclosureGatheringTests {
    @Test("they make a file that is read, its members sorted as text, and are found again")
    func same() throws {
        try withTemporaryFolder { folder in
            let texts: [UInt64: [String]] = [1: ["YQ"], 2: ["Yg", "Yw"], 10: ["ZA"], 100: ["ZQ", "Zg"], 101: ["Zw"]]
            var gathering = try DisclosureGathering(beside: folder + "/Dossier")
            for entry in texts.keys.sorted() { try gathering.add(texts[entry] ?? [], of: entry) }
            try gathering.add([], of: 102)
            let file = try gathering.file()
            let bytes = try file.bytes(at: 0, count: Int(file.size))
            let text = #"{"1":["YQ"],"10":["ZA"],"100":["ZQ","Zg"],"101":["Zw"],"2":["Yg","Yw"]}"#
            #expect(bytes == Array(text.utf8))
            #expect(try DisclosureFile(parsing: bytes).textsByEntry == texts)
            for entry in [0, 1, 2, 3, 10, 100, 101, 102] as [UInt64] {
                #expect(try gathering.texts(of: entry) == texts[entry])
            }
            // Nothing of it has a name.
            #expect(try TestFile.names(in: folder).isEmpty)
        }
    }

    @Test("none at all is an empty object")
    func none() throws {
        try withTemporaryFolder { folder in
            let file = try DisclosureGathering(beside: folder + "/Dossier").file()
            #expect(try file.bytes(at: 0, count: Int(file.size)) == Array("{}".utf8))
        }
    }

    @Test("what is no disclosure is refused", arguments: ["", "a b", "a\"", "é"])
    func refused(text: String) throws {
        try withTemporaryFolder { folder in
            var gathering = try DisclosureGathering(beside: folder + "/Dossier")
            let error = #expect(throws: BundleWriterError.self) { try gathering.add([text], of: 1) }
            guard case .refused = error else { Issue.record("\(String(describing: error))"); return }
        }
    }
}

@Suite("Files without a name")
struct ScratchFileTests {
    @Test("what was appended is read back, however it is cut", arguments: [1, 1_000, 65_536, 200_003])
    func reads(step: Int) throws {
        try withTemporaryFolder { folder in
            let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
            let file = try ScratchFile(beside: folder + "/Dossier")
            var position = 0
            while position < bytes.count {
                try file.append(bytes[position..<min(position + max(step, 100), bytes.count)])
                position += max(step, 100)
            }
            #expect(file.size == UInt64(bytes.count))
            #expect(try file.bytes(at: 65_530, count: 20) == Array(bytes[65_530..<65_550]))
            var read: [UInt8] = []
            let next = file.reader()
            try withUnsafeTemporaryAllocation(byteCount: max(step, 7), alignment: 1) { buffer in
                while case let count = try next(buffer), count > 0 { read += buffer[..<count] }
            }
            #expect(read == bytes)
            #expect(throws: BundleWriterError.self) { try file.bytes(at: 299_999, count: 2) }
        }
    }
}
