internal import Cryptography
internal import Custody
internal import Documents
internal import Wording

extension Phrasebook {
    /// A moment in UTC, written out: `17/06/2020 à 16 h 22 min 31 s (UTC)`.
    func moment(_ instant: Instant) -> String { "\(dateAndTime(instant))\u{a0}(UTC)" }

    /// A moment in UTC in few columns, for tables.
    func shortMoment(_ instant: Instant) -> String { short(instant, offsetMinutes: 0) }

    /// A declared time in few columns, as the clock showed it.
    func shortMoment(_ time: DeclaredTime) -> String { short(time.instant, offsetMinutes: time.offsetMinutes) }

    /// A text in which a value that is an RFC 3339 time is written out for people; any other as it is.
    func readable(_ value: String) -> String {
        guard let time = Instant.parse(rfc3339: value) else { return value }
        return moment(time.instant)
    }

    private func short(_ instant: Instant, offsetMinutes: Int) -> String {
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
}
