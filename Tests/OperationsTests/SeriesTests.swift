import Custody
import Testing

@testable import Operations

@Suite("ways of submission and series")
struct SeriesTests {
    @Test(
        "a way that strips metadata is told from one that keeps it",
        arguments: [
            ("WhatsApp", true), ("reçu par WhatsApp (photo)", true), ("Messenger", true), ("MMS", true),
            ("capture de capture", true), ("photo de l’écran avec un autre téléphone", true), ("tchat Instagram", true),
            ("WhatsApp, mode document", false), ("clé USB", false), ("courriel", false), ("e-mail", false),
            ("Telegram, as a file", false), ("AirDrop", false), ("export WhatsApp (zip)", false), ("?", false),
            ("remise en mains propres, signalement joint", false), ("document : capture de capture", true),
        ]
    )
    func routes(text: String, strips: Bool) {
        #expect(ReceptionRoute(text).stripsMetadata == strips)
    }

    private func review(_ names: [String], _ series: String, own: [String: String] = [:]) -> [SeriesReview] {
        var facts = DeclaredFacts()
        facts.everyExhibit[.series] = series
        for (name, text) in own {
            var answers = DeclaredAnswers<ExhibitQuestion>()
            answers[.series] = text
            facts.exhibits[Array(name.utf8)] = answers
        }
        return SeriesReview.reviews(of: names.map { ReceivedName(bytes: Array($0.utf8)) }, facts)
    }

    @Test("numbers of names that count: what is missing between them is flagged")
    func gaps() throws {
        let found = try #require(review(["IMG_0410.PNG", "IMG_0411.PNG", "IMG_0414.PNG"], "fil").first)
        #expect(found.missing == [412, 413] && found.repeated.isEmpty && found.isFlawed)
        #expect(review(["capture 1.png", "capture 2.png", "capture 3.png"], "fil").first?.isFlawed == false)
        let pairs = try #require(review(["fil 1 sur 4.png", "fil 3 sur 4.png"], "fil").first)
        #expect(pairs.missing == [2, 4] && pairs.declaredCount == 4)
    }

    @Test("names that count nothing lead to nothing")
    func noNumbers() {
        let clocks = ["Screenshot_20200617-182231.png", "Screenshot_20200617-182305.png"]
        #expect(review(clocks, "fil").first?.missing == [])
        #expect(review(["a1.png", "b7.png"], "fil").first?.missing == [])
        #expect(review(["seul 12.png"], "fil").first?.isFlawed == false)
        #expect(review(["x 1.png", "x 900000.png"], "fil").first?.missing == [])
    }

    @Test("what is declared goes before names: n/N, a length, an overlap")
    func declared() throws {
        let own = ["a.png": "fil 1/3", "b.png": "fil 3/3", "c.png": "fil 3/3", "d.png": "autre"]
        let found = review(["a.png", "b.png", "c.png", "d.png"], "fil", own: own)
        #expect(found.map(\.name) == ["fil", "autre"])
        #expect(found[0].missing == [2] && found[0].repeated == [3] && found[0].declaredCount == 3)
        #expect(found[1].isFlawed == false)

        let short = try #require(review(["a.png", "b.png"], "fil /5 ; chacune reprend la dernière bulle").first)
        #expect(short.declaredCount == 5 && short.isFlawed && short.missing.isEmpty)
        let place = try #require(SeriesPlace("fil 2/5 ; une bulle"))
        #expect(place == SeriesPlace("fil 2/5;une bulle") && place.overlap == "une bulle" && place.number == 2)
        #expect(SeriesPlace("?") == nil && review(["a.png"], "?").isEmpty)
        var facts = DeclaredFacts()
        facts.declareSeries("fil", count: 7, overlap: "une bulle")
        #expect(facts.everyExhibit[.series] == "fil /7 ; une bulle")
    }
}
