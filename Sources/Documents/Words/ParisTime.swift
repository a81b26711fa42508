internal import Cryptography

/// The legal time of Paris: UTC+1, and UTC+2 from the last Sunday of March to the last Sunday of October, changing at
/// 01:00 UTC (directive 2000/84/EC).
///
/// The rule stands here, not in the machine's zone tables, so that a document is the same wherever it is written.
enum ParisTime {
    /// Minutes east of UTC at `instant`: 60 or 120.
    ///
    /// Before 1996 the changes fell on other days.
    static func offsetMinutes(at instant: Instant) -> Int {
        let year = instant.calendarTime().year
        guard let start = lastSunday(of: "03", year: year), let end = lastSunday(of: "10", year: year) else {
            return 60
        }
        return start <= instant && instant < end ? 120 : 60
    }

    /// 01:00 UTC on the last Sunday of a month that has 31 days; nil outside the years of RFC 3339.
    private static func lastSunday(of month: String, year: Int) -> Instant? {
        guard let last = Instant.parse(rfc3339: "\(year)-\(month)-31T01:00:00Z")?.instant else { return nil }
        // 1970-01-01 was a Thursday; Sunday is day 0.
        let day: Int64 = 86_400
        let days = (last.secondsSince1970 - 3_600) / day
        let weekday = ((days + 4) % 7 + 7) % 7
        return last.adding(seconds: -weekday * day)
    }
}
