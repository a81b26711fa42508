import Cryptography
import Custody
import Foundation
import Testing

@Suite("canonical JSON")
struct CanonicalJSONTests {
    @Test(
        "what is canonical is read and printed alike",
        arguments: [
            "{}", "[]", "\"\"", "0", "9007199254740991", "[[],{},\"a\",1]", "{\"a\":1,\"b\":{\"c\":[2,3]}}",
            "{\"A\":1,\"B\":2,\"a\":3}", "{\"1\":1,\"10\":2,\"2\":3}", "{\"a b\":\"\"}",
            "\"\\b\\t\\n\\f\\r\\\"\\\\\\u0000\\u000b\\u001f\u{7f}\u{2028}/é😂\"",
        ]
    )
    func roundTrip(text: String) throws {
        let value = try CanonicalJSON(parsing: Array(text.utf8))
        #expect(value.bytes == Array(text.utf8))
    }

    @Test("RFC 8785 § 3.2.2.2: the example's string, as it must come out")
    func stringOfTheStandard() throws {
        let value = CanonicalJSON.string("\u{20ac}$\u{0f}\nA'\u{42}\u{22}\u{5c}\\\"/")
        #expect(value.bytes == Array(#""€$\u000f\nA'B\"\\\\\"/""#.utf8))
    }

