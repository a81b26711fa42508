import CourtBundle
import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import TransparencyLog

@Suite("sealing")
struct SealTests {
    /// What a client might hand over, with names that make trouble.
    static func handOver(to person: Person) throws {
        let folder = person.folder
        try folder.write("une capture", to: "remise/b.txt")
        try folder.write(
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + "IHDR".utf8,
            to: "remise/a.png"
        )
        try folder.write("12/06/2020 21:04 - Vedette: réponds", to: "remise/Discussion été/_chat.txt")
        try folder.write("x", to: "remise/Thumbs.db")
        try folder.write("x", to: "remise/Discussion été/~$note.docx")
        try folder.write("", to: "remise/vide\nligne")
    }

    @Test("a folder becomes exhibits in the order of bytes, then their submission, and openssl accepts every entry")
    func seals() async throws {
        let person = try Person()
        let opened = try await person.openCase()
        try Self.handOver(to: person)
        let receipt = try await person.seal(["remise"])

        #expect(receipt.exitStatus == .done)
        #expect(
            receipt.exhibits.map { String(decoding: $0.name.bytes, as: UTF8.self) } == [
                "Discussion été/_chat.txt", "a.png", "b.txt", "vide\nligne",
            ]
        )
        #expect(receipt.exhibits.map(\.index) == [2, 3, 4, 5])
        #expect(receipt.submissionIndex == 6)
        #expect(receipt.skipped.map(\.reason) == [.lock, .debris])

        let caseFile = try person.caseFile()
        #expect(try caseFile.head().checkpoint.treeSize == 7)
        try expectOpenSSLAccepts(caseFile, certificate: opened.certificate)
        #expect(try caseFile.openings.receipt(size: 7) == receipt.receipt)
    }

    @Test("the media types are those that `file` says")
    func mediaTypes() async throws {
        let person = try Person()
        try await person.openCase()
        try Self.handOver(to: person)
        for exhibit in try await person.seal(["remise"]).exhibits {
            let path = person.folder.path + "/remise/" + String(decoding: exhibit.name.bytes, as: UTF8.self)
            let said = try run("file", "--brief", "--mime-type", path).text
            #expect("\(exhibit.content.mediaType ?? "")\n" == said)
        }
    }

    @Test("the list of digests is checked by sha256sum, and the submission commits it")
    func releve() async throws {
        let person = try Person()
        try await person.openCase()
        try Self.handOver(to: person)
        let receipt = try await person.seal(["remise"], output: "recu")
        #expect(receipt.outputFolder == person.folder.path + "/recu")
        #expect(try person.folder.read("recu/releve.sha256") == receipt.releve)
        let check = try run(
            "sha256sum",
            "--strict",
            "-c",
            person.folder.path + "/recu/releve.sha256",
            in: person.folder.path + "/remise"
        )
        #expect(check.status == 0, "\(check.text)")

        let caseFile = try person.caseFile()
        let submission = receipt.submissionIndex
        let openings = try #require(try caseFile.openings(of: submission, for: person.custodian()))
        #expect(try openings["releve"] == .string(Digest(of: receipt.releve).base64url))
        #expect(openings["minorImagery"] == .string("no"))
        let kept = try #require(try caseFile.openings.lists(of: submission).first)
        let lines = try ListLines(parsing: kept.bytes)
        let statement = try Entry(parsing: caseFile.ledger.entry(at: submission).der).statement
        #expect(statement.lists == [ExhibitHead.listName: lines.list])
        #expect(
            try lines.read(as: ExhibitHead.self)
                == receipt.exhibits.map { ExhibitHead(exhibit: $0.exhibit, head: $0.leafHash) }
        )
    }

    @Test("the receipt holds together, names every entry of the call, and says nothing personal")
    func receipt() async throws {
        let person = try Person()
        let opened = try await person.openCase()
        try Self.handOver(to: person)
        let sealed = try await person.seal(["remise"], output: "recu")
        let receipt = try Receipt(parsing: person.folder.read("recu/recu.txt"))
        try receipt.verify()
        #expect(receipt.key == opened.ledgerKey)
        #expect(receipt.leaves.map(\.index) == [2, 3, 4, 5, 6])
        #expect(receipt.checkpoint == sealed.checkpoint)
        let text = String(decoding: try person.folder.read("recu/recu.txt"), as: UTF8.self)
        #expect(text.split(separator: "\n").prefix { !$0.hasPrefix("-----") }.allSatisfy { $0.count <= 80 })
        for word in ["png", "chat", "Association", "Vedette"] { #expect(!text.contains(word)) }
    }

    @Test("age opens an original with its exhibit's key")
    func ageOpensOriginal() async throws {
        let person = try Person()
        try await person.openCase()
        try Self.handOver(to: person)
        let exhibit = try #require(try await person.seal(["remise"]).exhibits.last { $0.content.size > 0 })
        let caseFile = try person.caseFile()
        let key = try caseFile.openings.unlock(.exhibit(exhibit.exhibit), with: [person.custodian().ageKey])
        let identity = try person.folder.write(key.line.copy + [0x0A], to: "key.txt")
        let original = try run("age", "-d", "-i", identity, caseFile.folder.original(of: exhibit.exhibit))
        #expect(original.status == 0)
        #expect(Digest(of: original.output) == exhibit.content.sha256)
    }
}
