import Cryptography
import Custody
import Foundation
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("Appending to a ledger")
struct LedgerAppendTests {
    @Test("a new ledger is empty and has the empty tree's root")
    func startsEmpty() throws {
        let fixture = try LedgerFixture()
        let head = try fixture.ledger.head()
        #expect(head.size == 0)
        #expect(head.checkpoint == nil)
        #expect(head.rootHash == .emptyTree)
    }

    @Test("every size up to 70 has the root of the tree over its entries, and survives being opened again")
    func rootsAgree() throws {
        let fixture = try LedgerFixture()
        var leaves: [Digest] = []
        for index in UInt64(0)..<70 {
            let row = try fixture.row(index)
            leaves.append(row.leafHash)
            try fixture.append([row])
            let root = try rootHash(size: index + 1, from: MerkleTree(leafHashes: leaves))
            #expect(try fixture.ledger.head().rootHash == root)
            #expect(try fixture.ledger.checkpoint(size: index + 1).checkpoint.rootHash == root)
        }
        let again = try Ledger(openingAt: fixture.path)
        #expect(try again.head().checkpoint == fixture.ledger.head().checkpoint)
        #expect(try again.entry(at: 69) == fixture.ledger.entry(at: 69))
    }

    @Test("a batch leaves the rows that single appends leave, apart from their checkpoints")
    func batchesEqualSingles() throws {
        let batch = try LedgerFixture()
        try batch.grow(by: 21)
        for index in UInt64(0)..<21 {
            let one = try batch.row(index)
            #expect(
                try batch.ledger.entry(at: index) == StoredEntry(index: index, der: one.der, leafHash: one.leafHash)
            )
        }
        let nodes = try sqlite(batch.path, "SELECT level, count(*) FROM node GROUP BY level;").text
        #expect(nodes == "0|21\n1|10\n2|5\n3|2\n4|1\n")
        #expect(try batch.ledger.checkpointSizes() == [21])
    }

    /// What is wrong with an append, and the refusal it meets; the ledger holds three entries.
    static let refusals: [(what: String, LedgerError)] = [
        ("nothing", .nothingToAppend),
        ("an index already taken", .wrongIndex(expected: 3, found: 2)),
        ("an index beyond the next", .wrongIndex(expected: 3, found: 4)),
        ("a batch in another order", .wrongIndex(expected: 3, found: 4)),
        ("a size that is too large", .wrongSize(expected: 4, found: 5)),
        ("a size that is too small", .wrongSize(expected: 4, found: 3)),
        ("another root", .rootMismatch(size: 4, calculated: .emptyTree, expected: .emptyTree)),
        ("an entry of another ledger", .wrongOrigin(expected: "", found: "")),
        ("a checkpoint of another ledger", .wrongOrigin(expected: "", found: "")),
    ]

    @Test("each of these is refused and leaves the ledger as it was", arguments: refusals)
    func refuses(what: String, error: LedgerError) throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 3)
        let before = try fixture.dump()
        let foreign = "scelle.invalid/00000000000000000000000000000000"
        var rows = [try fixture.row(3)]
        var checkpoint = try fixture.checkpoint(over: rows)
        var expected = error
        switch what {
        case "nothing": rows = []
        case "an index already taken": rows = [try fixture.row(2)]
        case "an index beyond the next": rows = [try fixture.row(4)]
        case "a batch in another order": rows = [try fixture.row(4), rows[0]]
        case "a size that is too large": checkpoint = try fixture.checkpoint(over: rows, size: 5)
        case "a size that is too small": checkpoint = try fixture.checkpoint(over: rows, size: 3)
        case "another root":
            let right = checkpoint.checkpoint.rootHash
            checkpoint = try fixture.checkpoint(over: rows, root: Digest(of: [9]))
            expected = .rootMismatch(size: 4, calculated: right, expected: Digest(of: [9]))
        case "an entry of another ledger":
            rows = [try fixture.row(3, origin: foreign)]
            expected = .wrongOrigin(expected: fixture.origin, found: foreign)
        default:
            checkpoint = try fixture.checkpoint(over: rows, origin: foreign)
            expected = .wrongOrigin(expected: fixture.origin, found: foreign)
        }
        #expect(throws: expected) {
            try fixture.ledger.append(rows: rows, checkpoint: checkpoint, timestamps: [])
        }
        #expect(try fixture.dump() == before)
    }

    @Test("an entry may hold 65,535 bytes and no more")
    func refusesLongEntries() throws {
        let fixture = try LedgerFixture()
        let statement = try fixture.row(0).statement
        for (count, fits) in [(65_535, true), (65_536, false)] {
            let der = [UInt8](repeating: 7, count: count)
            let other = try LedgerFixture()
            let row = EntryRow(der: der, leafHash: .leafHash(of: der), statement: statement)
            let signed = try fixture.checkpoint(over: [row])
            if fits {
                try other.ledger.append(rows: [row], checkpoint: signed, timestamps: [])
                #expect(try other.ledger.entry(at: 0).der == der)
            } else {
                #expect(throws: LedgerError.self) {
                    try other.ledger.append(rows: [row], checkpoint: signed, timestamps: [])
                }
                #expect(try other.ledger.head().size == 0)
            }
        }
    }

    @Test("an append that was committed is there after the process was killed")
    func survivesKilling() async throws {
        let folder = try TemporaryFolder()
        let path = folder("copy.sqlite")
        await #expect(processExitsWith: .signal(SIGKILL)) { [parent = folder.path as String, path = path as String] in
            let fixture = try LedgerFixture(in: TemporaryFolder(in: parent))
            try fixture.grow(by: 5)
            let rows = try (UInt64(0)..<5).map { try fixture.row($0) }
            let ledger = try Ledger(creatingAt: path)
            let checkpoint = try #require(try fixture.ledger.head().checkpoint)
            try ledger.append(rows: rows, checkpoint: checkpoint, timestamps: [])
            kill(getpid(), SIGKILL)
        }
        let ledger = try Ledger(openingAt: path)
        #expect(try ledger.head().size == 5)
        #expect(try ledger.head().rootHash == ledger.head().checkpoint?.checkpoint.rootHash)
    }
}
