import Cryptography
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("The largest head ever seen")
struct HeadsTests {
    private let folder: TemporaryFolder
    private let heads: Heads
    private let fixture: LedgerFixture

    init() throws {
        folder = try TemporaryFolder()
        heads = Heads(folder: folder("state/heads"))
        fixture = try LedgerFixture()
    }

    private func grow(by count: UInt64) throws -> SignedCheckpoint {
        try fixture.grow(by: count)
        return try #require(try fixture.ledger.head().checkpoint)
    }

    private func proof(_ old: UInt64, _ new: UInt64) throws -> ConsistencyProof {
        try ConsistencyProof(oldSize: old, newSize: new, from: fixture.ledger)
    }

    @Test("a head is remembered as it was signed, in a file named by its origin")
    func remembers() throws {
        #expect(try heads.remembered(origin: fixture.origin) == nil)
        let first = try grow(by: 3)
        try heads.remember(first)
        #expect(try heads.remembered(origin: fixture.origin) == first)
        let name = fixture.origin.dropFirst("scelle.invalid/".count)
        #expect(try contents(of: "\(heads.folder)/\(name)") == first.bytes)
        #expect(try permissions(of: heads.folder) == 0o700)
        let second = try grow(by: 4)
        try heads.remember(second, proof: try proof(3, 7))
        try heads.remember(second)
        #expect(try heads.remembered(origin: fixture.origin) == second)
    }

    @Test(
        "a smaller tree, another root, a larger tree unproven or not grown from the one seen: refused, nothing forgotten"
    )
    func refuses() throws {
        let first = try grow(by: 3)
        let second = try grow(by: 4)
        try heads.remember(second)
        let root = second.checkpoint.rootHash

        #expect(throws: HeadsError.rolledBack(remembered: 7, found: 3)) { try heads.remember(first) }
        let other = Digest(of: [1])
        let rebuilt = try fixture.checkpoint(over: [], root: other)
        #expect(throws: HeadsError.otherRoot(size: 7, remembered: root, found: other)) { try heads.remember(rebuilt) }

        let third = try grow(by: 2)
        #expect(throws: HeadsError.proofMissing(remembered: 7, found: 9)) { try heads.remember(third) }
        let shorter = try proof(3, 9)
        #expect(throws: HeadsError.proofMissing(remembered: 7, found: 9)) {
            try heads.remember(third, proof: shorter)
        }
        let forged = try fixture.checkpoint(over: [], root: other)
        let error = #expect(throws: HeadsError.self) { try heads.remember(forged, proof: try proof(7, 9)) }
        guard case .inconsistent(remembered: 7, found: 9, _)? = error else {
            Issue.record("called \(String(describing: error))")
            return
        }
        #expect(try heads.remembered(origin: fixture.origin) == second)
    }

    @Test("a remembered file that was damaged is not taken for an unknown ledger")
    func refusesDamage() throws {
        let first = try grow(by: 3)
        try heads.remember(first)
        let path = "\(heads.folder)/\(fixture.origin.dropFirst("scelle.invalid/".count))"
        try DurableFile.write([1, 2], to: path)
        #expect(throws: HeadsError.unreadable(path: path)) { try heads.remembered(origin: fixture.origin) }
        #expect(throws: HeadsError.unreadable(path: path)) { try heads.remember(first) }
    }

    @Test(
        "an origin that is no ledger's names no file",
        arguments: ["", "scelle.invalid/", "scelle.invalid/../../../../etc/passwd0000000000", "example.com/case-7"]
    )
    func refusesForeignOrigins(origin: String) throws {
        #expect(throws: HeadsError.foreignOrigin(origin)) { try heads.remembered(origin: origin) }
    }
}
