internal import Cryptography
internal import Custody

extension DeclaredDate {
    /// What a person answered, with the earliest and latest second it can mean where it is written as RFC 3339 begins.
    ///
    ///     2020      2020-06      2020-06-17      2020-06-17T18:22      2020-06-17 18:22:31      …+02:00      …Z
    ///
    /// Without an offset the bounds are those of the computer's time zone, `offsetMinutes` east of UTC at a moment, and
    /// `zone` stays unasked. Anything else is kept as words.
    init(answer text: String, offsetMinutes: (Instant) -> Int) {
        let pattern = /(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?)?)?/
        // The pattern has no code of its own that could throw.
        guard let match = try? pattern.wholeMatch(in: text) else {
            self = .given(Words(text: text, bounds: nil, zone: nil))
            return
        }
        let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].map { digits in
            digits.flatMap { Int($0) }
        }
        let zone = match.7.map(String.init)
        let bounds = Self.bounds(numbers, zone: zone, offsetMinutes: offsetMinutes)
        self = .given(Words(text: text, bounds: bounds, zone: bounds == nil ? nil : zone))
    }

    /// The first and last second of the year, month, day, minute or second that `numbers` give; nil when there is none.
    private static func bounds(
        _ numbers: [Int?],
        zone: String?,
        offsetMinutes: (Instant) -> Int
    ) -> ClosedRange<DeclaredTime>? {
        guard let year = numbers[0] else { return nil }
        let month = numbers[1] ?? 1
        let start = midnight(year, month, numbers[2] ?? 1)?
            .adding(seconds: Int64((numbers[3] ?? 0) * 3_600 + (numbers[4] ?? 0) * 60 + (numbers[5] ?? 0)))
        let end: Instant? =
            if numbers[1] == nil {
                midnight(year + 1, 1, 1)
            } else if numbers[2] == nil {
                month == 12 ? midnight(year + 1, 1, 1) : midnight(year, month + 1, 1)
            } else {
                start?.adding(seconds: numbers[3] == nil ? 86_400 : numbers[5] == nil ? 60 : 1)
            }
        guard (numbers[3] ?? 0) < 24, (numbers[4] ?? 0) < 60, (numbers[5] ?? 0) < 60, let start, let end,
            let from = time(start, zone, offsetMinutes),
            let upTo = time(end.adding(seconds: -1), zone, offsetMinutes), from <= upTo
        else { return nil }
        return from...upTo
    }

    /// The first second of a day, as a calendar in UTC has it; nil when there is no such day.
    private static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Instant? {
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: max(0, count - "\(number)".utf8.count)) + "\(number)"
        }
        let text = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T00:00:00Z"
        return Instant.parse(rfc3339: text)?.instant
    }

    /// The time whose clock at the offset shows what a clock in UTC shows at `local`.
    private static func time(_ local: Instant, _ zone: String?, _ offsetMinutes: (Instant) -> Int) -> DeclaredTime? {
        let offset: Int
        switch zone {
        case nil:
            // The zone's offset is asked for twice: the first guess may lie on the other side of a change of clocks.
            let guess = local.adding(seconds: Int64(-60 * offsetMinutes(local)))
            offset = offsetMinutes(guess)
        case "Z": offset = 0
        case .some(let zone):
            let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
            guard parts.count == 2, parts[0] < 24, parts[1] < 60 else { return nil }
            offset = (parts[0] * 60 + parts[1]) * (zone.utf8.first == UInt8(ascii: "-") ? -1 : 1)
        }
        return DeclaredTime(local.adding(seconds: Int64(-60 * offset)), offsetMinutes: offset)
    }
}
