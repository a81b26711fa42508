internal import Cryptography
internal import Wording

extension Phrasebook {
    /// A moment in UTC, written out: `17/06/2020 à 16 h 22 min 31 s (UTC)`.
    func moment(_ instant: Instant) -> String { "\(moment(instant, offsetMinutes: 0))\u{a0}(UTC)" }

    /// A moment as a clock `offsetMinutes` east of UTC shows it, written out, with that offset.
    func localMoment(_ instant: Instant, offsetMinutes: Int) -> String {
        "\(moment(instant, offsetMinutes: offsetMinutes))\u{a0}(UTC\(Self.offset(offsetMinutes)))"
    }

    /// A moment in few columns, for tables, as a clock `offsetMinutes` east of UTC shows it.
    func shortMoment(_ instant: Instant, offsetMinutes: Int) -> String {
        let time = instant.calendarTime(offsetMinutes: offsetMinutes)
        return shortDateAndTime(
            year: time.year,
            month: time.month,
            day: time.day,
            hour: time.hour,
            minute: time.minute,
            second: time.second
        )
    }

    /// A text in which a value that is an RFC 3339 time in UTC is written out for people; any other as it is.
    func readable(_ value: String) -> String {
        guard let time = Instant.parse(rfc3339: value) else { return value }
        return moment(time.instant)
    }

    private func moment(_ instant: Instant, offsetMinutes: Int) -> String {
        let time = instant.calendarTime(offsetMinutes: offsetMinutes)
        return dateAndTime(
            year: time.year,
            month: time.month,
            day: time.day,
            hour: time.hour,
            minute: time.minute,
            second: time.second
        )
    }

    /// `+2`, `-3:30`, `±0` as `+0`.
    private static func offset(_ minutes: Int) -> String {
        let rest = abs(minutes) % 60
        let hours = "\(minutes < 0 ? "-" : "+")\(abs(minutes) / 60)"
        return rest == 0 ? hours : "\(hours):\(rest < 10 ? "0" : "")\(rest)"
    }
}
