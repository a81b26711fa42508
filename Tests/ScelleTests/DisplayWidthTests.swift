import Testing

@testable import scelle

@Suite("columns")
struct DisplayWidthTests {
    @Test(
        "a text takes the columns that a terminal gives it",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("中文", 4), ("😀", 2), ("👩‍👧", 2), ("❤\u{FE0F}", 2), ("ﬁ", 1),
            ("\u{a0}", 1), ("\u{202f}", 1), ("\u{7}", 0),
        ]
    )
    func widths(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test("what is shortened fits, and keeps its beginning and its end", arguments: Array(1...20))
    func shortened(columns: Int) {
        for name in ["IMG_0412 capture d'écran.PNG", "中文中文中文中文中文.png", "😀😀😀😀😀😀😀😀😀😀😀"] {
            let short = name.shortened(to: columns)
            #expect(short.displayWidth <= columns)
            #expect(short.contains("…"))
            #expect(columns < 4 || short.first == name.first)
            #expect(columns < 10 || short.last == name.last)
        }
        #expect("court".shortened(to: 5) == "court")
        #expect("court".shortened(to: 0) == "")
    }

    @Test("padding counts columns, not characters")
    func padding() {
        #expect("中".padded(to: 4) == "中  ")
        #expect("é".aligned(to: 3) == "  é")
        #expect("long".padded(to: 2) == "long")
    }

    @Test(
        "what would drive the terminal or turn the line is written out",
        arguments: [
            ("a\nb", "a\\nb"), ("\u{1B}[2J", "\\u{1B}[2J"), ("a\tb\rc", "a\\tb\\rc"),
            ("\u{202E}gpj.exe", "\\u{202E}gpj.exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{85}", "\\u{85}"), ("a\u{2028}b", "a\\u{2028}b"),
            ("\u{FEFF}x", "\\u{FEFF}x"), ("é 中 👩‍👧 « »", "é 中 👩‍👧 « »"),
        ]
    )
    func printable(text: String, shown: String) {
        #expect(text.printable == shown)
    }
}
