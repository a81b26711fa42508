internal import Cryptography

/// A day of the calendar.
struct CalendarDay: Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// Its first second.
    let start: ClockTime

    /// The day of these numbers; nil when there is none, or its year has not four digits.
    init?(_ year: Int, _ month: Int, _ day: Int) {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard (1000...9998).contains(year), month < 100, day < 100,
            let instant = Instant.parse(rfc3339: "\(year)-\(two(month))-\(two(day))T00:00:00Z")?.instant
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        start = ClockTime(seconds: instant.secondsSince1970)
    }

    /// The first day of the month that comes `months` after a month.
    static func first(of month: Int, _ year: Int, adding months: Int = 0) -> CalendarDay? {
        let count = year * 12 + month - 1 + months
        return (1...12).contains(month) ? CalendarDay(count / 12, count % 12 + 1, 1) : nil
    }

    /// 0 for Sunday to 6 for Saturday.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        let days = Int(start.seconds / CalendarSpan.day) - (start.seconds % CalendarSpan.day < 0 ? 1 : 0)
        return ((days + 4) % 7 + 7) % 7
    }
}

/// From one time to another, as a calendar and a clock show them.
struct CalendarSpan: Equatable {
    /// How exact the answer is.
    enum Precision: Comparable {
        case second, minute, hour, day, month, year
        /// A season, part of a month, from one date to another.
        case other
    }

    /// The first second.
    var start: ClockTime
    /// The second after the last.
    var end: ClockTime
    /// How exact the answer is.
    var precision: Precision
    /// The zone that stands beside it; nil when none does.
    var zone: StatedZone?
    /// Whether the day of the week that stands beside it is another.
    var isOtherWeekday = false

    /// Whether day and month could be exchanged: 03/04/2020 is read as the third of April.
    var isDayFirst = false

    static let day: Int64 = 86_400

    /// The days from one to the one before another.
    init?(from first: CalendarDay?, before end: CalendarDay?, _ precision: Precision) {
        guard let first, let end else { return nil }
        self.init(from: first.start, before: end.start, precision)
    }

    /// The times from one to right before another.
    init(from start: ClockTime, before end: ClockTime, _ precision: Precision) {
        (self.start, self.end, self.precision) = (start, end, precision)
    }

    /// The span of « vers … »: wider on both sides, the more so the less exact it is (`docs/formats/metadata.md` § 5).
    var widened: CalendarSpan {
        let margin: Int64 =
            switch precision {
            case .second, .minute, .hour: 3_600
            case .day: 3 * Self.day
            case .month, .other: 31 * Self.day
            case .year: 183 * Self.day
            }
        var span = self
        span.start.seconds -= margin
        span.end.seconds += margin
        span.precision = .other
        return span
    }
}

/// A zone that stands in an answer.
enum StatedZone: Equatable {
    /// `+02:00`, `Z`, `UTC+2`: as written, and its seconds east of UTC.
    case offset(String, seconds: Int64)
    /// `Europe/Paris`
    case named(String)
}
