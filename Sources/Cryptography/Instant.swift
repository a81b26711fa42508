/// A moment in UTC, to the microsecond, without leap seconds: what certificates, tokens and statements mean by a time.
///
/// No layer below the operations reads a clock; an instant is always handed in.
package struct Instant: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var microsecondsSince1970: Int64

    /// The moment `microseconds` after 1970-01-01T00:00:00Z.
    package init(microsecondsSince1970 microseconds: Int64) {
        microsecondsSince1970 = microseconds
    }

    /// The moment `seconds` after 1970-01-01T00:00:00Z.
    package init(secondsSince1970 seconds: Int64) {
        microsecondsSince1970 = seconds * 1_000_000
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    package var secondsSince1970: Int64 {
        microsecondsSince1970.flooredQuotient(by: 1_000_000)
    }

    /// The moment `seconds` later.
    package func adding(seconds: Int64) -> Instant {
        Instant(microsecondsSince1970: microsecondsSince1970 + seconds * 1_000_000)
    }

    /// The moment `microseconds` later.
    package func adding(microseconds: Int64) -> Instant {
        Instant(microsecondsSince1970: microsecondsSince1970 + microseconds)
    }
}

extension Instant: Comparable {
    package static func < (left: Instant, right: Instant) -> Bool {
        left.microsecondsSince1970 < right.microsecondsSince1970
    }
}

// MARK: - Calendar

/// A date and time of day in the proleptic Gregorian calendar, at some offset from UTC.
package struct CalendarTime: Hashable, Sendable {
    /// 0…9999.
    package var year: Int
    /// 1…12.
    package var month: Int
    /// 1…31.
    package var day: Int
    /// 0…23.
    package var hour: Int
    /// 0…59.
    package var minute: Int
    /// 0…59: there are no leap seconds.
    package var second: Int
    /// 0…999,999.
    package var microsecond: Int
}

extension Instant {
    /// The moment at which a calendar in UTC shows `time`; nil when no such time exists (31 April, 25:00, a leap second).
    package init?(utc time: CalendarTime) {
        guard (0...9999).contains(time.year), (1...12).contains(time.month),
            (1...daysIn(month: time.month, of: time.year)).contains(time.day), (0...23).contains(time.hour),
            (0...59).contains(time.minute), (0...59).contains(time.second), (0...999_999).contains(time.microsecond)
        else { return nil }
        let seconds =
            daysSince1970(year: time.year, month: time.month, day: time.day) * 86_400
            + time.hour * 3_600 + time.minute * 60 + time.second
        self.init(microsecondsSince1970: Int64(seconds) * 1_000_000 + Int64(time.microsecond))
    }

    /// What a calendar `offsetMinutes` east of UTC shows at this moment.
    package func calendarTime(offsetMinutes: Int = 0) -> CalendarTime {
        let local = microsecondsSince1970 + Int64(offsetMinutes) * 60_000_000
        let days = local.flooredQuotient(by: 86_400_000_000)
        let rest = Int(local - days * 86_400_000_000)
        let (year, month, day) = civilDate(daysSince1970: Int(days))
        return CalendarTime(
            year: year,
            month: month,
            day: day,
            hour: rest / 3_600_000_000,
            minute: rest / 60_000_000 % 60,
            second: rest / 1_000_000 % 60,
            microsecond: rest % 1_000_000
        )
    }
}

// MARK: - RFC 3339

extension Instant {
    /// RFC 3339 in UTC, whole seconds: `2020-06-17T16:22:31Z`.
    package var rfc3339: String {
        var text = rfc3339Digits(offsetMinutes: 0)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// RFC 3339 with an explicit offset, whole seconds: `2020-06-17T18:22:31+02:00`.
    package func rfc3339(offsetMinutes: Int) -> String {
        let minutes = abs(offsetMinutes)
        var text = rfc3339Digits(offsetMinutes: offsetMinutes)
        text.append(UInt8(ascii: offsetMinutes < 0 ? "-" : "+"))
        text.append(decimal: minutes / 60)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: minutes % 60)
        return String(decoding: text, as: UTF8.self)
    }

    /// `2020-06-17T18:22:31`: an audit prints two of a million statements each.
    private func rfc3339Digits(offsetMinutes: Int) -> [UInt8] {
        let time = calendarTime(offsetMinutes: offsetMinutes)
        var text: [UInt8] = []
        text.reserveCapacity(25)
        if (0...9999).contains(time.year) {
            text.append(decimal: time.year / 100)
            text.append(decimal: time.year % 100)
        } else {
            // What others wrote may be any number of seconds; it is shown, never read back.
            text.append(contentsOf: String(time.year).utf8)
        }
        text.append(UInt8(ascii: "-"))
        text.append(decimal: time.month)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: time.day)
        text.append(UInt8(ascii: "T"))
        text.append(decimal: time.hour)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: time.minute)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: time.second)
        return text
    }

    /// Reads RFC 3339 with whole seconds and `Z` or `±hh:mm`; the instant and the offset in minutes.
    package static func parse(rfc3339 text: String) -> (instant: Instant, offsetMinutes: Int)? {
        [UInt8](text.utf8).withUnsafeBufferPointer { parse(rfc3339: $0) }
    }

    /// Reads the bytes of what `parse` reads.
    package static func parse(rfc3339 bytes: UnsafeBufferPointer<UInt8>) -> (instant: Instant, offsetMinutes: Int)? {
        let isUTC = bytes.count == 20 && bytes[19] == UInt8(ascii: "Z")
        guard isUTC || bytes.count == 25 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for digit in bytes[range] {
                guard (48...57).contains(digit) else { return nil }
                value = value * 10 + Int(digit - 48)
            }
            return value
        }
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let year = number(0..<4),
            let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let shown = Instant(
                utc: CalendarTime(
                    year: year,
                    month: month,
                    day: day,
                    hour: hour,
                    minute: minute,
                    second: second,
                    microsecond: 0
                )
            )
        else { return nil }
        if isUTC { return (shown, 0) }
        guard bytes[19] == UInt8(ascii: "+") || bytes[19] == UInt8(ascii: "-"), bytes[22] == UInt8(ascii: ":"),
            let hours = number(20..<22), let minutes = number(23..<25), hours <= 23, minutes <= 59
        else { return nil }
        let offset = (bytes[19] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
        return (shown.adding(seconds: Int64(-offset * 60)), offset)
    }
}

extension Instant: CustomStringConvertible {
    package var description: String { rfc3339 }
}

// MARK: - Arithmetic

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension [UInt8] {
    /// Appends the two digits of a number below 100.
    fileprivate mutating func append(decimal number: Int) {
        append(UInt8(ascii: "0") + UInt8(number / 10))
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

private func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

// The two conversions count in 400-year eras that begin on 1 March, so that the leap day is the last of its year.

private func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

private func civilDate(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}
