internal import Cryptography

/// Reads a text line by line, strictly: every line ends in a line feed, and nothing is skipped or trimmed.
struct LineReader {
    /// What has not been read yet.
    private(set) var rest: ArraySlice<UInt8>

    /// The text `bytes`.
    init(_ bytes: some Collection<UInt8>) {
        rest = Array(bytes)[...]
    }

    /// The next line without its line feed; nil at the end, and when what is left has no line feed.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: lineFeed) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    /// What follows `prefix` on the next line; nil, and nothing is read, when that line begins otherwise.
    mutating func next(after prefix: String) -> ArraySlice<UInt8>? {
        guard rest.starts(with: prefix.utf8) else { return nil }
        return next()?.dropFirst(prefix.utf8.count)
    }
}

/// The line feed, U+000A: the only control character in notes, proofs and receipts.
let lineFeed = UInt8(ascii: "\n")

// MARK: - Values on a line

extension UInt64 {
    /// Reads the one decimal spelling of a number: digits, no sign, no leading zero.
    init?(canonicalDecimal digits: ArraySlice<UInt8>) {
        guard let text = String(validating: digits, as: UTF8.self), let value = UInt64(text),
            String(value).utf8.elementsEqual(digits)
        else { return nil }
        self = value
    }
}

extension [UInt8] {
    /// Reads canonical standard base64 with padding, which is not empty.
    init?(base64Line digits: ArraySlice<UInt8>) {
        guard !digits.isEmpty, let text = String(validating: digits, as: UTF8.self),
            let bytes = [UInt8](base64: text)
        else { return nil }
        self = bytes
    }
}
