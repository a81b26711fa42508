/// The words that dates are written with, in French and English, without accents and in lower case.
enum DateWords {
    /// 1 to 12 for a month's name or abbreviation.
    static func month(_ word: some StringProtocol) -> Int? {
        months.firstIndex { $0.contains(String(word)) }.map { $0 + 1 }
    }

    /// 0 for Sunday to 6 for Saturday.
    static func weekday(_ word: some StringProtocol) -> Int? {
        weekdays.firstIndex { $0.contains(String(word)) }
    }

    private static let months: [Set<String>] = [
        ["janvier", "janv", "january", "jan"], ["fevrier", "fevr", "fev", "february", "feb"], ["mars", "march", "mar"],
        ["avril", "avr", "april", "apr"], ["mai", "may"], ["juin", "june", "jun"], ["juillet", "juil", "july", "jul"],
        ["aout", "august", "aug"], ["septembre", "sept", "september", "sep"], ["octobre", "oct", "october"],
        ["novembre", "nov", "november"], ["decembre", "dec", "december"],
    ]

    private static let weekdays: [Set<String>] = [
        ["dimanche", "sunday"], ["lundi", "monday"], ["mardi", "tuesday"], ["mercredi", "wednesday"],
        ["jeudi", "thursday"], ["vendredi", "friday"], ["samedi", "saturday"],
    ]

    /// A season: by the calendar or by the sun, whichever is longer.
    static func season(_ word: some StringProtocol, _ year: Int) -> CalendarSpan? {
        switch String(word) {
        case "printemps", "spring":
            CalendarSpan(from: CalendarDay(year, 3, 1), before: CalendarDay(year, 6, 22), .other)
        case "ete", "summer": CalendarSpan(from: CalendarDay(year, 6, 1), before: CalendarDay(year, 9, 24), .other)
        case "automne", "autumn", "fall":
            CalendarSpan(from: CalendarDay(year, 9, 1), before: CalendarDay(year, 12, 23), .other)
        // The winter of a year may be the one it begins with or the one it ends with.
        case "hiver", "winter":
            CalendarSpan(from: CalendarDay(year - 1, 12, 1), before: CalendarDay(year + 1, 3, 22), .other)
        default: nil
        }
    }

    /// The winter from one year to the next.
    static func winter(_ word: some StringProtocol, _ year: Int, _ next: Int) -> CalendarSpan? {
        guard ["hiver", "winter"].contains(String(word)), next == year + 1 else { return nil }
        return CalendarSpan(from: CalendarDay(year, 12, 1), before: CalendarDay(next, 3, 22), .other)
    }

    /// The beginning, middle or end of a month or, with a nil `month`, of a year.
    static func part(_ word: some StringProtocol, of month: Int?, _ year: Int) -> CalendarSpan? {
        let third: Int
        switch String(word) {
        case "debut", "early", "beginning": third = 0
        case "mi", "milieu", "mid": third = 1
        case "fin", "late", "end": third = 2
        case "courant":
            guard let month else {
                return CalendarSpan(from: CalendarDay(year, 1, 1), before: CalendarDay(year + 1, 1, 1), .year)
            }
            return CalendarSpan(
                from: CalendarDay(year, month, 1),
                before: CalendarDay.first(of: month, year, adding: 1),
                .month
            )
        default: return nil
        }
        guard let month else {
            let first = CalendarDay.first(of: 1, year, adding: 4 * third)
            return CalendarSpan(from: first, before: CalendarDay.first(of: 1, year, adding: 4 * third + 4), .other)
        }
        let next =
            third == 2 ? CalendarDay.first(of: month, year, adding: 1) : CalendarDay(year, month, 10 * third + 11)
        return CalendarSpan(from: CalendarDay(year, month, 10 * third + 1), before: next, .other)
    }
}
