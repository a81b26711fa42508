import Cryptography
import Custody
import Testing

@Suite("disclosures")
struct DisclosureTests {
    @Test(
        "RFC 9901: the digests of its example disclosures",
        arguments: [
            (
                // § 4.2.1 and § 4.2.3
                #"["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]"#,
                "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
                "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
            ),
            (
                // § 4.2.2 and § 4.2.3
                #"["lklxF5jMYlGTPUovMNIvCA", "FR"]"#, "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0",
                "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"
            ),
        ]
    )
    func examplesOfTheStandard(json: String, text: String, digest: String) {
        #expect(Array(json.utf8).base64url == text)
        #expect(Disclosure.commitment(toText: text).base64url == digest)
    }

    @Test("a disclosure is read back from its text, and printed alike")
    func roundTrip() throws {
        for value in [CanonicalJSON.null, .string("é"), .object(["unknown": .integer(1)]), .array([.null])] {
            let disclosure = Disclosure(name: "title", value: value)
            let read = try Disclosure(parsing: disclosure.text)
            #expect(read == disclosure)
            #expect(read.text == disclosure.text)
            #expect(read.commitment == Digest(of: Array(disclosure.text.utf8)))
            #expect(read.salt.count == 16)
        }
    }

    @Test("whatever one byte becomes, a disclosure that is still read prints the bytes it was read from")
    func oneSpelling() throws {
        for value in [CanonicalJSON.null, .string("x")] {
            let json = Disclosure(salt: Array(0..<16), name: "title", value: value).text
            let bytes = try #require([UInt8](base64url: json))
            for position in bytes.indices {
                for byte in Array(#""\,[]nA_ "#.utf8) + [0x09, 0xC3] where bytes[position] != byte {
                    var changed = bytes
                    changed[position] = byte
                    // `try?`: most of them are refused, and the others are what matters here.
                    guard let read = try? Disclosure(parsing: changed.base64url) else { continue }
                    #expect(read.text == changed.base64url)
                    #expect(read.commitment == Disclosure.commitment(toText: changed.base64url))
                }
            }
        }
    }

    @Test("every disclosure has a salt of its own")
    func freshSalts() {
        let salts = (0..<100).map { _ in Disclosure(name: "note", value: .null).salt }
        #expect(Set(salts).count == 100)
    }

