internal import Cryptography
internal import Glibc

/// A place in bytes that are read as the canonical JSON that is printed.
///
/// Each value is read in its one spelling, without a string or an array in between. The place never leaves the bytes; what does
/// not stand here gives nil, and the place means nothing then.
struct PlainReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Steps over `literal`, when it stands here.
    mutating func takes(_ literal: StaticString) -> Bool {
        takes(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Steps over `expected`, when it stands here.
    mutating func takes(_ expected: [UInt8]) -> Bool {
        expected.withUnsafeBufferPointer { takes($0) }
    }

    private mutating func takes(_ expected: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress, let other = expected.baseAddress,
            expected.count <= bytes.count - position, memcmp(start + position, other, expected.count) == 0
        else { return false }
        position += expected.count
        return true
    }

    /// Steps behind the next `byte`.
    mutating func skip(behind byte: UInt8) -> Bool {
        while position < bytes.count {
            position += 1
            if bytes[position - 1] == byte { return true }
        }
        return false
    }

    /// The contents of a string of `count` bytes; what they are is the caller's to see.
    mutating func string(byteCount count: Int) -> UnsafeBufferPointer<UInt8>? {
        let quote = UInt8(ascii: "\"")
        guard bytes.count - position >= count + 2, bytes[position] == quote, bytes[position + count + 1] == quote else {
            return nil
        }
        defer { position += count + 2 }
        return UnsafeBufferPointer(rebasing: bytes[position + 1..<position + count + 1])
    }

    /// A digest as statements spell it.
    mutating func digest() -> Digest? {
        string(byteCount: 43).flatMap { Digest(base64urlDigits: $0) }
    }

    /// An integer from 0 to 2⁵³−1, without a zero to spare.
    mutating func integer() -> UInt64? {
        let start = position
        var value: UInt64 = 0
        // Sixteen digits have room in the word, and no more of them in the range.
        while position < bytes.count, position - start < 16, (0x30...0x39).contains(bytes[position]) {
            value = value * 10 + UInt64(bytes[position] - 0x30)
            position += 1
        }
        guard position > start, bytes[start] != 0x30 || position == start + 1, value <= CanonicalJSON.maximumInteger
        else { return nil }
        return value
    }

    /// The contents of a string of one or more printable ASCII characters without a space, none of them escaped.
    mutating func word() -> UnsafeBufferPointer<UInt8>? {
        guard takes("\"") else { return nil }
        let start = position
        while position < bytes.count, (0x21...0x7E).contains(bytes[position]), bytes[position] != UInt8(ascii: "\""),
            bytes[position] != UInt8(ascii: "\\")
        {
            position += 1
        }
        let end = position
        guard end > start, takes("\"") else { return nil }
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }

    /// An origin: `scelle.invalid/` and 32 lower-case hexadecimal digits.
    mutating func origin() -> String? {
        guard let text = string(byteCount: 15 + 32), text.starts(with: "scelle.invalid/".utf8),
            PlaceID(digits: UnsafeBufferPointer(rebasing: text[15...])) != nil
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// A stamped head, whose tokens ascend.
    mutating func stampedHead() -> StampedHead? {
        guard takes("{\"root\":"), let root = digest(), takes(",\"size\":"), let size = integer(), size > 0,
            takes(",\"tokens\":[")
        else { return nil }
        var tokens: [Digest] = []
        repeat {
            guard let token = digest(), tokens.last.map({ $0 < token }) ?? true else { return nil }
            tokens.append(token)
        } while takes(",")
        guard takes("]}") else { return nil }
        return StampedHead(size: size, root: root, ascendingTokens: tokens)
    }
}
