import Custody
import Operations
import Testing

@Suite("declared facts, file by file")
struct DeclaredFactsTests {
    @Test("what is declared of one file goes before what is declared of all, question by question")
    func perFile() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("a", to: "a.txt")
        try person.folder.write("b", to: "b.txt")
        var declared = DeclaredFacts()
        declared.everyExhibit[.title] = "Sans titre propre"
        declared.everyExhibit[.platform] = "Telegram"
        var own = DeclaredAnswers<ExhibitQuestion>()
        own[.title] = "La seconde"
        own[.account] = "?"
        declared.exhibits[Array("b.txt".utf8)] = own
        try await person.seal(["a.txt", "b.txt"], declared: declared)

        let exhibits = try person.list(unlocked: true)
        #expect(exhibits.map { $0.openings?["title"] } == [.string("Sans titre propre"), .string("La seconde")])
        #expect(exhibits.map { $0.openings?["platform"] } == [.string("Telegram"), .string("Telegram")])
        #expect(exhibits.map { $0.openings?["account"] } == [.null, .object(["unknown": .integer(1)])])
    }
}
