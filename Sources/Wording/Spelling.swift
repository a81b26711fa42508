/// How numbers, digests and times are written for people.
extension Phrasebook {
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

    /// A date and time of day: `17/06/2020 à 18 h 22 min 31 s` in French, `2020-06-17 at 18:22:31` in English.
    ///
    /// The zone is the caller's to name; none is understood.
    package func dateAndTime(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> String {
        switch language {
        case .french:
            // No line may end between a number and its unit.
            "\(Self.two(day))/\(Self.two(month))/\(year)\u{a0}à\u{a0}"
                + "\(hour)\u{a0}h\u{a0}\(Self.two(minute))\u{a0}min\u{a0}\(Self.two(second))\u{a0}s"
        case .english:
            "\(year)-\(Self.two(month))-\(Self.two(day)) at \(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))"
        }
    }

    /// The same where room is short, in a table: `17/06/2020 18:22:31`, `2020-06-17 18:22:31`.
    package func shortDateAndTime(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> String {
        let time = "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))"
        return language == .french
            ? "\(Self.two(day))/\(Self.two(month))/\(year) \(time)"
            : "\(year)-\(Self.two(month))-\(Self.two(day)) \(time)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
