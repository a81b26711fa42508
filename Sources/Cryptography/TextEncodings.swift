/// Hexadecimal and base64 (RFC 4648), read strictly: one spelling for each value, everything else is refused.
extension [UInt8] {
    /// Lower-case hexadecimal digits, two a byte.
    package var hex: String {
        String(decoding: flatMap { [hexDigits[Int($0 >> 4)], hexDigits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Reads lower-case hexadecimal digits, two a byte, nothing between them.
    package init?(hex text: some StringProtocol) {
        let digits = [UInt8](text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let high = hexValue(digits[position]), let low = hexValue(digits[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }

    /// Standard base64 with padding (RFC 4648 § 4).
    package var base64: String { encodeBase64(self, alphabet: standardAlphabet, padded: true) }

    /// base64url without padding (RFC 4648 § 5).
    package var base64url: String { encodeBase64(self, alphabet: urlAlphabet, padded: false) }

    /// Reads canonical base64 with padding; unused bits must be zero (RFC 4648 § 3.5).
    package init?(base64 text: some StringProtocol) {
        guard let bytes = decodeBase64([UInt8](text.utf8), alphabet: standardAlphabet, padded: true) else {
            return nil
        }
        self = bytes
    }

    /// Reads canonical base64url without padding; unused bits must be zero.
    package init?(base64url text: some StringProtocol) {
        guard let bytes = decodeBase64([UInt8](text.utf8), alphabet: urlAlphabet, padded: false) else { return nil }
        self = bytes
    }

    /// Standard base64 without padding, as the age format has it.
    package var base64Unpadded: String { encodeBase64(self, alphabet: standardAlphabet, padded: false) }

    /// Reads canonical standard base64 without padding.
    package init?(base64Unpadded text: some StringProtocol) {
        guard let bytes = decodeBase64([UInt8](text.utf8), alphabet: standardAlphabet, padded: false) else {
            return nil
        }
        self = bytes
    }
}

private let hexDigits = [UInt8]("0123456789abcdef".utf8)
private let standardAlphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let urlAlphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
private let padding = UInt8(ascii: "=")

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}

private func encodeBase64(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<Swift.min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= UInt32(8 * (3 - group.count))
        for position in 0...group.count {
            text.append(alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)])
        }
        if padded { text.append(contentsOf: repeatElement(padding, count: 3 - group.count)) }
    }
    return String(decoding: text, as: UTF8.self)
}

private func decodeBase64(_ text: [UInt8], alphabet: [UInt8], padded: Bool) -> [UInt8]? {
    var digits = text[...]
    if padded {
        guard digits.count.isMultiple(of: 4) else { return nil }
        while digits.last == padding && text.count - digits.count < 2 { digits.removeLast() }
    }
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount = 0
    for digit in digits {
        guard let value = base64Value(digit, last: alphabet[62], alphabet[63]) else { return nil }
        bits = bits << 6 | value
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            bits &= (1 << UInt32(bitCount)) - 1
        }
    }
    guard bits == 0 else { return nil }
    return bytes
}

private func base64Value(_ digit: UInt8, last sixtyTwo: UInt8, _ sixtyThree: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case sixtyTwo: 62
    case sixtyThree: 63
    default: nil
    }
}
