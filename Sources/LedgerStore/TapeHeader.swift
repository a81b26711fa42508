/// The header of one member of a backup: a regular file of a POSIX archive (IEEE 1003.1, *ustar*), and nothing else.
///
/// Every field but name and size is fixed (`docs/formats/backup.md` § 3), so that a header has one spelling. A size beyond
/// what eleven octal digits hold stands in a *pax* record before it.
struct TapeHeader: Hashable {
    /// The member's path within the archive: ASCII, at most 100 bytes.
    let name: String

    /// The number of its bytes.
    let size: UInt64

    /// What archives are made of.
    static let blockSize = 512

    /// The largest size that the field of the header holds.
    static let largestOctal: UInt64 = 0o77777777777

    /// The name of the member that holds the pax record.
    static let extensionName = "pax"

    /// The blocks before the member's bytes: one, or three where the size takes a pax record.
    var bytes: [UInt8] {
        guard size > Self.largestOctal else { return Self.block(name: name, size: size, type: "0") }
        let record = Self.record(of: size)
        return Self.block(name: Self.extensionName, size: UInt64(record.count), type: "x") + Self.padded(record)
            + Self.block(name: name, size: 0, type: "0")
    }

    /// How many zeros follow a member of `size` bytes.
    static func padding(after size: UInt64) -> Int {
        (blockSize - Int(size % UInt64(blockSize))) % blockSize
    }

    /// The record `LENGTH size=DIGITS` and a line feed, whose length counts its own digits.
    static func record(of size: UInt64) -> [UInt8] {
        let rest = " size=\(size)\n"
        var length = rest.utf8.count + 1
        while "\(length)\(rest)".utf8.count != length { length += 1 }
        return Array("\(length)\(rest)".utf8)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: padding(after: UInt64(bytes.count)))
    }

    private static func block(name: String, size: UInt64, type: Character) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ text: String, at offset: Int) {
            for (position, byte) in text.utf8.enumerated() { block[offset + position] = byte }
        }
        put(name, at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(size, digits: 11), at: 124)
        // 1980-01-01T00:00:00Z, as in our containers: tar takes an earlier time for a mistake.
        put(octal(315_532_800, digits: 11), at: 136)
        put(String(repeating: " ", count: 8), at: 148)
        put(String(type), at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = block.reduce(0) { $0 + UInt64($1) }
        put(octal(sum, digits: 6), at: 148)
        block[154] = 0
        return block
    }

    private static func octal(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

// MARK: - Reading

extension TapeHeader {
    /// What a block says of a member, before anything of it is believed.
    struct Claim {
        /// The name, with whatever bytes it has.
        let name: String
        /// The size in the field, nil when it is no number.
        let size: UInt64?
        /// The type of the member.
        let type: UInt8
        /// Whether the sum over the block is the one that stands in it.
        let isWhole: Bool

        /// What the 512 bytes of `block` say.
        init(_ block: [UInt8]) {
            name = String(decoding: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
            size = UInt64(String(decoding: block[124..<135], as: UTF8.self), radix: 8)
            type = block[156]
            let blank = block[..<148] + [UInt8](repeating: 0x20, count: 8) + block[156...]
            let sum = blank.reduce(0) { $0 + UInt64($1) }
            isWhole = UInt64(String(decoding: block[148..<154], as: UTF8.self), radix: 8) == sum
        }
    }

    /// The size in the pax record `bytes`, zeros after it included; nil when it is not the one spelling.
    static func size(inRecord bytes: [UInt8]) -> UInt64? {
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        guard let sign = text.firstIndex(of: "="), let size = UInt64(text[text.index(after: sign)...].dropLast()),
            size > largestOctal, padded(record(of: size)) == bytes
        else { return nil }
        return size
    }
}
