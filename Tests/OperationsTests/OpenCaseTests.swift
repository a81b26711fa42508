import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import TransparencyLog
import Wording

@Suite("opening a case")
struct OpenCaseTests {
    @Test("a case has its files, two entries that openssl accepts, and a remembered head")
    func opens() async throws {
        let person = try Person()
        let opened = try await person.openCase()
        #expect(opened.path == person.folder.path + "/case")
        #expect(opened.time.size == nil)
        #expect(opened.time.isPending)
        #expect(opened.time.exitStatus == .done)
        #expect(
            fileNames(below: opened.path).filter { !$0.hasPrefix("ledger.sqlite-") } == [
                "case.toml", "ledger.key.age", "ledger.sqlite", "openings.sqlite", "originals", "place",
                "working",
            ]
        )
        for name in ["case.toml", "ledger.key.age", "ledger.sqlite", "openings.sqlite"] {
            #expect(try permissions(of: "\(opened.path)/\(name)") == 0o600)
        }
        let heads = fileNames(below: person.folder.path + "/home/heads").filter { $0 != "lock" }
        #expect(heads == [String(opened.origin.dropFirst(15))])

        let caseFile = try person.caseFile()
        #expect(try caseFile.head().bytes == opened.checkpoint.bytes)
        #expect(opened.checkpoint.checkpoint.treeSize == 2)
        try expectOpenSSLAccepts(caseFile, certificate: opened.certificate)
    }

    @Test("entry 0 opens the ledger, entry 1 enrols its own signer as admin, who accepted")
    func statements() async throws {
        let person = try Person()
        let opened = try await person.openCase()
        let ledger = try person.caseFile().ledger
        let first = try Entry(parsing: ledger.entry(at: 0).der)
        #expect(first.statement.kind == .ledgerOpened)
        #expect(first.statement.facts == .ledgerKey(vkey: "\(opened.ledgerKey)"))
        #expect(first.statement.declaredAt.description == "2020-06-17T18:22:31+02:00")

        let second = try Entry(parsing: ledger.entry(at: 1).der)
        guard case .enrolment(let enrolment)? = second.statement.facts else {
            Issue.record("entry 1 enrols nobody")
            return
        }
        #expect(enrolment.role == .admin)
        #expect(enrolment.certificate == second.statement.actor)
        #expect(second.statement.governance == first.leafHash)
        let terms = try #require(EnrolmentTerms(of: second.statement))
        try terms.verify(acceptance: enrolment.acceptance, certificate: opened.certificate)
    }

    @Test("the title is read by the custodian and stands nowhere in clear")
    func title() async throws {
        let person = try Person()
        try await person.openCase(title: "Camille c. Vedette")
        #expect(try person.caseFile().title(for: person.custodian()) == "Camille c. Vedette")
        for name in fileNames(below: person.folder.path) {
            guard let bytes = FileManager.default.contents(atPath: "\(person.folder.path)/\(name)") else { continue }
            #expect(bytes.range(of: Data("Vedette".utf8)) == nil, "\(name)")
        }
    }

    @Test("the recovery kit, in the hands of age, opens the ledger's key")
    func recoveryKit() async throws {
        let person = try Person()
        let opened = try await person.openCase(recovery: .file("kit.txt"))
        let kit = person.folder.path + "/kit.txt"
        #expect(opened.recoveryKit == nil)
        #expect(opened.recoveryKitPath == kit)
        #expect(try permissions(of: kit) == 0o600)
        let key = try run("age", "-d", "-i", kit, "\(opened.path)/ledger.key.age")
        #expect(key.status == 0)
        #expect(key.text.hasPrefix("SCELLE-LEDGER-KEY-1 "))
        let recipient = try #require(try person.caseFile().governance().recovery)
        #expect(try run("age-keygen", "-y", kit).text == "\(recipient)\n")
    }

    @Test("a kit that is shown is in no file")
    func shownKit() async throws {
        let person = try Person()
        let opened = try await person.openCase(recovery: .shown)
        let line = try #require(opened.recoveryKit).identity.line.copy
        for name in fileNames(below: person.folder.path) {
            let path = "\(person.folder.path)/\(name)"
            guard let bytes = FileManager.default.contents(atPath: path) else { continue }
            #expect(bytes.range(of: Data(line)) == nil, "\(name)")
        }
    }

    @Test("what is left unanswered, and a folder that holds something, is refused before anything is made")
    func refusals() async throws {
        let person = try Person()
        await #expect(throws: OperationError(.recoveryUndecided)) { try await person.openCase(recovery: nil) }
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/case"))

        try person.folder.write("x", to: "case/notes.txt")
        let error = await #expect(throws: OperationError.self) {
            try await OpenCase.run(
                at: "case",
                title: nil,
                authorities: [],
                recovery: .refused,
                language: .french,
                identity: nil,
                passphrase: .none,
                in: person.surroundings
            )
        }
        #expect(error?.code == .caseNotEmpty)
        #expect(fileNames(below: person.folder.path + "/case") == ["notes.txt"])
    }

    @Test(
        "these authorities are refused",
        arguments: [
            ("nobody", OperationError.Code.authorityUnknown), ("ftp://x/", .authorityAddressRefused),
            ("http:", .authorityAddressRefused), ("https://me:secret@x/", .credentialsInURL),
        ]
    )
    func authorities(typed: String, code: OperationError.Code) async throws {
        let person = try Person()
        let error = await #expect(throws: OperationError.self) { try await person.openCase(authorities: [typed]) }
        #expect(error?.code == code)
        #expect(error.map { !"\($0)".contains("secret") } == true)
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/case"))
    }
}
