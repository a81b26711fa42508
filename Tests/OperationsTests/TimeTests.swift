import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import Timestamping
import TransparencyLog
import Wording

@Suite("time stamps of a case")
struct TimeTests {
    @Test("opening a case stamps its first two entries, and enters what was asked and answered")
    func opening() async throws {
        let person = try Person()
        let authority = try DemonstrationAuthority()
        let opened = try await person.openCase(authorities: [authority.url], client: AuthorityClientTests.hasty)
        #expect(opened.time.size == 2)
        #expect(!opened.time.isPending)
        #expect(opened.time.exitStatus == .done)

        let caseFile = try person.caseFile()
        let kept = try #require(try caseFile.ledger.timestamps(size: 2).first)
        #expect(Digest(of: kept.token) == opened.time.stamps.first?.token)
        let recorded = try Entry(parsing: caseFile.ledger.entry(at: 2).der).statement
        #expect(
            recorded.facts
                == .timestamps(
                    RecordedTimestamps(
                        size: 2,
                        root: opened.checkpoint.checkpoint.rootHash,
                        stamps: [kept.stamp]
                    )
                )
        )
        #expect(try caseFile.head().checkpoint.treeSize == 3)

        // The token is over the checkpoint as a bundle ships it.
        let folder = try TemporaryFolder()
        let stamped = try #require(opened.checkpoint.stampedBytes(ledgerKeys: [opened.ledgerKey]))
        let result = try run(
            "openssl",
            "ts",
            "-verify",
            "-token_in",
            "-in",
            folder.write(kept.token, to: "t"),
            "-data",
            folder.write(stamped, to: "2"),
            "-CAfile",
            authority.root
        )
        #expect(result.text.contains("Verification: OK"), "\(result.text)")
        try expectOpenSSLAccepts(caseFile, certificate: opened.certificate)
    }

    @Test("every authority is asked at once; one that fails does not spoil the other's stamp")
    func several() async throws {
        let person = try Person()
        let good = try DemonstrationAuthority()
        let bad = try DemonstrationAuthority("--fault", "html")
        try await person.openCase()
        try person.configure([("bonne", good.url), ("mauvaise", bad.url)])
        try person.folder.write("x", to: "x.txt")
        let steps = Steps()
        let receipt = try await person.seal(["x.txt"], client: AuthorityClientTests.hasty, progress: steps.add)
        #expect(receipt.time.stamps.map(\.authority) == ["bonne"])
        #expect(receipt.time.failures.map(\.authority) == ["mauvaise"])
        #expect(receipt.exitStatus == .done)
        // The receipt was written again once there was a time to tell, and the case keeps that one.
        let stamp = try #require(receipt.time.stamps.first)
        let text = String(decoding: try receipt.receipt, as: UTF8.self)
        #expect(text.contains("\(stamp.genTime.calendarTime().year)"))
        #expect(text.contains("DÉMONSTRATION - horodatage"))
        let size = receipt.checkpoint.checkpoint.treeSize
        #expect(try person.caseFile().openings.receipt(size: size) == receipt.receipt)
        #expect(steps.all.contains(.stored(1, of: 1)))
        #expect(steps.all.filter { $0 == .contacting(host: "127.0.0.1") }.count == 4)
    }

    @Test("an authority that does not answer leaves time pending, which a later call completes")
    func pending() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x.txt")
        try person.configure([("muette", "http://127.0.0.1:9/")])
        let receipt = try await person.seal(["x.txt"], client: AuthorityClientTests.hasty)
        #expect(receipt.exitStatus == .incomplete)
        #expect(receipt.time.failures.map(\.error.code) == [.authoritySilent])
        #expect(try person.list().map(\.time) == [.pending])

        let authority = try DemonstrationAuthority()
        try person.configure([("bonne", authority.url)])
        let completed = try await person.completeTimeStamps()
        #expect(completed.exitStatus == .done)
        #expect(completed.size == 4)
        guard case .claimed(_, let accuracy, let size)? = try person.list().first?.time else {
            Issue.record("no time")
            return
        }
        #expect(accuracy == 1_000_000)
        #expect(size == 4)

        // Nothing is pending any more: nobody is asked.
        #expect(try await person.completeTimeStamps().size == nil)
        #expect(try authority.queryCount() == 1)
    }

    @Test("a head whose token is older than a day is stamped first, and the new entries name that stamp")
    func staleHead() async throws {
        let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let person = try Person(now: now)
        let authority = try DemonstrationAuthority()
        try await person.openCase(authorities: [authority.url], client: AuthorityClientTests.hasty)
        try person.folder.write("x", to: "x.txt")
        try person.folder.write("y", to: "y.txt")
        let fresh = try await person.seal(["x.txt"], client: AuthorityClientTests.hasty)
        #expect(fresh.timeBefore == nil)

        // The authority's clock stays; the person's is days beyond it.
        let later = person.at(now.adding(seconds: 3 * 86_400))
        let receipt = try await later.seal(["y.txt"], client: AuthorityClientTests.hasty)
        #expect(receipt.timeBefore?.size == 6)
        let caseFile = try later.caseFile()
        let index = try #require(receipt.exhibits.first?.index)
        let after = try #require(try Entry(parsing: caseFile.ledger.entry(at: index).der).statement.after)
        #expect(after.size == 6)
        #expect(after.tokens == receipt.timeBefore?.stamps.map(\.token))
    }

    @Test("without an authority time is pending, and that is said but not an error")
    func none() async throws {
        let person = try Person()
        try await person.openCase()
        let round = try await person.completeTimeStamps()
        #expect(round.isPending)
        #expect(round.authorityCount == 0)
        #expect(round.exitStatus == .done)
    }
}

extension Person {
    /// Gives the case these authorities, by name and URL.
    func configure(_ authorities: [(name: String, url: String)]) throws {
        let addresses = try authorities.map { try AuthorityAddress(name: $0.name, url: $0.url) }
        let settings = try CaseSettings(language: .french, authorities: addresses)
        try folder.write(settings.toml, to: "case/case.toml")
    }

    func completeTimeStamps(client: AuthorityClient = AuthorityClientTests.hasty) async throws -> StampRound {
        try await CompleteTimeStamps.run(
            case: "case",
            identity: nil,
            passphrase: .none,
            in: surroundings,
            client: client
        )
    }

    func list(unlocked: Bool = false) throws -> [ExhibitSummary] {
        try ListExhibits.run(
            case: "case",
            unlocking: unlocked ? Unlocking(identity: nil, passphrase: .none) : nil,
            in: surroundings
        )
    }
}
