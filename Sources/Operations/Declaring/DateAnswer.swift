internal import Foundation

/// What the words of an answer to "when?" say, before any zone is known (`docs/formats/metadata.md` § 5).
enum DateAnswer: Equatable {
    /// A date, a time, or from one to another.
    case span(CalendarSpan)
    /// Words that nobody here reads as a date: they are kept as they are.
    case words
    /// Digits that look like a date and are none: 31/02/2020, 17/06/20, 43999.
    case unreadable
}

extension DateAnswer {
    /// Longer texts are words.
    private static let longestByteCount = 200

    /// Reads `text`, in any of the spellings of the table.
    init(_ text: String) {
        let plain = Self.plain(text)
        guard !plain.isEmpty, plain.utf8.count <= Self.longestByteCount else {
            self = .words
            return
        }
        if let span = Self.range(plain) ?? Self.approximate(plain) ?? Self.single(plain) {
            self = .span(span)
        } else {
            let numeric = /[0-9 \/.,:;+\-thzutcgmin]*[0-9][0-9 \/.,:;+\-thzutcgmin]*/
            // The patterns of this file have no code of their own that could throw.
            let isNumeric = (try? numeric.wholeMatch(in: plain)) != nil
            self = isNumeric ? .unreadable : .words
        }
    }

    /// Without accents, in lower case, blanks of all kinds as single spaces.
    private static func plain(_ text: String) -> String {
        let bare = text.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
            $0.properties.generalCategory != .nonspacingMark
        }
        return String(String.UnicodeScalarView(bare)).lowercased().split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// « du 15/06/2020 au 17/06/2020 », « entre juin 2020 et août 2020 », `2020-06-15/2020-06-17`.
    private static func range(_ text: String) -> CalendarSpan? {
        let pattern =
            /(?:(?:du|entre(?: le)?|from|between) (.+?) (?:au|et(?: le)?|to|and) (.+))|(?:(\d{4}-[^\/]+)\/(\d{4}-[^\/]+))/
        // As above: nothing in it can throw.
        guard let match = try? pattern.wholeMatch(in: text), let first = match.1 ?? match.3,
            let last = match.2 ?? match.4,
            let start = single(String(first)), let end = single(String(last)), start.zone == end.zone,
            start.start < end.end
        else { return nil }
        var span = CalendarSpan(from: start.start, before: end.end, .other)
        span.zone = start.zone
        span.isDayFirst = start.isDayFirst || end.isDayFirst
        span.isOtherWeekday = start.isOtherWeekday || end.isOtherWeekday
        return span
    }

    /// « vers le 17 juin 2020 », "around 2020-06".
    private static func approximate(_ text: String) -> CalendarSpan? {
        let pattern =
            /(?:(?:vers|environ|circa|ca\.?|about|around|approximately|autour d[eu]|aux alentours d[eu])(?: le| la)? |[~≈] ?)(.+)/
        // As above: nothing in it can throw.
        guard let match = try? pattern.wholeMatch(in: text) else { return nil }
        return single(String(match.1))?.widened
    }

    /// One date or time.
    private static func single(_ text: String) -> CalendarSpan? {
        let pattern = /(?:le |en |on |in )?(?:([a-z]+),? (?:le )?(?=\d))?(.+)/
        // As above: nothing in it can throw.
        guard let match = try? pattern.wholeMatch(in: text) else { return nil }
        let weekday = match.1.flatMap { DateWords.weekday($0) }
        // What stands before the digits is part of the date when it is no day of the week.
        let rest = weekday == nil ? (match.1.map { "\($0) " } ?? "") + match.2 : String(match.2)
        guard var span = withTime(rest) ?? date(rest)?.span else { return nil }
        if let weekday { span.isOtherWeekday = weekday != date(dateOnly(rest))?.day?.weekday }
        return span
    }
}

// MARK: - Days

extension DateAnswer {
    /// A date: a span of days, and the day when it is one.
    private struct Found {
        var span: CalendarSpan
        var day: CalendarDay?

        init?(_ span: CalendarSpan?) {
            guard let span else { return nil }
            self.span = span
        }

        init?(_ day: CalendarDay?, isDayFirst: Bool = false) {
            guard let day else { return nil }
            self.day = day
            span = CalendarSpan(from: day.start, before: ClockTime(seconds: day.start.seconds + CalendarSpan.day), .day)
            span.isDayFirst = isDayFirst
        }
    }

    private static func date(_ text: String) -> Found? {
        digits(text) ?? words(text)
    }

