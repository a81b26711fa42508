/// How numbers, digests and times are written for people.
extension Wording {
    /// A SHA-256 in 8 groups of 8 digits, as documents print file digests.
    package func grouped(digest hex: String) -> String { Self.groups(of: 8, in: hex) }

    /// A SHA-256 in 16 groups of 4 digits, as key fingerprints are printed and read aloud.
    package func grouped(fingerprint hex: String) -> String { Self.groups(of: 4, in: hex) }

    private static func groups(of length: Int, in text: String) -> String {
        stride(from: 0, to: text.count, by: length)
            .map { start in String(text.dropFirst(start).prefix(length)) }
            .joined(separator: " ")
    }

    /// A number of bytes as files are listed: `1 234 567` in French, `1,234,567` in English.
    package func number(_ value: UInt64) -> String {
        let digits = String(value)
        // U+202F is the separator of thousands in French typography.
        let separator = language == .french ? "\u{202f}" : ","
        var grouped = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position).isMultiple(of: 3) { grouped += separator }
            grouped.append(digit)
        }
        return grouped
    }
}