    @Test(
        "each of these is refused",
        arguments: [
            (#"["AAAAAAAAAAAAAAAAAAAAAA", "a",1]"#, DisclosureError.notCanonical(.unexpectedByte(at: 26))),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","a"]"#, .notThreeParts),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","a",1,2]"#, .notThreeParts),
            (#"{"a":1}"#, .notThreeParts),
            (#"["AAAAAAAAAAAAAAAAAAAA","a",1]"#, .malformedSalt),
            (#"["AAAAAAAAAAAAAAAAAAAAAB","a",1]"#, .malformedSalt),
            (#"["AAAAAAAAAAAAAAAAAAAAAA==","a",1]"#, .malformedSalt),
            (#"[1,"a",1]"#, .malformedSalt),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","",1]"#, .malformedName),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","é",1]"#, .malformedName),
            (#"["AAAAAAAAAAAAAAAAAAAAAA",null,1]"#, .malformedName),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","a",1.5]"#, .notCanonical(.malformedInteger(at: 30))),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","a",true]"#, .notCanonical(.unexpectedByte(at: 30))),
            (#"["AAAAAAAAAAAAAAAAAAAAAA","a",1]"# + "\n", .notCanonical(.trailingBytes(at: 32))),
        ]
    )
    func refuses(json: String, error: DisclosureError) {
        #expect(throws: error) { try Disclosure(parsing: Array(json.utf8).base64url) }
    }

    @Test("a text that is not canonical base64url is refused")
    func notBase64url() throws {
        let text = try Samples.disclosures(of: .exhibitSealed)[2].text
        for other in [text + "=", text + "\n", " " + text, text.replacingOccurrencesOfFirst("W", by: "+"), "é"] {
            #expect(throws: DisclosureError.notBase64url) { try Disclosure(parsing: other) }
        }
    }

    // MARK: - Openings

    @Test("an entry's openings cover its kind's fields exactly; what was not given was not asked")
    func openings() throws {
        for shape in StatementShape.table {
            let openings = try Openings(of: shape.kind, values: Samples.values(of: shape.kind))
            #expect(openings.disclosures.map(\.name) == shape.commitments.map(\.name))
            #expect(Set(openings.commitments.keys) == Set(shape.commitments.map(\.name)))
        }
        let openings = try Openings(of: .exhibitSealed, values: Samples.values(of: .exhibitSealed))
        #expect(openings["series"] == .null)
        #expect(openings["title"] == .string("Conversation du 14 juin"))
    }

    @Test("a stray value, a missing one and one of another grammar are refused")
    func openingRefusals() throws {
        var values = try Samples.values(of: .exhibitSealed)
        values["titel"] = .null
        #expect(throws: DisclosureError.unknownField("titel")) { try Openings(of: .exhibitSealed, values: values) }
        values["titel"] = nil
        values["title"] = .integer(1)
        #expect(throws: DisclosureError.malformedValue(.malformed("title"))) {
            try Openings(of: .exhibitSealed, values: values)
        }
        values["title"] = nil
        values["content"] = nil
        #expect(throws: DisclosureError.missingValue(field: "content")) {
            try Openings(of: .exhibitSealed, values: values)
        }
    }

    @Test("the openings of a statement are checked against its commitments, one by one and in order")
    func checkedOpenings() throws {
        let statement = try Samples.statement(of: .exhibitSealed)
        let texts = try Samples.disclosures(of: .exhibitSealed).map(\.text)
        #expect(try Openings(parsing: texts, for: statement).texts == texts)

        let some = try Openings(parsing: [texts[1], texts[5]], for: statement)
        #expect(some["name"] != nil)
        #expect(some["title"] == nil)

        #expect(throws: DisclosureError.outOfOrder(field: "content")) {
            try Openings(parsing: [texts[1], texts[0]], for: statement)
        }
        #expect(throws: DisclosureError.outOfOrder(field: "content")) {
            try Openings(parsing: [texts[0], texts[0]], for: statement)
        }
        let stray = Disclosure(name: "recipient", value: .null)
        #expect(throws: DisclosureError.notCommitted(field: "recipient")) {
            try Openings(parsing: [stray.text], for: statement)
        }
        let other = Disclosure(name: "title", value: .string("Conversation du 14 juin"))
        let committed = try #require(statement.commitments["title"])
        #expect(
            throws: DisclosureError.commitmentMismatch(
                field: "title",
                calculated: other.commitment,
                committed: committed
            )
        ) {
            try Openings(parsing: [other.text], for: statement)
        }
    }

    @Test("a commitment to a value of another grammar does not pass, though the digest matches")
    func committedNonsense() throws {
        let nonsense = Disclosure(name: "container", value: .string("not a digest"))
        let sample = try Samples.statement(of: .bundleReleased)
        let statement = try Statement(
            origin: sample.origin,
            index: sample.index,
            kind: .bundleReleased,
            declaredAt: sample.declaredAt,
            actor: sample.actor,
            tool: sample.tool,
            governance: sample.governance,
            commitments: ["container": nonsense.commitment]
        )
        #expect(throws: DisclosureError.malformedValue(.malformed("container"))) { try statement.check(nonsense) }
    }
}

extension String {
    /// This text with the first occurrence of `character` replaced.
    fileprivate func replacingOccurrencesOfFirst(_ character: Character, by other: Character) -> String {
        guard let position = firstIndex(of: character) else { return self }
        return replacingCharacters(at: position, by: other)
    }

    private func replacingCharacters(at position: Index, by other: Character) -> String {
        self[..<position] + String(other) + self[index(after: position)...]
    }
}
