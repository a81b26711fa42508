import Testing

@testable import scelle

@Suite("tables and pages")
struct TextTests {
    @Test("no name breaks a table, and no line is wider than the page")
    func table() {
        var table = Table([
            Table.Column("N°", isNumber: true), Table.Column("Nom", shrinks: true),
            Table.Column("Octets", isNumber: true),
        ])
        table.add(["1", "court.png", "5"])
        table.add(["22", String(repeating: "très long 中文 ", count: 20) + ".png", "1 234"])
        table.add(["3", "deux\nlignes\u{1B}[2J", "7"])
        let lines = table.lines(width: 80, indent: 2)
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.displayWidth <= 80 && !$0.contains("\n") && !$0.hasSuffix(" ") })
        #expect(lines[1].allSatisfy { $0 == "-" || $0 == " " })
        #expect(lines[2].hasPrefix("   1  court.png") && lines[2].hasSuffix("     5"))
        #expect(lines[4].contains("deux\\nlignes\\u{1B}[2J"))
    }

    @Test("a table without headings has none, and an empty one is empty")
    func headless() {
        var table = Table([Table.Column(), Table.Column()])
        #expect(table.lines(width: 80).isEmpty)
        table.add(["a", "b"])
        #expect(table.lines(width: 80) == ["a  b"])
    }

    @Test("a paragraph breaks at spaces, never at a no-break space, and hangs")
    func paragraph() {
        var page = Page(width: 18)
        page.paragraph("inscription n°\u{a0}12 sur 40 dans le registre", indent: 2, hanging: 2)
        #expect(page.text == "  inscription\n    n°\u{a0}12 sur 40\n    dans le\n    registre\n")
        var long = Page(width: 10)
        long.paragraph("un_mot_bien_trop_long et un autre")
        #expect(long.text == "un_mot_bien_trop_long\net un\nautre\n")
        var two = Page(width: 80)
        two.paragraph("un\ndeux", indent: 2)
        #expect(two.text == "  un\n  deux\n")
    }

    @Test("a heading has an empty line before it unless it comes first")
    func headings() {
        var page = Page()
        page.heading("Un")
        page.heading("Deux")
        #expect(
            page.lines == [
                .init(text: "Un", emphasis: .heading), .init(text: ""), .init(text: "Deux", emphasis: .heading),
            ]
        )
    }

    @Test("ids are cut to what tells them apart, and no shorter than eight digits")
    func prefixes() {
        let ids = ["0123456789ab", "0123456789cd", "ffffffffffff"]
        let prefixes = UniquePrefixes(of: ids)
        #expect(ids.map { prefixes[$0] } == ["0123456789a", "0123456789c", "fffffffffff"])
        #expect(UniquePrefixes(of: ["0123456789ab"])["0123456789ab"] == "01234567")
        #expect(prefixes["unknown"] == "unknown")
    }
}
