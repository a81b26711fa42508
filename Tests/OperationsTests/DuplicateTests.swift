import CourtBundle
import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import Verification

@Suite("files handed over again")
struct DuplicateTests {
    /// A case in which `a.txt` came twice: first with `b.txt`, then with `c.txt`.
    private func handedOverTwice() async throws -> (Person, first: SealReceipt, second: SealReceipt) {
        let person = try Person()
        try await person.openCase()
        for name in ["a", "b"] { try person.folder.write("contenu \(name)", to: "un/\(name).txt") }
        for name in ["a", "c"] { try person.folder.write("contenu \(name)", to: "deux/\(name).txt") }
        let first = try await person.seal(["un"])
        return (person, first, try await person.seal(["deux"]))
    }

    private func bundle(_ person: Person, of exhibits: [String] = []) async throws -> BuildBundle.Built {
        try await BuildBundle.run(
            BuildBundle.Request(exhibits: exhibits, output: "remis"),
            case: "case",
            identity: nil,
            passphrase: .none,
            in: person.surroundings
        )
    }

    @Test("the list names the exhibits of earlier calls first, then the new ones, each with its newest entry")
    func list() async throws {
        let (person, first, second) = try await handedOverTwice()
        let (old, new) = (try #require(first.exhibits.first), try #require(second.exhibits.first))
        #expect(second.exhibits.map(\.name.display) == ["c.txt"])
        #expect(second.duplicates.map(\.name.display) == ["a.txt"])
        let lines = ListLines([
            ExhibitHead(exhibit: old.exhibit, head: old.leafHash),
            ExhibitHead(exhibit: new.exhibit, head: new.leafHash),
        ])
        #expect(try person.caseFile().openings.lists(of: second.submissionIndex).map(\.bytes) == [lines.bytes])
        let digests = [old.content.sha256, new.content.sha256]
        #expect(try second.releve == Array("\(digests[0])  a.txt\n\(digests[1])  c.txt\n".utf8))
        #expect(fileNames(below: person.folder.path + "/case/originals").count == 3)
    }

    @Test("a complete bundle shows both submissions, and holds")
    func complete() async throws {
        let (person, _, _) = try await handedOverTwice()
        let built = try await bundle(person)
        #expect(built.pieceCount == 3)
        for group in [CheckGroup.content, .ledger, .disclosure] {
            #expect(built.report.outcome(of: group) == .passed)
        }
        let text = try String(contentsOfFile: built.folder + "/02_Attestation_de_scellement.txt", encoding: .utf8)
        #expect(text.contains("Pièces déjà au dossier, remises à nouveau"))
    }

    @Test("an extract has every submission that names its exhibits, and opens those it shows whole")
    func extract() async throws {
        let (person, first, second) = try await handedOverTwice()
        let built = try await bundle(person, of: ["a.txt"])
        #expect(built.report.outcome(of: .ledger) == .passed)
        #expect(built.report.outcome(of: .content) == .passed)
        let unchecked = try UncheckedBundle(opening: built.folder)
        let indexes = unchecked.entryIndexes
        #expect(indexes.contains(first.submissionIndex) && indexes.contains(second.submissionIndex))
        let disclosures = try unchecked.disclosures()
        #expect(try disclosures.texts(ofEntry: second.submissionIndex).isEmpty)
    }

    @Test("the history of an exhibit has each time that it was handed over")
    func history() async throws {
        let (person, first, second) = try await handedOverTwice()
        let shown = try ShowExhibit.run(
            "a.txt",
            case: "case",
            unlocking: Unlocking(identity: nil, passphrase: .none),
            in: person.surroundings
        )
        let expected = [try #require(first.exhibits.first).index, first.submissionIndex, second.submissionIndex]
        #expect(shown.history.map(\.index) == expected)
    }
}
