internal import Cryptography
internal import Wording

/// A date written out, as deeds have it: « dix-sept juin deux mille vingt », "17 June 2020".
struct DateInWords {
    /// The words.
    let text: String

    /// The date that a calendar shows.
    init(_ time: CalendarTime, in language: Language) {
        switch language {
        case .french:
            let day = time.day == 1 ? "premier" : Self.french(time.day)
            text = "\(day) \(Self.frenchMonths[time.month - 1]) \(Self.french(time.year))"
        case .english:
            text = "\(time.day)\u{a0}\(Self.englishMonths[time.month - 1]) \(time.year)"
        }
    }

    private static let frenchMonths = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ]

    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static let units = [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
        "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    ]

    private static let tens = [
        "", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt",
    ]

    /// A whole number from 0 to 9999 in French words.
    static func french(_ number: Int) -> String {
        switch number {
        case 0..<20: return units[number]
        case 20..<100: return belowHundred(number)
        case 100..<1_000:
            let (hundreds, rest) = number.quotientAndRemainder(dividingBy: 100)
            let start = hundreds == 1 ? "cent" : units[hundreds] + (rest == 0 ? " cents" : " cent")
            return rest == 0 ? start : start + " " + french(rest)
        default:
            let (thousands, rest) = number.quotientAndRemainder(dividingBy: 1_000)
            let start = thousands == 1 ? "mille" : french(thousands) + " mille"
            return rest == 0 ? start : start + " " + french(rest)
        }
    }

    /// 20 to 99: soixante-dix and quatre-vingt-dix count on from sixty and eighty.
    private static func belowHundred(_ number: Int) -> String {
        let ten = number / 10
        let rest = ten == 7 || ten == 9 ? number % 10 + 10 : number % 10
        switch (ten, rest) {
        case (8, 0): return "quatre-vingts"
        case (_, 0): return tens[ten]
        case (2...6, 1), (7, 11): return tens[ten] + " et " + units[rest]
        default: return tens[ten] + "-" + units[rest]
        }
    }
}
