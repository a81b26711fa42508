import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import TransparencyLog
import Wording

@Suite("a case that is not what it was")
struct CaseFileTests {
    /// What `list` says of a case after `change` was made in its folder.
    private func refusal(after change: (String) throws -> Void) async throws -> OperationError? {
        let person = try Person()
        let opened = try await person.openCase()
        try change(opened.path)
        return #expect(throws: OperationError.self) { try person.list() }
    }

    @Test("a database that is foreign, cut, absent or emptied is told apart")
    func databases() async throws {
        var error = try await refusal {
            try Data(repeating: 0x78, count: 8_192).write(to: URL(fileURLWithPath: $0 + "/ledger.sqlite"))
        }
        #expect(error?.code == .storeForeign)
        error = try await refusal { try FileManager.default.removeItem(atPath: $0 + "/openings.sqlite") }
        #expect(error?.code == .fileProblem)
        error = try await refusal { path in
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + "/ledger.sqlite" + suffix)
            }
            _ = try Ledger(creatingAt: path + "/ledger.sqlite")
        }
        #expect(error?.code == .ledgerUnreadable)
        error = try await refusal { path in
            let done = try run("sqlite3", path + "/ledger.sqlite", "DROP TRIGGER entry_delete")
            #expect(done.status == 0)
        }
        #expect(
            error
                == OperationError(
                    .storeAltered,
                    ["path": error?.arguments["path"] ?? "", "object": "entry_delete"]
                )
        )
    }

    @Test("a head that another key signed is refused, though everything else fits")
    func foreignHead() async throws {
        let person = try Person()
        let opened = try await person.openCase()
        let entries = try (UInt64(0)...1).map { try Entry(parsing: person.caseFile().ledger.entry(at: $0).der) }
        for suffix in ["", "-wal", "-shm"] {
            let path = opened.path + "/ledger.sqlite" + suffix
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        }
        let forger = try NoteSigner(name: opened.origin, key: .generate())
        let forged = try SignedCheckpoint(opened.checkpoint.checkpoint, signers: [forger])
        try Ledger(creatingAt: opened.path + "/ledger.sqlite").append(entries, checkpoint: forged)
        let error = #expect(throws: OperationError.self) { try person.list() }
        #expect(error?.code == .ledgerHeadUnsigned)
        #expect(error?.exitStatus == .refused)
    }

    @Test("the ledger of another case cannot be grown with this one's keys")
    func swappedLedger() async throws {
        let person = try Person()
        let opened = try await person.openCase()
        let other = try await OpenCase.run(
            at: "autre",
            title: nil,
            authorities: [],
            recovery: .refused,
            language: .french,
            identity: nil,
            passphrase: .none,
            in: person.surroundings
        )
        for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            let path = "\(opened.path)/\(name)"
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            let source = "\(other.path)/\(name)"
            if FileManager.default.fileExists(atPath: source) {
                try FileManager.default.copyItem(atPath: source, toPath: path)
            }
        }
        try person.folder.write("x", to: "x")
        let error = await #expect(throws: OperationError.self) { try await person.seal(["x"]) }
        #expect(error?.code == .ledgerKeyChanged)
        #expect(fileNames(below: opened.path + "/originals").isEmpty)
    }

    @Test("of seventeen exhibits two begin with the same digit, which then names neither")
    func ambiguous() async throws {
        let person = try Person()
        try await person.openCase()
        for number in 1...17 { try person.folder.write("\(number)", to: "remise/\(number).txt") }
        let ids = try await person.seal(["remise"]).exhibits.map(\.exhibit.hex)
        let digit = try #require("0123456789abcdef".first { digit in ids.filter { $0.first == digit }.count > 1 })
        #expect(throws: OperationError(.exhibitAmbiguous, ["text": String(digit)])) {
            try ShowExhibit.run(String(digit), case: "case", in: person.surroundings)
        }
        for id in ids {
            #expect(try ShowExhibit.run(id, case: "case", in: person.surroundings).summary.exhibit.hex == id)
        }
    }

    @Test("while another call holds the case, a seal waits, and then says so")
    func held() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x")
        let lock = try CaseLock(person.caseFile().folder)
        let error = await #expect(throws: OperationError.self) { try await person.seal(["x"]) }
        #expect(error?.code == .caseHeld)
        withExtendedLifetime(lock) {}
    }

    @Test("whoever opened the case with a recovery kit can still not sign: only custodians are enrolled")
    func recoveryWraps() async throws {
        let person = try Person()
        let opened = try await person.openCase(recovery: .shown)
        let kit = try #require(opened.recoveryKit)
        try person.folder.write("contenu", to: "x")
        let exhibit = try #require(try await person.seal(["x"]).exhibits.first)

        // The kit alone opens the exhibit's key, and with it the original.
        let caseFile = try person.caseFile()
        let key = try caseFile.openings.unlock(.exhibit(exhibit.exhibit), with: [kit.identity])
        let original = try caseFile.originals.open(exhibit.exhibit, with: key)
        #expect(original.digest == exhibit.content.sha256)
        let texts = try #require(try caseFile.openings.disclosures(of: exhibit.index, with: [kit.identity]))
        let statement = try Entry(parsing: caseFile.ledger.entry(at: exhibit.index).der).statement
        #expect(try Openings(parsing: texts, for: statement).receivedName == exhibit.name)
    }
}
