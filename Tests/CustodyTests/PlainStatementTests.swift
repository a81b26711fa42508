import Cryptography
import Testing

@testable import Custody

@Suite("statements read in one pass")
struct PlainStatementTests {
    /// What bytes are read as, or why they are not.
    private enum Reading: Equatable {
        case statement(Statement)
        case refused(StatementError)
    }

    private func reading(_ read: () throws(StatementError) -> Statement) -> Reading {
        do throws(StatementError) { return .statement(try read()) } catch { return .refused(error) }
    }

    private func plain(_ bytes: [UInt8]) -> Statement? {
        bytes.withUnsafeBufferPointer { Statement.plain($0) }
    }

    /// Both readings of `bytes`; the one pass may leave bytes to the other, and never disagrees with it.
    private func agree(_ bytes: [UInt8]) -> Bool {
        let whole = reading { () throws(StatementError) in try Statement(takingApart: bytes) }
        guard let statement = plain(bytes) else { return true }
        return whole == .statement(statement) && statement.bytes == bytes && statement.json.bytes == bytes
    }

    /// Statements of the kinds that are read so, with every member that they can have and without those they can lack.
    private static func samples() throws -> [Statement] {
        let kinds = StatementShape.table.filter { $0.facts == nil && $0.lists.isEmpty }.map(\.kind)
        return try kinds.flatMap { kind in
            let whole = try Samples.statement(of: kind)
            return try [whole.after, nil].flatMap { after in
                try [whole.previous, Samples.digest("previous entry")].flatMap { previous -> [Statement] in
                    guard let shape = kind.shape, shape.allowed(previous: previous != nil) else { return [] }
                    return [
                        try Statement(
                            origin: whole.origin,
                            index: whole.index,
                            kind: kind,
                            declaredAt: whole.declaredAt,
                            actor: whole.actor,
                            tool: whole.tool,
                            after: after.map {
                                StampedHead(
                                    size: $0.size,
                                    root: $0.root,
                                    tokens: (0..<3).map { Samples.digest("token \($0)") }
                                )
                            },
                            governance: whole.governance,
                            exhibit: whole.exhibit,
                            submission: whole.submission,
                            previous: previous,
                            commitments: whole.commitments
                        )
                    ]
                }
            }
        }
    }

