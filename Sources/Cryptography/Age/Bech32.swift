/// Bech32 (BIP 173), without its limit of 90 characters: the spelling of age keys.
///
/// A prefix, the separator `1`, the data in digits of 5 bits, and six digits of checksum, here always in lower case:
///
///     age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg
enum Bech32 {
    /// The spelling of `data` in lower case.
    static func encode(_ data: UnsafeRawBufferPointer, prefix: [UInt8]) -> [UInt8] {
        var digits = regroup(data, from: 8, to: 5, padding: true) ?? []
        let residue = polymod(expand(prefix), digits, [UInt8](repeating: 0, count: 6)) ^ 1
        for position in 0..<6 { digits.append(UInt8(residue >> UInt32(5 * (5 - position)) & 31)) }
        defer { digits.wipe() }
        var text: [UInt8] = []
        // As above: the text is the key.
        text.reserveCapacity(prefix.count + 1 + digits.count)
        text += prefix
        text.append(separator)
        for digit in digits { text.append(alphabet[Int(digit)]) }
        return text
    }

    /// The data that `text`, in lower case, spells after `prefix`.
    static func decode(_ text: [UInt8], prefix: [UInt8]) throws(AgeKeyFault) -> [UInt8] {
        guard let mark = text.lastIndex(of: separator) else { throw .notBech32 }
        guard Array(text[..<mark]) == prefix else { throw .unknownPrefix }
        var digits: [UInt8] = []
        digits.reserveCapacity(text.count)
        defer { digits.wipe() }
        for character in text[(mark + 1)...] {
            guard let digit = alphabet.firstIndex(of: character) else { throw .notBech32 }
            digits.append(UInt8(digit))
        }
        guard digits.count >= 6 else { throw .notBech32 }
        guard polymod(expand(prefix), digits) == 1 else { throw .wrongChecksum }
        let data = digits.withUnsafeBytes {
            regroup(UnsafeRawBufferPointer(rebasing: $0.dropLast(6)), from: 5, to: 8, padding: false)
        }
        guard let data else { throw .wrongLength }
        return data
    }

    private static let separator = UInt8(ascii: "1")
    private static let alphabet = [UInt8]("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

    /// The checksum polynomial of BIP 173 over `parts`, which are never joined: that would be a copy of key material.
    private static func polymod(_ parts: [UInt8]...) -> UInt32 {
        var residue: UInt32 = 1
        for part in parts {
            residue = polymod(part, from: residue)
        }
        return residue
    }

    private static func polymod(_ values: [UInt8], from start: UInt32) -> UInt32 {
        var residue = start
        for value in values {
            let top = residue >> 25
            residue = (residue & 0x1ff_ffff) << 5 ^ UInt32(value)
            for (position, term) in generator.enumerated() where top >> UInt32(position) & 1 == 1 { residue ^= term }
        }
        return residue
    }

    private static func expand(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    /// The same bits in groups of another width; nil when, without padding, more than zeros would be left over.
    private static func regroup(
        _ groups: UnsafeRawBufferPointer,
        from width: UInt32,
        to newWidth: UInt32,
        padding: Bool
    ) -> [UInt8]? {
        var result: [UInt8] = []
        // A later growth would leave a copy of key material behind.
        result.reserveCapacity(groups.count * Int(width) / Int(newWidth) + 7)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for group in groups {
            bits = (bits << width | UInt32(group)) & 0xfff
            count += width
            while count >= newWidth {
                count -= newWidth
                result.append(UInt8(bits >> count & ((1 << newWidth) - 1)))
            }
        }
        if padding {
            if count > 0 { result.append(UInt8(bits << (newWidth - count) & ((1 << newWidth) - 1))) }
        } else {
            guard count < width, bits & ((1 << count) - 1) == 0 else { return nil }
        }
        return result
    }
}