    private static func digits(_ text: String) -> Found? {
        // As above: nothing in these can throw.
        if let match = try? /(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.wholeMatch(in: text), let year = Int(match.1) {
            guard let month = match.2.flatMap({ Int($0) }) else { return Found(wholeYear(year)) }
            guard let day = match.3.flatMap({ Int($0) }) else { return Found(wholeMonth(month, year)) }
            return Found(CalendarDay(year, month, day))
        }
        // As above: nothing in these can throw.
        if let match = try? /(\d{1,2})([\/.\-])(\d{1,2})([\/.\-])(\d{4})/.wholeMatch(in: text), match.2 == match.4,
            let day = Int(match.1), let month = Int(match.3), let year = Int(match.5)
        {
            let isDayFirst = day != month && CalendarDay(year, day, month) != nil
            return Found(CalendarDay(year, month, day), isDayFirst: isDayFirst)
        }
        // As above: nothing in these can throw.
        if let match = try? /(\d{1,2})\/(\d{4})/.wholeMatch(in: text), let month = Int(match.1), let year = Int(match.2)
        {
            return Found(wholeMonth(month, year))
        }
        return nil
    }

    private static func words(_ text: String) -> Found? {
        // As above: nothing in these can throw.
        if let match = try? /(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.?,? (\d{4})/.wholeMatch(in: text),
            let day = Int(match.1), let month = DateWords.month(match.2), let year = Int(match.3)
        {
            return Found(CalendarDay(year, month, day))
        }
        // As above: nothing in these can throw.
        if let match = try? /([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/.wholeMatch(in: text),
            let month = DateWords.month(match.1), let day = Int(match.2), let year = Int(match.3)
        {
            return Found(CalendarDay(year, month, day))
        }
        // As above: nothing in these can throw.
        if let match = try? /([a-z]+)(?:[\- ](?:de |d'|d’|of |du mois de |du mois d')?([a-z]+)\.?)? (\d{4})/.wholeMatch(
            in: text
        ),
            let year = Int(match.3)
        {
            guard let second = match.2 else {
                let whole = DateWords.month(match.1).flatMap { wholeMonth($0, year) }
                return Found(whole ?? DateWords.season(match.1, year) ?? DateWords.part(match.1, of: nil, year))
            }
            if second == "de" { return Found(DateWords.season(match.1, year)) }
            return DateWords.month(second).flatMap { Found(DateWords.part(match.1, of: $0, year)) }
        }
        // As above: nothing in these can throw.
        if let match = try? /([a-z]+)(?:-| de )?\s?(\d{4})(?:[\-\/](\d{4}))?/.wholeMatch(in: text),
            let year = Int(match.2)
        {
            if let next = match.3.flatMap({ Int($0) }) { return Found(DateWords.winter(match.1, year, next)) }
            return Found(DateWords.part(match.1, of: nil, year) ?? DateWords.season(match.1, year))
        }
        return nil
    }

    private static func wholeYear(_ year: Int) -> CalendarSpan? {
        CalendarSpan(from: CalendarDay(year, 1, 1), before: CalendarDay(year + 1, 1, 1), .year)
    }

    private static func wholeMonth(_ month: Int, _ year: Int) -> CalendarSpan? {
        CalendarSpan(
            from: CalendarDay.first(of: month, year),
            before: CalendarDay.first(of: month, year, adding: 1),
            .month
        )
    }
}

// MARK: - Times of day

extension DateAnswer {
    private typealias Pieces = (date: String, about: Bool, time: String, zone: String?)

    /// A day with a time of day behind it.
    private static func withTime(_ text: String) -> CalendarSpan? {
        guard let pieces = pieces(text), let found = date(pieces.date), let day = found.day,
            let time = timeOfDay(pieces.time)
        else {
            return nil
        }
        let start = ClockTime(seconds: day.start.seconds + time.seconds)
        var span = CalendarSpan(from: start, before: ClockTime(seconds: start.seconds + time.length), time.precision)
        span.isDayFirst = found.span.isDayFirst
        if let zone = pieces.zone {
            guard let stated = StatedZone(zone) else { return nil }
            span.zone = stated
        }
        return pieces.about ? span.widened : span
    }

    private static func dateOnly(_ text: String) -> String { pieces(text)?.date ?? text }

    private static func pieces(_ text: String) -> Pieces? {
        let pattern =
            /(.+?)(?:t|,? (?:a |at )?)(vers |environ |about |around )?(\d{1,2}(?::\d\d(?::\d\d)?| ?h(?: ?\d\d(?: ?min)?(?: ?\d\d ?s)?)?))(?: ?\(?(z|(?:utc|gmt)(?: ?[+\-]\d{1,2}(?::?\d\d)?)?|[+\-]\d\d(?::?\d\d)?|heure de paris|[a-z]+\/[a-z_\/+\-]+)\)?)?/
        // As above: nothing in it can throw.
        guard let match = try? pattern.wholeMatch(in: text) else { return nil }
        return (String(match.1), match.2 != nil, String(match.3), match.4.map(String.init))
    }

    /// `18:22`, `18:22:31`, « 18h22 », « 18 h 22 min 31 s », « 18 h ».
    private static func timeOfDay(
        _ text: String
    ) -> (seconds: Int64, length: Int64, precision: CalendarSpan.Precision)? {
        let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
        guard let hour = numbers.first, hour < 24, numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        let minute = numbers.count > 1 ? numbers[1] : 0
        let second = numbers.count > 2 ? numbers[2] : 0
        let start = hour * 3_600 + minute * 60 + second
        return switch numbers.count {
        case 1: (start, 3_600, .hour)
        case 2: (start, 60, .minute)
        default: (start, 1, .second)
        }
    }
}

extension StatedZone {
    /// Reads `z`, `utc`, `utc+2`, `+02:00`, `europe/paris`, « heure de paris »; nil when there is no such zone.
    init?(_ text: String) {
        if text == "heure de paris" {
            self = .named("Europe/Paris")
            return
        }
        if text.utf8.contains(UInt8(ascii: "/")) {
            let known = TimeZone.knownTimeZoneIdentifiers.first { $0.lowercased() == text }
            guard let known else { return nil }
            self = .named(known)
            return
        }
        let written = text.uppercased().filter { $0 != " " }
        let number = written.drop { $0.isLetter }
        guard let sign = number.first else {
            self = .offset(written, seconds: 0)
            return
        }
        let digits = number.filter(\.isNumber)
        let hours = Int64(digits.prefix(digits.count > 2 ? digits.count - 2 : digits.count)) ?? 0
        let minutes = digits.count > 2 ? Int64(digits.suffix(2)) ?? 0 : 0
        guard hours < 24, minutes < 60 else { return nil }
        self = .offset(written, seconds: (sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }
}
