/// Since when anybody can have written on a platform: the day on which it, or the service it was made from, opened.
///
/// Data, to ask a question with and never to refuse; only the platforms whose day is well known. The words are compared in
/// lower case without blanks, and the list is that of `docs/formats/metadata.md` § 6.
enum PlatformBeginnings {
    /// The first day of `platform`; nil when it is not in the list.
    static func firstDay(of platform: String) -> CalendarDay? {
        let word = platform.lowercased().filter { $0.isLetter || $0.isNumber }
        guard let day = days.first(where: { $0.words.contains(word) })?.day else { return nil }
        return CalendarDay(day.0, day.1, day.2)
    }

    private static let days: [(words: Set<String>, day: (Int, Int, Int))] = [
        (["facebook"], (2004, 2, 4)),
        (["youtube"], (2005, 2, 14)),
        (["twitter", "x", "xtwitter", "twitterx"], (2006, 3, 21)),
        (["whatsapp"], (2009, 1, 1)),
        (["instagram", "insta"], (2010, 10, 6)),
        (["snapchat", "snap"], (2011, 7, 1)),
        (["messenger", "facebookmessenger"], (2011, 8, 9)),
        (["telegram"], (2013, 8, 14)),
        (["signal"], (2014, 7, 29)),
        // musical.ly, whose accounts and videos TikTok took over.
        (["tiktok", "musically"], (2014, 8, 1)),
        (["discord"], (2015, 5, 13)),
        (["bereal"], (2019, 12, 1)),
        (["threads"], (2023, 7, 5)),
    ]
}
