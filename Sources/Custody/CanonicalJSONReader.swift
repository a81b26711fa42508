internal import Cryptography

extension CanonicalJSON {
    /// Reads the canonical spelling; every second spelling of a value is refused.
    ///
    /// What was read is printed again and must give the same bytes, so that nothing the reader overlooks can be signed.
    ///
    /// - Throws: `CanonicalJSONError`, with the offset of the first byte that does not belong.
    package init(parsing bytes: [UInt8], nulls: Nulls = .refused) throws(CanonicalJSONError) {
        let value = try Self.read(bytes, nulls: nulls)
        let printed = value.bytes
        guard printed == bytes else {
            throw .notCanonical(at: zip(printed, bytes).prefix { $0 == $1 }.count)
        }
        self = value
    }

    /// Reads one value and nothing after it; for callers that print what they made of it and compare themselves.
    static func read(_ bytes: [UInt8], nulls: Nulls) throws(CanonicalJSONError) -> CanonicalJSON {
        var reader = CanonicalJSONReader(bytes: bytes, nulls: nulls)
        let value = try reader.readValue(depth: 0)
        guard reader.position == bytes.count else { throw .trailingBytes(at: reader.position) }
        return value
    }
}

/// Why bytes are not the canonical spelling of a value.
///
/// Offsets count bytes from 0.
package enum CanonicalJSONError: Error, Hashable {
    /// The bytes end within a value.
    case truncated
    /// Something follows the value.
    case trailingBytes(at: Int)
    /// A byte that the grammar does not have here: white space, a byte order mark, `true`, a missing comma.
    case unexpectedByte(at: Int)
    /// `null` where nothing can be "not asked".
    case nullRefused(at: Int)
    /// A sign, a leading zero, a fraction or an exponent.
    case malformedInteger(at: Int)
    /// An integer beyond 2⁵³−1.
    case integerOutOfRange(at: Int)
    /// A string that is not UTF-8, holds a bare control character, or escapes what needs no escape.
    case malformedString(at: Int)
    /// A member name that is empty, not printable ASCII, or escaped.
    case malformedName(at: Int)
    /// A member that stands twice.
    case duplicateMember(String)
    /// A member that should stand before the one it follows.
    case memberOutOfOrder(String)
    /// Objects and arrays nested deeper than `CanonicalJSON.maximumDepth`.
    case tooDeep(at: Int)
    /// Printing what was read gives other bytes from this offset on.
    case notCanonical(at: Int)
}

/// A cursor over the bytes of one value.
struct CanonicalJSONReader {
    let bytes: [UInt8]
    let nulls: CanonicalJSON.Nulls
    private(set) var position = 0

    init(bytes: [UInt8], nulls: CanonicalJSON.Nulls) {
        self.bytes = bytes
        self.nulls = nulls
    }

    /// Reads one value; `depth` is how many objects and arrays are open around it.
    mutating func readValue(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        guard position < bytes.count else { throw .truncated }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .integer(try readInteger())
        case UInt8(ascii: "n"): return try readNull()
        default: throw .unexpectedByte(at: position)
        }
    }

    private mutating func readObject(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        guard depth < CanonicalJSON.maximumDepth else { throw .tooDeep(at: position) }
        position += 1
        if takes(UInt8(ascii: "}")) { return .object([:]) }
        var members: [String: CanonicalJSON] = [:]
        members.reserveCapacity(16)
        var last: String?
        repeat {
            let name = try readName()
            if let last, !last.utf8.lexicographicallyPrecedes(name.utf8) {
                throw members.keys.contains(name) ? .duplicateMember(name) : .memberOutOfOrder(name)
            }
            try require(UInt8(ascii: ":"))
            members[name] = try readValue(depth: depth + 1)
            last = name
        } while takes(UInt8(ascii: ","))
        try require(UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func readArray(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        guard depth < CanonicalJSON.maximumDepth else { throw .tooDeep(at: position) }
        position += 1
        if takes(UInt8(ascii: "]")) { return .array([]) }
        var elements: [CanonicalJSON] = []
        repeat {
            elements.append(try readValue(depth: depth + 1))
        } while takes(UInt8(ascii: ","))
        try require(UInt8(ascii: "]"))
        return .array(elements)
    }

    /// Reads a member name: printable ASCII between quotes, no escape.
    private mutating func readName() throws(CanonicalJSONError) -> String {
        try require(UInt8(ascii: "\""))
        let start = position
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) else { throw .truncated }
        guard CanonicalJSON.isMemberName(bytes[start..<end]) else { throw .malformedName(at: start) }
        position = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func readString() throws(CanonicalJSONError) -> String {
        let start = position
        position += 1
        var decoded: [UInt8] = []
        while true {
            let plain = position
            while position < bytes.count, Self.isPlain(bytes[position]) { position += 1 }
            guard position < bytes.count else { throw .truncated }
            // Nearly every string is a digest, a name or a number, and escapes nothing: it is read where it stands.
            if plain == start + 1, bytes[position] == UInt8(ascii: "\"") {
                guard let string = String(validating: bytes[plain..<position], as: UTF8.self) else {
                    throw .malformedString(at: start)
                }
                position += 1
                return string
            }
            decoded.append(contentsOf: bytes[plain..<position])
            if takes(UInt8(ascii: "\"")) { break }
            guard bytes[position] == UInt8(ascii: "\\") else { throw .malformedString(at: position) }
            decoded.append(try readEscape())
        }
        // Surrogates that were encoded as if they were characters are not UTF-8 and stop here.
        guard let string = String(validating: decoded, as: UTF8.self) else { throw .malformedString(at: start) }
        return string
    }

    /// Whether `byte` stands for itself within a string.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Reads one of the escapes that the printer writes, and the byte it stands for.
    private mutating func readEscape() throws(CanonicalJSONError) -> UInt8 {
        let start = position
        guard start + 1 < bytes.count else { throw .truncated }
        let letter = bytes[start + 1]
        if let escaped = (0x00...0x5c).first(where: { CanonicalJSON.shortEscape(of: $0) == letter }) {
            position += 2
            return escaped
        }
        guard letter == UInt8(ascii: "u"), start + 6 <= bytes.count,
            let units = [UInt8](hex: String(decoding: bytes[start + 2..<start + 6], as: UTF8.self)),
            units[0] == 0, units[1] < 0x20, CanonicalJSON.shortEscape(of: units[1]) == nil
        else { throw .malformedString(at: start) }
        position += 6
        return units[1]
    }

    private mutating func readInteger() throws(CanonicalJSONError) -> UInt64 {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        let digits = bytes[start..<position]
        guard let first = digits.first, first != 0x30 || digits.count == 1 else { throw .malformedInteger(at: start) }
        if position < bytes.count, "+-.eE".utf8.contains(bytes[position]) {
            throw .malformedInteger(at: start)
        }
        guard let integer = UInt64(String(decoding: digits, as: UTF8.self)), integer <= CanonicalJSON.maximumInteger
        else { throw .integerOutOfRange(at: start) }
        return integer
    }

    private mutating func readNull() throws(CanonicalJSONError) -> CanonicalJSON {
        guard bytes[position...].starts(with: "null".utf8) else { throw .unexpectedByte(at: position) }
        guard nulls == .allowed else { throw .nullRefused(at: position) }
        position += 4
        return .null
    }

    /// Steps over `byte` when it stands here.
    private mutating func takes(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func require(_ byte: UInt8) throws(CanonicalJSONError) {
        guard position < bytes.count else { throw .truncated }
        guard takes(byte) else { throw .unexpectedByte(at: position) }
    }
}
