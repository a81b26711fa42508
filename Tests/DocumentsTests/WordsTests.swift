import Cryptography
import Custody
import Testing
import Wording

@testable import Documents

@Suite("dates, times and lines")
struct WordsTests {
    @Test(
        "French numbers in words",
        arguments: [
            (0, "zéro"), (1, "un"), (16, "seize"), (17, "dix-sept"), (20, "vingt"), (21, "vingt et un"),
            (30, "trente"), (31, "trente et un"), (70, "soixante-dix"), (71, "soixante et onze"),
            (72, "soixante-douze"), (80, "quatre-vingts"), (81, "quatre-vingt-un"), (91, "quatre-vingt-onze"),
            (99, "quatre-vingt-dix-neuf"), (100, "cent"), (200, "deux cents"), (201, "deux cent un"),
            (1_000, "mille"), (1_999, "mille neuf cent quatre-vingt-dix-neuf"), (2_000, "deux mille"),
            (2_020, "deux mille vingt"), (2_021, "deux mille vingt et un"), (2_080, "deux mille quatre-vingts"),
        ]
    )
    func numbers(number: Int, words: String) {
        #expect(DateInWords.french(number) == words)
    }

    @Test(
        "a date in words",
        arguments: [
            ("2020-06-17T00:00:00Z", "dix-sept juin deux mille vingt", "17\u{a0}June 2020"),
            ("2026-01-01T00:00:00Z", "premier janvier deux mille vingt-six", "1\u{a0}January 2026"),
            ("2031-12-31T00:00:00Z", "trente et un décembre deux mille trente et un", "31\u{a0}December 2031"),
        ]
    )
    func dates(text: String, french: String, english: String) throws {
        let time = try #require(Instant.parse(rfc3339: text)?.instant).calendarTime()
        #expect(DateInWords(time, in: .french).text == french)
        #expect(DateInWords(time, in: .english).text == english)
    }

    // The days of change are those of the official journal for these years.
    @Test(
        "summer time begins and ends at 01:00 UTC on the last Sundays of March and October",
        arguments: [
            ("2020-03-29T00:59:59Z", 60), ("2020-03-29T01:00:00Z", 120), ("2020-10-25T00:59:59Z", 120),
            ("2020-10-25T01:00:00Z", 60), ("2024-03-31T01:00:00Z", 120), ("2024-03-31T00:59:59Z", 60),
            ("2026-03-29T01:00:00Z", 120), ("2026-10-25T01:00:00Z", 60), ("2027-10-31T00:59:59Z", 120),
            ("2027-10-31T01:00:00Z", 60), ("2020-01-01T00:00:00Z", 60), ("2020-12-31T23:59:59Z", 60),
        ]
    )
    func summerTime(text: String, offset: Int) throws {
        #expect(ParisTime.offsetMinutes(at: try #require(Instant.parse(rfc3339: text)?.instant)) == offset)
    }

    @Test(
        "offsets from UTC",
        arguments: [(0, "UTC"), (60, "UTC+1"), (120, "UTC+2"), (-210, "UTC-3:30"), (345, "UTC+5:45"), (5, "UTC+0:05")]
    )
    func zones(offset: Int, text: String) {
        #expect(Phrasebook.zone(offset) == text)
    }

    @Test(
        "the end of the attested span is rounded up to a second",
        arguments: [
            (0, nil, "2020-06-17T16:25:02Z"), (1, nil, "2020-06-17T16:25:03Z"), (0, 1_000_000, "2020-06-17T16:25:03Z"),
            (250_000, 1_500_000, "2020-06-17T16:25:04Z"), (0, 1, "2020-06-17T16:25:03Z"),
        ] as [(Int64, Int64?, String)]
    )
    func notAfter(microseconds: Int64, accuracy: Int64?, text: String) throws {
        let second = try #require(Instant.parse(rfc3339: "2020-06-17T16:25:02Z")?.instant)
        let time = AttestedTime(
            genTime: second.adding(microseconds: microseconds),
            accuracy: accuracy,
            authority: "A",
            serialNumber: "01"
        )
        #expect(time.notAfter.rfc3339 == text)
    }

    @Test("a declared date keeps its words, and what they were taken to mean stands beside them")
    func declaredDates() throws {
        let say = Phrasebook(.english)
        let start = try #require(DeclaredTime("2020-06-17T18:00:00+02:00"))
        let end = try #require(DeclaredTime("2020-06-17T19:00:00+02:00"))
        let spoken = DeclaredDate.given(.init(text: "mid-June", bounds: nil, zone: nil))
        let span = DeclaredDate.given(.init(text: "around six", bounds: start...end, zone: "Europe/Paris"))
        let moment = DeclaredDate.given(.init(text: "six", bounds: start...start, zone: nil))
        #expect(say.declared(spoken) == "mid-June")
        #expect(
            say.declared(span)
                == "around six (taken as: between 2020-06-17 at 18:00:00 (UTC+2) and 2020-06-17 at 19:00:00 (UTC+2)) "
                + "(read in the time zone: Europe/Paris)"
        )
        #expect(say.declared(moment) == "six (taken as: 2020-06-17 at 18:00:00 (UTC+2))")
        #expect(say.declared(DeclaredDate.notAsked) == "not asked")
        #expect(say.declared(DeclaredDate.unknown) == "unknown")
        #expect(say.declared(nil as DeclaredDate?) == "not shown in this edition")
    }

    @Test("lines break at ordinary spaces, and long words where the line ends")
    func lines() {
        var page = TextPage(width: 10)
        page.paragraph("un deux\u{a0}trois quatrecinqsixsept", indent: 2, hanging: 2)
        #expect(page.text == "  un\n    deux\u{a0}t\n    rois\n    quatre\n    cinqsi\n    xsept\n")
    }

    @Test(
        "wide characters take two columns, invisible ones none",
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("😡", 2), ("\u{200d}", 0), ("❤️", 2),
        ]
    )
    func columns(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test("a wide title still fits the page")
    func wideTitles() throws {
        var page = TextPage()
        page.paragraph(String(repeating: "漢字😡 ", count: 60), indent: 4, hanging: 4)
        for line in page.text.split(separator: "\n") { #expect(line.columns <= 80) }
    }

    @Test(
        "foreign text is shown on one line",
        arguments: [
            ("a\nb", "a↵b"), ("a\r\nb", "a↵b"), (" a\u{3000}b ", "a b"), ("a\u{0}b", "a\u{fffd}b"),
            ("\u{202e}abc", "\u{fffd}abc"), ("a\u{a0}: b", "a\u{a0}: b"), ("", ""), ("\u{a0} ", ""),
        ]
    )
    func foreign(text: String, shown: String) {
        #expect(Array(ForeignText(text).line.utf8) == Array(shown.utf8))
    }
}
