internal import Cryptography

/// A value in the one spelling that is signed, committed or hashed: RFC 8785 (JCS), restricted.
///
/// Of JSON it keeps objects whose member names are printable ASCII, arrays, strings, integers from 0 to 2⁵³−1, and `null`
/// where the caller's grammar has it. A value has exactly one spelling:
///
///     {"count":2,"names":["a","é"],"root":"A…"}
///
/// without white space, members sorted by their names' bytes, strings as ECMAScript's `JSON.stringify` prints them
/// (RFC 8785 § 3.2.2.2). The grammar stands in `docs/formats/statement.md` § 2.
package enum CanonicalJSON: Sendable {
    /// Members by name; a name is one or more of U+0020…U+007E without `"` and `\`.
    case object([String: CanonicalJSON])
    case array([CanonicalJSON])
    case string(String)
    /// At most `maximumInteger`.
    case integer(UInt64)
    case null

    /// 2⁵³−1, the largest integer that every JSON reader keeps exact (RFC 8785 § 3.2.2.3, RFC 7493 § 2.2).
    package static let maximumInteger: UInt64 = 1 << 53 - 1

    /// How deep objects and arrays may be nested; a statement needs four.
    package static let maximumDepth = 16

    /// Whether `null` may stand for a value: it means "not asked", which only a disclosure can say.
    package enum Nulls: Sendable {
        case allowed
        case refused
    }
}

// MARK: - Printing

extension CanonicalJSON {
    /// The canonical spelling, in UTF-8.
    ///
    /// A value that was built rather than parsed must keep to the grammar: an integer beyond `maximumInteger` or a member
    /// name outside it is a programmer's error and traps.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        // A statement has some two thousand bytes.
        output.reserveCapacity(2_048)
        write(to: &output)
        return output
    }

    /// Appends the canonical spelling to `output`.
    func write(to output: inout [UInt8]) {
        switch self {
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            // RFC 8785 § 3.2.3 sorts by UTF-16 code units; for ASCII names that is the order of their bytes.
            // `<` is that order too where every character is ASCII, which the precondition holds them to.
            for (position, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                precondition(Self.isMemberName(member.key.utf8), "a member name outside the grammar: \(member.key)")
                if position > 0 { output.append(UInt8(ascii: ",")) }
                output.append(UInt8(ascii: "\""))
                output.append(contentsOf: member.key.utf8)
                output.append(UInt8(ascii: "\""))
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (position, element) in elements.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .string(let string):
            Self.write(string: string, to: &output)
        case .integer(let integer):
            precondition(integer <= Self.maximumInteger, "an integer beyond 2^53-1")
            output.append(contentsOf: String(integer).utf8)
        case .null:
            output.append(contentsOf: "null".utf8)
        }
    }

    /// The quoted string: short escapes where JSON has them, `\u00xx` for other control characters, all else as it is.
    static func write(string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        // Nearly every string is a digest, a name or a number: it is copied whole.
        let isPlain = string.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) else { return false }
            output.append(contentsOf: bytes)
            output.append(UInt8(ascii: "\""))
            return true
        }
        if isPlain == true { return }
        for byte in string.utf8 {
            if let letter = shortEscape(of: byte) {
                output.append(UInt8(ascii: "\\"))
                output.append(letter)
            } else if byte < 0x20 {
                output.append(contentsOf: "\\u00".utf8)
                output.append(contentsOf: [byte].hex.utf8)
            } else {
                output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    /// The letter that follows the backslash for the seven characters that have one.
    static func shortEscape(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x22: UInt8(ascii: "\"")
        case 0x5c: UInt8(ascii: "\\")
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0a: UInt8(ascii: "n")
        case 0x0c: UInt8(ascii: "f")
        case 0x0d: UInt8(ascii: "r")
        default: nil
        }
    }

    /// Whether `name` can stand for a member without any escape.
    static func isMemberName(_ name: some Collection<UInt8>) -> Bool {
        !name.isEmpty && name.allSatisfy { (0x20...0x7e).contains($0) && shortEscape(of: $0) == nil }
    }
}

// MARK: - Equality

extension CanonicalJSON: Hashable {
    /// Equal bytes: `String ==` would take "é" in one code point and in two for the same name.
    package static func == (left: CanonicalJSON, right: CanonicalJSON) -> Bool {
        switch (left, right) {
        case (.object(let left), .object(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.integer(let left), .integer(let right)): left == right
        case (.null, .null): true
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }
}
