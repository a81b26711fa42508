import Cryptography
import Custody
import GRDB
import Testing

@testable import LedgerStore

@Suite("Openings")
struct OpeningsTests {
    private let folder: TemporaryFolder
    private let openings: OpeningsDatabase
    private let custodian = AgeIdentity.generate()
    private let recovery = AgeIdentity.generate()

    init() throws {
        folder = try TemporaryFolder()
        openings = try OpeningsDatabase(creatingAt: folder("openings.sqlite"))
    }

    private var recipients: [AgeRecipient] { [custodian.recipient, recovery.recipient] }

    /// Keeps `texts` for the entry at `index`, under a fresh key of `subject`.
    @discardableResult
    private func keep(_ texts: [String], of index: UInt64, for subject: OpeningSubject) throws -> AgeIdentity {
        let key = AgeIdentity.generate()
        var addition = OpeningsAddition()
        addition.contentKeys = [try WrappedContentKey(key, for: subject, to: recipients)]
        addition.openings = [try SealedOpening(texts, of: index, for: subject, to: key.recipient)]
        if case .exhibit(let id) = subject { addition.duplicates = [(Digest(of: [1]), id)] }
        try openings.add(addition)
        return key
    }

    @Test("the connection keeps what DESIGN asks of it, and the file is its owner's only")
    func settings() throws {
        let expected = [
            ("journal_mode", "delete"), ("synchronous", "3"), ("foreign_keys", "1"), ("trusted_schema", "0"),
            ("secure_delete", "1"), ("application_id", "1396917583"), ("user_version", "1"),
        ]
        for (pragma, value) in expected {
            #expect(try openings.read { try String.fetchOne($0, sql: "PRAGMA \(pragma)") } == value, "\(pragma)")
        }
        #expect(try permissions(of: openings.path) == 0o600)
        #expect(throws: OpeningsError.store(.otherSort(path: openings.path))) {
            do throws(LedgerError) { _ = try Ledger(openingAt: openings.path) } catch {
                guard case .store(let fault) = error else { throw error as any Error }
                throw OpeningsError.store(fault)
            }
        }
    }

    @Test("custodian and recovery recipient read what was kept, after reopening too; a stranger does not")
    func reads() throws {
        let subject = OpeningSubject.exhibit(.random())
        try keep(["WyJhIl0", "é \"quoted\""], of: 7, for: subject)
        let again = try OpeningsDatabase(openingAt: openings.path)
        for identity in [custodian, recovery] {
            #expect(try again.disclosures(of: 7, with: [identity]) == ["WyJhIl0", "é \"quoted\""])
        }
        #expect(throws: OpeningsError.age(subject, .noMatchingIdentity)) {
            try again.disclosures(of: 7, with: [.generate()])
        }
        #expect(try again.disclosures(of: 8, with: [custodian]) == nil)
    }

    @Test("later entries about an exhibit go under the exhibit's key; a key that is not there seals nothing")
    func sharesKeys() throws {
        let subject = OpeningSubject.exhibit(.random())
        let key = try keep(["one"], of: 7, for: subject)
        var addition = OpeningsAddition()
        addition.openings = [try SealedOpening(["two"], of: 9, for: subject, to: key.recipient)]
        try openings.add(addition)
        #expect(try openings.disclosures(of: 9, with: [custodian]) == ["two"])

        addition.openings = [try SealedOpening(["three"], of: 10, for: .entry(10), to: key.recipient)]
        #expect(throws: OpeningsError.self) { try openings.add(addition) }
        #expect(try openings.opening(of: 10) == nil)
    }

    @Test("an opening, a key or a list is never replaced")
    func refusesReplacement() throws {
        try keep(["one"], of: 7, for: .entry(7))
        #expect(throws: OpeningsError.self) { try keep(["two"], of: 7, for: .entry(8)) }
        #expect(throws: OpeningsError.self) { try keep(["two"], of: 8, for: .entry(7)) }
        #expect(try openings.disclosures(of: 7, with: [custodian]) == ["one"])
        #expect(try openings.contentKey(of: .entry(8)) == nil)
    }

    @Test("the age command opens the content key, and with it the opening", .enabled(if: Tools.age, "no age command"))
    func opensElsewhere() throws {
        try keep(["one", "two"], of: 3, for: .entry(3))
        try folder.write(recovery.line.copy, to: "recovery")
        try folder.write(try #require(try openings.contentKey(of: .entry(3))).file, to: "key.age")
        let key = try run("age", ["--decrypt", "-i", folder("recovery"), folder("key.age")])
        #expect(key.text.hasPrefix("AGE-SECRET-KEY-1"))
        try folder.write(key.output, to: "key")
        try folder.write(try #require(try openings.opening(of: 3)).file, to: "opening.age")
        let opening = try run("age", ["--decrypt", "-i", folder("key"), folder("opening.age")])
        #expect(opening.text == #"["one","two"]"#)
    }

    @Test("erasing a subject leaves nothing of it, not even in the file's free pages")
    func erases() throws {
        let (gone, stays) = (ExhibitID.random(), ExhibitID.random())
        try keep(["secret"], of: 7, for: .exhibit(gone))
        try keep(["other"], of: 8, for: .exhibit(stays))
        let key = try #require(try openings.contentKey(of: .exhibit(gone))).file
        let sealed = try #require(try openings.opening(of: 7)).file
        #expect(contains(try contents(of: openings.path), Array(key.suffix(100))))

        try openings.erase(.exhibit(gone))
        let bytes = try contents(of: openings.path)
        #expect(!contains(bytes, Array(key.suffix(100))))
        #expect(!contains(bytes, Array(sealed.suffix(30))))
        #expect(!contains(bytes, Array(gone.hex.utf8)))
        #expect(try openings.opening(of: 7) == nil)
        #expect(try openings.exhibits(tagged: Digest(of: [1])) == [stays])
        #expect(throws: OpeningsError.noContentKey(.exhibit(gone))) {
            try openings.unlock(.exhibit(gone), with: [custodian])
        }
        #expect(throws: OpeningsError.noContentKey(.exhibit(gone))) { try openings.erase(.exhibit(gone)) }
        #expect(try openings.disclosures(of: 8, with: [custodian]) == ["other"])
    }

    @Test("rewrapping opens every key to the new recipients and closes it to the old")
    func rewraps() throws {
        let caseKey = CaseKey.generate()
        try openings.setCaseKey(caseKey, for: recipients)
        try keep(["one"], of: 1, for: .entry(1))
        try keep(["two"], of: 2, for: .exhibit(.random()))
        let successor = AgeIdentity.generate()
        try openings.rewrap(with: [custodian], to: [successor.recipient, recovery.recipient])
        for identity in [successor, recovery] {
            #expect(try openings.disclosures(of: 1, with: [identity]) == ["one"])
            #expect(try openings.disclosures(of: 2, with: [identity]) == ["two"])
            #expect(try openings.caseKey(with: [identity]).tag(of: .emptyTree) == caseKey.tag(of: .emptyTree))
        }
        #expect(throws: OpeningsError.age(.entry(1), .noMatchingIdentity)) {
            try openings.disclosures(of: 1, with: [custodian])
        }
        #expect(throws: OpeningsError.caseKey(.noMatchingIdentity)) { try openings.caseKey(with: [custodian]) }
        let before = try contents(of: openings.path)
        #expect(throws: OpeningsError.self) { try openings.rewrap(with: [custodian], to: recipients) }
        #expect(try contents(of: openings.path) == before)
    }

    @Test("a case has one case key; its tags are HMAC-SHA-256 of the digest")
    func hasOneCaseKey() throws {
        #expect(throws: OpeningsError.noCaseKey) { try openings.caseKey(with: [custodian]) }
        try openings.setCaseKey(.generate(), for: recipients)
        #expect(throws: OpeningsError.self) { try openings.setCaseKey(.generate(), for: recipients) }
        // RFC 4231 test case 2.
        let code = Digest(of: [UInt8]("what do ya want for nothing?".utf8), key: SecretBytes([UInt8]("Jefe".utf8)))
        #expect(code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("lists, certificates and receipts are kept as they were given")
    func keepsTheRest() throws {
        let certificate = try Certificate.selfSigned(
            for: .generateP256(),
            commonName: "Test",
            organization: nil,
            notBefore: Instant(secondsSince1970: 1_592_400_000),
            years: 1
        )
        var addition = OpeningsAddition()
        addition.certificates = [certificate, certificate]
        let list = KeptList(entry: 4, name: "exhibits", subject: nil, bytes: [UInt8]("{}\n".utf8))
        addition.lists = [list]
        try openings.add(addition)
        addition.lists = []
        try openings.add(addition)
        #expect(try openings.certificate(certificate.fingerprint) == certificate)
        #expect(try openings.certificate(.emptyTree) == nil)
        #expect(try openings.lists(of: 4) == [list])
        #expect(try openings.lists(of: 5) == [])
        let pieces = [[UInt8]("{\"a\":1}\n".utf8), [], [UInt8]("{}\n".utf8)]
        let streamed = StreamedList(entry: 7, name: "exhibits", byteCount: 11) { put in
            for piece in pieces { try put(piece) }
        }
        try openings.add(OpeningsAddition(), and: streamed)
        #expect(try openings.lists(of: 7).map(\.bytes) == [pieces.flatMap { $0 }])
        try openings.addReceipt([1, 2], size: 5)
        #expect(try openings.receipt(size: 5) == [1, 2])
        #expect(try openings.receipt(size: 6) == nil)
        #expect(try openings.receiptSizes() == [5])
    }

    @Test("a receipt that is shorter or longer than was said is not kept, nor one that cannot be made")
    func streams() throws {
        for pieces in [[[1, 2]], [[1, 2], [3, 4]], []] as [[[UInt8]]] {
            #expect(throws: OpeningsError.self) {
                try openings.addReceipt(size: 5, byteCount: 3) { put in for piece in pieces { try put(piece) } }
            }
        }
        struct Unmade: Error {}
        #expect(throws: OpeningsError.self) {
            try openings.addReceipt(size: 5, byteCount: 3) { put in
                try put([1, 2, 3])
                throw Unmade()
            }
        }
        #expect(try openings.receiptSizes() == [])
    }

    @Test("what an interrupted operation left is told apart and removed on request; the rest stays")
    func removesUnfinished() throws {
        let (sealed, orphan) = (ExhibitID.random(), ExhibitID.random())
        let key = try keep(["kept"], of: 2, for: .exhibit(sealed))
        try keep(["orphan"], of: 4, for: .exhibit(orphan))
        try keep(["orphan"], of: 5, for: .entry(5))
        var addition = OpeningsAddition()
        addition.openings = [try SealedOpening(["later"], of: 6, for: .exhibit(sealed), to: key.recipient)]
        addition.lists = [KeptList(entry: 5, name: "exhibits", subject: nil, bytes: [1])]
        try openings.add(addition)

        let found = try openings.unfinished(ledgerSize: 4)
        #expect(found == UnfinishedOpenings(entries: [4, 5, 6], exhibits: [orphan]))
        try openings.removeUnfinished(ledgerSize: 4)
        #expect(try openings.unfinished(ledgerSize: 4).isEmpty)
        #expect(try openings.disclosures(of: 2, with: [custodian]) == ["kept"])
        for subject in [OpeningSubject.exhibit(orphan), .entry(5)] {
            #expect(try openings.contentKey(of: subject) == nil)
        }
        #expect(try openings.lists(of: 5) == [])
    }

    private func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        return bytes.indices.contains { start in
            bytes[start] == first && bytes[start...].starts(with: needle)
        }
    }
}