    @Test("RFC 8785 § 3.2.3: members are sorted, at every depth")
    func sorting() throws {
        let value = CanonicalJSON.object([
            "b": .array([.object(["z": .integer(1), "Z": .integer(2)])]), "a1": .string("x"), "a": .integer(0),
            "10": .null, "1": .null,
        ])
        let text = #"{"1":null,"10":null,"a":0,"a1":"x","b":[{"Z":2,"z":1}]}"#
        #expect(value.bytes == Array(text.utf8))
        #expect(try CanonicalJSON(parsing: Array(text.utf8), nulls: .allowed) == value)
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("nothing", "", CanonicalJSONError.truncated),
            ("byte order mark", "\u{feff}{}", .unexpectedByte(at: 0)),
            ("leading space", " 1", .unexpectedByte(at: 0)),
            ("space between", "[1, 2]", .unexpectedByte(at: 3)),
            ("trailing line feed", "{}\n", .trailingBytes(at: 2)),
            ("second value", "1{}", .trailingBytes(at: 1)),
            ("exponent", "1e2", .malformedInteger(at: 0)),
            ("capital exponent", "[1E2]", .malformedInteger(at: 1)),
            ("fraction", "1.0", .malformedInteger(at: 0)),
            ("negative", "-1", .malformedInteger(at: 0)),
            ("negative zero", "-0", .malformedInteger(at: 0)),
            ("leading zero", "01", .malformedInteger(at: 0)),
            ("2^53", "9007199254740992", .integerOutOfRange(at: 0)),
            ("beyond 64 bits", "99999999999999999999", .integerOutOfRange(at: 0)),
            ("true", "true", .unexpectedByte(at: 0)),
            ("null", "[null]", .nullRefused(at: 1)),
            ("misspelt null", "nul", .unexpectedByte(at: 0)),
            ("duplicate member", #"{"a":1,"a":1}"#, .duplicateMember("a")),
            ("member twice, apart", #"{"a":1,"b":1,"a":1}"#, .duplicateMember("a")),
            ("other order", #"{"b":1,"a":1}"#, .memberOutOfOrder("a")),
            ("escaped member name", #"{"\u0061":1}"#, .malformedName(at: 2)),
            ("member name not ASCII", #"{"é":1}"#, .malformedName(at: 2)),
            ("empty member name", #"{"":1}"#, .malformedName(at: 2)),
            ("number as a name", "{1:1}", .unexpectedByte(at: 1)),
            ("trailing comma in an object", #"{"a":1,}"#, .unexpectedByte(at: 7)),
            ("trailing comma in an array", "[1,]", .unexpectedByte(at: 3)),
            ("missing colon", #"{"a"1}"#, .unexpectedByte(at: 4)),
            ("open object", #"{"a":1"#, .truncated),
            ("open array", "[1", .truncated),
            ("open string", #""a"#, .truncated),
            ("open name", #"{"a"#, .truncated),
            ("open escape", "\"\\", .truncated),
            ("solidus escaped", #""\/""#, .malformedString(at: 1)),
            ("letter escaped", #""\u0061""#, .malformedString(at: 1)),
            ("line feed escaped at length", #""\u000a""#, .malformedString(at: 1)),
            ("capital hexadecimal", #""\u001F""#, .malformedString(at: 1)),
            ("escape cut short", #""\u00""#, .malformedString(at: 1)),
            ("lone surrogate", #""\ud800""#, .malformedString(at: 1)),
            ("surrogate pair escaped", #""\ud83d\ude02""#, .malformedString(at: 1)),
            ("bare line feed", "\"\n\"", .malformedString(at: 1)),
            ("bare zero byte", "\"\0\"", .malformedString(at: 1)),
            (
                "seventeen deep", String(repeating: "[", count: 17) + String(repeating: "]", count: 17),
                .tooDeep(at: 16)
            ),
        ]
    )
    func refuses(what: String, text: String, error: CanonicalJSONError) {
        #expect(throws: error) { try CanonicalJSON(parsing: Array(text.utf8)) }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
            [0x22, 0xf5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]]
    )
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: CanonicalJSONError.malformedString(at: 0)) { try CanonicalJSON(parsing: bytes) }
    }

    @Test("sixteen deep is read")
    func depth() throws {
        let text = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(try CanonicalJSON(parsing: Array(text.utf8)).bytes == Array(text.utf8))
    }

    @Test("composed and decomposed letters are different values")
    func normalisation() throws {
        let composed = CanonicalJSON.string("\u{e9}")
        let decomposed = CanonicalJSON.string("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(composed == CanonicalJSON.string("\u{e9}"))
        #expect(CanonicalJSON.object(["a": composed]) != CanonicalJSON.object(["a": decomposed]))
        #expect(CanonicalJSON.array([composed]) != CanonicalJSON.array([decomposed]))
    }

    @Test("one changed byte never reads as the same value", arguments: 0..<4)
    func malleability(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let bytes = CanonicalJSON.random(depth: 3, using: &generator).bytes
        let value = try CanonicalJSON(parsing: bytes, nulls: .allowed)
        for position in bytes.indices {
            for replacement in [0x20, 0x22, 0x30, 0x2c, 0x5c, bytes[position] ^ 1] where replacement != bytes[position]
            {
                var changed = bytes
                changed[position] = replacement
                let other = try? CanonicalJSON(parsing: changed, nulls: .allowed)
                #expect(other != value)
                if let other { #expect(other.bytes == changed) }
            }
        }
    }

    @Test("python3 prints random values alike")
    func python() throws {
        var generator = SplitMix(state: 8785)
        let lines = (0..<400).map { _ in CanonicalJSON.random(depth: 4, using: &generator).bytes }
        let script = """
            import json, sys
            for line in sys.stdin.buffer.read().split(b"\\n")[:-1]:
                value = json.loads(line.decode("utf-8"))
                sys.stdout.buffer.write(json.dumps(
                    value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8") + b"\\n")
            """
        let file = lines.reduce(into: [UInt8]()) { $0 += $1 + [0x0a] }
        let output = try Command.run("python3", "-c", script, input: file)
        #expect(output.status == 0)
        #expect(output.bytes == file)
    }
}

/// A reproducible source of numbers (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

extension CanonicalJSON {
    /// Some value, at most `depth` objects and arrays deep.
    static func random(depth: Int, using generator: inout SplitMix) -> CanonicalJSON {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &generator) {
        case 0: return .integer(.random(in: 0...maximumInteger, using: &generator))
        case 1: return .null
        case 2:
            return .string(randomString(of: [0x00...0x10ff, 0xe000...0xffff, 0x1f600...0x1f64f], using: &generator))
        case 3:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    random(depth: depth - 1, using: &generator)
                }
            )
        default:
            var members: [String: CanonicalJSON] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let name = "m" + randomString(of: [0x23...0x5b, 0x5d...0x7e], using: &generator)
                members[name] = random(depth: depth - 1, using: &generator)
            }
            return .object(members)
        }
    }

    private static func randomString(of ranges: [ClosedRange<UInt32>], using generator: inout SplitMix) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let range = ranges[Int.random(in: ranges.indices, using: &generator)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