    @Test("every kind gives what taking it apart gives; those without facts and lists are read in one pass")
    func everyKind() throws {
        for statement in try Samples.statements() {
            let bytes = statement.bytes
            #expect(try Statement(takingApart: bytes) == statement)
            let isPlain = statement.facts == nil && statement.lists.isEmpty
            #expect(plain(bytes) == (isPlain ? statement : nil), "\(statement.kind)")
        }
        let samples = try Self.samples()
        #expect(samples.count >= 8)
        for statement in samples { #expect(plain(statement.bytes) == statement) }
    }

    @Test("times, numbers and words at the edges of their grammar")
    func edges() throws {
        let text = String(decoding: try Samples.statement(of: .exhibitSealed).bytes, as: UTF8.self)
        func with(_ old: String, _ new: String) throws -> [UInt8] {
            var bytes = Array(text.utf8)
            bytes.replaceSubrange(try #require(bytes.firstRange(of: Array(old.utf8))), with: new.utf8)
            return bytes
        }
        let time = "2020-06-17T18:22:31+02:00"
        let times = [
            "2020-06-17T16:22:31+00:00", "2020-06-17T16:22:31-00:00", "2020-06-17T18:22:31-11:59",
            "0000-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59-23:59", "2020-02-30T18:22:31+02:00", "2020-06-17T24:00:00+02:00",
            "2020-06-17T18:22:60+02:00",
            "2020-06-17T18:22:31+24:00", "2020-06-17T18:22:31+02:60", "2020-06-17t18:22:31+02:00",
            "2020-06-17T16:22:31Z",
            "0000-01-01T00:00:00+00:01", "2020-06-17T18:22:3 +02:00", "+020-06-17T18:22:31+02:00",
        ]
        for other in times { #expect(agree(try with(time, other)), "\(other)") }
        #expect(plain(try with(time, "2020-06-17T16:22:31+00:00")) != nil)
        #expect(plain(try with(time, "2020-06-17T16:22:31-00:00")) == nil)
        let indexes = [
            "0", "1", "2", "3", "012", "9007199254740991", "9007199254740992", "10007199254740991",
            "18446744073709551616", "-3",
            "3.0", "3e1", "\"3\"", "", "99999999999999999999999999",
        ]
        for index in indexes { #expect(agree(try with("\"index\":12", "\"index\":" + index)), "\(index)") }
        #expect(plain(try with("\"index\":12", "\"index\":9007199254740991")) != nil)
        #expect(plain(try with("\"index\":12", "\"index\":9007199254740992")) == nil)
        for size in ["0", "11", "12", "13", "02"] {
            #expect(agree(try with("\"size\":2", "\"size\":" + size)), "\(size)")
        }
        let words = ["", " ", "a b", "é", "a\\\"b", "a\\\\b", "a\\u0001b", "~!", "a\tb", "\u{7F}", "sc\\u0065lle"]
        for word in words { #expect(agree(try with("\"name\":\"scelle\"", "\"name\":\"\(word)\"")), "\(word)") }
        let tokens = ["", "\"A\"", "null"]
        let token = Samples.digest("token").base64url
        for other in tokens { #expect(agree(try with("[\"\(token)\"]", "[\(other)]")), "\(other)") }
        #expect(agree(try with("[\"\(token)\"]", "[\"\(token)\",\"\(token)\"]")))
        let origins = [
            "scelle.invalid/", "scelle.Invalid/35070c897639a9d63b9360394e86bdd3", Samples.origin.uppercased(),
        ]
        for origin in origins { #expect(agree(try with(Samples.origin, origin)), "\(origin)") }
        // A member left out, doubled, or in another's place.
        for name in StatementMember.allCases.map(\.rawValue) + ["content", "name", "observed", "tokens", "version"]
        where text.contains("\"\(name)\":") {
            #expect(agree(try with("\"\(name)\":", "\"other\":")))
        }
        #expect(agree(Array(text.utf8) + [0x20]))
        #expect(agree([]))
    }

    @Test("a base64url digit has one spelling: bits that no byte takes up are zero")
    func unusedBits() throws {
        let bytes = try Samples.statement(of: .exhibitSealed).bytes
        let quote = UInt8(ascii: "\"")
        // Every last digit of a digest, in every other spelling.
        for position in bytes.indices.dropFirst(44).dropLast()
        where bytes[position + 1] == quote && bytes[position - 43] == quote {
            for digit in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=".utf8 {
                var other = bytes
                other[position] = digit
                #expect(agree(other))
            }
        }
    }

    @Test("thousands of bytes bent at random are read alike")
    func bent() throws {
        var random = BendingNumbers(state: 2_020_06_17)
        let samples = try Self.samples().map(\.bytes) + Samples.statements().map(\.bytes)
        let frequent = Array("\"{}[],:0123456789AZaz_-\\ \u{0}".utf8)
        var readPlain = 0
        for round in 0..<20_000 {
            var bytes = samples[round % samples.count]
            for _ in 0...random.below(2) {
                let place = random.below(bytes.count)
                switch random.below(5) {
                case 0: bytes[place] = frequent[random.below(frequent.count)]
                case 1: bytes[place] ^= 1 << UInt8(random.below(8))
                case 2: bytes.insert(frequent[random.below(frequent.count)], at: place)
                case 3: bytes.remove(at: place)
                default:
                    // A piece of another statement, where it does not belong.
                    let other = samples[random.below(samples.count)]
                    let start = random.below(other.count)
                    let piece = other[start..<min(other.count, start + random.below(80))]
                    bytes.replaceSubrange(place..<min(bytes.count, place + random.below(80)), with: piece)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            if plain(bytes) != nil { readPlain += 1 }
            #expect(agree(bytes), "round \(round)")
        }
        // A digit changed for another gives a statement again: both sides of the comparison are met.
        #expect((500..<19_000).contains(readPlain))
    }
}

extension StatementShape {
    fileprivate func allowed(previous: Bool) -> Bool {
        previous ? required.contains(.previous) || optional.contains(.previous) : !required.contains(.previous)
    }
}

/// Random numbers that are the same in every run.
private struct BendingNumbers {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ word >> 31) % UInt64(bound))
    }
}
