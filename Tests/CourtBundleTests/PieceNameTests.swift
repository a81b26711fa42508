import CourtBundle
import Testing

@Suite("The names of pieces")
struct PieceNameTests {
    @Test(
        "a title or a received name becomes a plain name",
        arguments: [
            ("number first", 1, "Capture conversation", "x.png", "001_Capture_conversation.png"),
            ("accents fall", 2, "Été à la plage — déjà vu", "a.JPG", "002_Ete_a_la_plage_deja_vu.JPG"),
            ("accents of two code points fall too", 2, "E\u{301}te\u{301}", "a.jpg", "002_Ete.jpg"),
            (
                "ligatures and sharp s", 3, "Cœur Straße Æ Ĳ ø ł ð þ ẞ", "a.txt",
                "003_Coeur_Strasse_AE_IJ_o_l_d_th_SS.txt"
            ),
            ("no title", 4, nil, "photo 12.heic", "004_photo_12.heic"),
            ("an empty title", 4, "", "photo.heic", "004_photo.heic"),
            ("emoji alone", 5, "😱😱", "IMG_1.png", "005_IMG_1.png"),
            ("emoji everywhere", 6, "😱", "😱.png", "006_Piece.png"),
            ("emoji between words", 6, "a 😱👩‍👩‍👧 b", "c", "006_a_b"),
            ("mathematical letters of a nickname", 7, "𝓛𝓮𝓪 𝟙", "a.png", "007_Lea.png"),
            ("full-width letters", 7, "ＡＢ", "a.png", "007_AB.png"),
            ("another script", 8, "скриншот", "a.png", "008_a.png"),
            ("leading dashes", 9, "--help", "-rf.txt", "009_help.txt"),
            ("dashes within", 9, "2020-06-17", "a.txt", "009_2020-06-17.txt"),
            ("no extension", 10, nil, "README", "010_README"),
            ("a hidden file", 11, nil, ".bashrc", "011_bashrc"),
            ("two extensions", 12, nil, "export.tar.gz", "012_export_tar.gz"),
            ("a dot that begins no extension", 13, nil, "Le 17.06 au soir", "013_Le_17_06_au_soir"),
            ("an extension that is too long", 14, nil, "a.abcdefghijk", "014_a_abcdefghijk"),
            ("a dot at the end", 14, nil, "a.", "014_a"),
            ("the title bears the extension", 15, "Capture.PNG", "x.png", "015_Capture.png"),
            ("a reserved name", 16, nil, "CON", "016_CON"),
            ("a reserved name with an extension", 16, nil, "nul.txt", "016_nul.txt"),
            ("separators", 17, "../../etc/passwd", "a\\b:c.txt", "017_etc_passwd.txt"),
            ("a right-to-left override", 18, "facture\u{202E}gnp", "a.exe", "018_facturegnp.exe"),
            ("a line feed", 18, "a\nb", "a.txt", "018_a_b.txt"),
            ("four digits", 1234, "a", "b.txt", "1234_a.txt"),
        ] as [(String, UInt64, String?, String, String)]
    )
    func names(what: String, number: UInt64, title: String?, received: String, expected: String) {
        let name = PieceName(number: number, title: title, receivedName: Array(received.utf8))
        #expect(name.text == expected)
        #expect(name.number == number)
    }

    @Test("a name of 300 characters is cut to 80 and keeps its extension")
    func cutsLongNames() {
        let name = PieceName(
            number: 7,
            title: nil,
            receivedName: Array((String(repeating: "é", count: 300) + ".png").utf8)
        )
        #expect(name.text.utf8.count == 80)
        #expect(name.text == "007_" + String(repeating: "e", count: 72) + ".png")
        #expect(PieceName(parsing: name.text) == name)
    }

    @Test("a cut leaves no mark at the end")
    func trimsAfterTheCut() {
        let title = String(repeating: "a", count: 71) + " b"
        let name = PieceName(number: 7, title: title, receivedName: Array("x.png".utf8))
        #expect(name.text == "007_" + String(repeating: "a", count: 71) + ".png")
    }

    @Test("a received name that is not UTF-8 still names a piece")
    func takesAnyBytes() {
        let name = PieceName(number: 1, title: nil, receivedName: [0xFF, 0x61, 0xFE, 0x2E, 0x70, 0x6E, 0x67])
        #expect(name.text == "001_a.png")
    }

    @Test("names that one file system takes for one stay apart by their numbers")
    func keepsTwinsApart() {
        let composed = PieceName(number: 1, title: nil, receivedName: Array("é.png".utf8))
        let decomposed = PieceName(number: 2, title: nil, receivedName: Array("e\u{301}.PNG".utf8))
        #expect(composed.text == "001_e.png")
        #expect(decomposed.text == "002_e.PNG")
    }

    @Test("every name that can be given is read again, and stays within its grammar")
    func readsWhatItWrites() throws {
        let alphabet = ["a", "Z", "9", "_", "-", ".", " ", "é", "e\u{301}", "😱", "/", "\\", "\n", "ß", "字", "\u{202E}"]
        for seed in 0..<4_000 {
            let title = (0..<seed % 7).map { alphabet[(seed / ($0 + 1) + $0 * 5) % alphabet.count] }.joined()
            let received = (0..<seed % 5).map { alphabet[(seed / ($0 + 2) + $0 * 3) % alphabet.count] }.joined()
            let name = PieceName(
                number: UInt64(seed + 1),
                title: seed % 3 == 0 ? nil : title,
                receivedName: Array(received.utf8)
            )
            #expect(PieceName(parsing: name.text) == name, "\(name)")
            #expect(name.text.utf8.count <= PieceName.maximumLength)
        }
    }

    @Test(
        "each of these is no name of a piece",
        arguments: [
            ("empty", ""),
            ("no number", "Capture.png"),
            ("number zero", "000_a.png"),
            ("two digits", "01_a.png"),
            ("a leading zero too many", "0001_a.png"),
            ("a sign", "+01_a.png"),
            ("no label", "001_.png"),
            ("no separator", "001.png"),
            ("label begins with a mark", "001__a.png"),
            ("label ends with a mark", "001_a-.png"),
            ("two dots", "001_a.tar.gz"),
            ("empty extension", "001_a."),
            ("long extension", "001_a.abcdefghijk"),
            ("accent", "001_é.png"),
            ("space", "001_a b.png"),
            ("slash", "001_a/b.png"),
            ("81 characters", "001_" + String(repeating: "a", count: 77)),
            ("number beyond 64 bits", "99999999999999999999_a"),
        ]
    )
    func refuses(what: String, text: String) {
        #expect(PieceName(parsing: text) == nil)
    }
}
