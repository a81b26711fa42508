/// Hexadecimal and base64 (RFC 4648), read strictly: one spelling for each value, everything else is refused.
extension [UInt8] {
    /// Lower-case hexadecimal digits, two a byte.
    package var hex: String {
        String(unsafeUninitializedCapacity: 2 * count) { digits in
            for (position, byte) in enumerated() {
                digits[2 * position] = hexDigits[Int(byte >> 4)]
                digits[2 * position + 1] = hexDigits[Int(byte & 15)]
            }
            return 2 * count
        }
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
        guard let bytes = decodeBase64([UInt8](text.utf8), values: standardValues, padded: true) else {
            return nil
        }
        self = bytes
    }

    /// Reads canonical base64url without padding; unused bits must be zero.
    package init?(base64url text: some StringProtocol) {
        guard let bytes = decodeBase64([UInt8](text.utf8), values: urlValues, padded: false) else { return nil }
        self = bytes
    }

    /// Standard base64 without padding, as the age format has it.
    package var base64Unpadded: String { encodeBase64(self, alphabet: standardAlphabet, padded: false) }

    /// Reads canonical standard base64 without padding.
    package init?(base64Unpadded text: some StringProtocol) {
        guard let bytes = decodeBase64([UInt8](text.utf8), values: standardValues, padded: false) else {
            return nil
        }
        self = bytes
    }
}

private let hexDigits = [UInt8]("0123456789abcdef".utf8)
private let standardAlphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let urlAlphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
private let standardValues = digitValues(of: standardAlphabet)
private let urlValues = digitValues(of: urlAlphabet)
private let padding = UInt8(ascii: "=")

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}

private func encodeBase64(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> String {
    String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
        var length = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var bits = UInt32(bytes[start]) << 16
            if count > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { bits |= UInt32(bytes[start + 2]) }
            for position in 0...count {
                text[length] = alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)]
                length += 1
            }
            if padded {
                for _ in count..<3 {
                    text[length] = padding
                    length += 1
                }
            }
        }
        return length
    }
}

private func decodeBase64(_ text: [UInt8], values: [UInt8], padded: Bool) -> [UInt8]? {
    var digits = text[...]
    if padded {
        guard digits.count.isMultiple(of: 4) else { return nil }
        while digits.last == padding && text.count - digits.count < 2 { digits.removeLast() }
    }
    let count = digits.count
    guard count % 4 != 1 else { return nil }
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count * 3 / 4) { buffer, initializedCount in
        isRead = digits.withUnsafeBufferPointer {
            decodeBase64($0, values: values, into: UnsafeMutableRawBufferPointer(buffer))
        }
        initializedCount = isRead ? count * 3 / 4 : 0
    }
    return isRead ? bytes : nil
}

/// The base64url digits of bytes that are a multiple of three in number, as far as `count`.
struct Base64URLDigits: Sequence, IteratorProtocol {
    let bytes: UnsafeRawBufferPointer
    let count: Int
    private var position = 0

    init(bytes: UnsafeRawBufferPointer, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    var underestimatedCount: Int { count - position }

    mutating func next() -> UInt8? {
        guard position < count else { return nil }
        let group = position / 4 * 3
        let bits = UInt32(bytes[group]) << 16 | UInt32(bytes[group + 1]) << 8 | UInt32(bytes[group + 2])
        let digit = urlAlphabet[Int(bits >> UInt32(18 - 6 * (position % 4)) & 63)]
        position += 1
        return digit
    }
}

/// Reads base64url without padding that fills `buffer` exactly; false when it is not that.
func decodeBase64URL(_ text: some StringProtocol, filling buffer: UnsafeMutableRawBufferPointer) -> Bool {
    func decode(_ digits: UnsafeBufferPointer<UInt8>) -> Bool { decodeBase64URL(digits, filling: buffer) }
    return text.utf8.withContiguousStorageIfAvailable(decode) ?? Array(text.utf8).withUnsafeBufferPointer(decode)
}

/// Reads base64url without padding that fills `buffer` exactly; false when it is not that.
func decodeBase64URL(_ digits: UnsafeBufferPointer<UInt8>, filling buffer: UnsafeMutableRawBufferPointer) -> Bool {
    digits.count % 4 != 1 && digits.count * 3 / 4 == buffer.count
        && decodeBase64(digits, values: urlValues, into: buffer)
}

/// Reads standard base64 without padding that fills `buffer` exactly; false when it is not that.
func decodeBase64(_ digits: UnsafeBufferPointer<UInt8>, filling buffer: UnsafeMutableRawBufferPointer) -> Bool {
    digits.count % 4 != 1 && digits.count * 3 / 4 == buffer.count
        && decodeBase64(digits, values: standardValues, into: buffer)
}

/// Decodes digits without padding, whose number four does not leave one of, into `bytes`, three for every four.
private func decodeBase64(
    _ digits: UnsafeBufferPointer<UInt8>,
    values: [UInt8],
    into bytes: UnsafeMutableRawBufferPointer
) -> Bool {
    values.withUnsafeBufferPointer { values in
        // No value but that of what is no digit has the bit 64: one look at the end sees whether there was any.
        var seen: UInt8 = 0
        func value(_ position: Int) -> UInt32 {
            let value = values[Int(digits[position])]
            seen |= value
            return UInt32(value & 63)
        }
        var length = 0
        var position = 0
        while position + 4 <= digits.count {
            let bits =
                value(position) << 18 | value(position + 1) << 12 | value(position + 2) << 6 | value(position + 3)
            bytes[length] = UInt8(truncatingIfNeeded: bits >> 16)
            bytes[length + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            bytes[length + 2] = UInt8(truncatingIfNeeded: bits)
            length += 3
            position += 4
        }
        // Bits that no byte takes up are zero, or one value would have several spellings.
        var unused: UInt32 = 0
        switch digits.count - position {
        case 2:
            let bits = value(position) << 6 | value(position + 1)
            bytes[length] = UInt8(truncatingIfNeeded: bits >> 4)
            unused = bits & 15
        case 3:
            let bits = value(position) << 12 | value(position + 1) << 6 | value(position + 2)
            bytes[length] = UInt8(truncatingIfNeeded: bits >> 10)
            bytes[length + 1] = UInt8(truncatingIfNeeded: bits >> 2)
            unused = bits & 3
        default: break
        }
        return seen < 64 && unused == 0
    }
}

/// The value of each digit; 64 for what is no digit.
private func digitValues(of alphabet: [UInt8]) -> [UInt8] {
    var values = [UInt8](repeating: 64, count: 256)
    for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
}
