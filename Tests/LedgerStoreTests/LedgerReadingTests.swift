import Cryptography
import Custody
import Synchronization
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("Reading a ledger")
struct LedgerReadingTests {
    @Test("entries come in order, whole, across batches")
    func readsRanges() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2 * Ledger.batchCount + 5)
        var indexes: [UInt64] = []
        try fixture.ledger.forEachEntry(in: 3..<2 * Ledger.batchCount + 2) { entry in
            #expect(entry.leafHash == .leafHash(of: entry.der))
            indexes.append(entry.index)
        }
        #expect(indexes == Array(3..<2 * Ledger.batchCount + 2))
    }

    @Test("an entry that is not there is said to be missing", arguments: [5, UInt64(Int64.max), .max])
    func missesEntries(index: UInt64) throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 5)
        #expect(throws: LedgerError.noEntry(index: index)) { try fixture.ledger.entry(at: index) }
        #expect(throws: LedgerError.noEntry(index: 5)) { try fixture.ledger.forEachEntry(in: 0..<7) { _ in } }
        #expect(throws: LedgerError.noCheckpoint(size: index + (index == 5 ? 1 : 0))) {
            try fixture.ledger.checkpoint(size: index + (index == 5 ? 1 : 0))
        }
    }

    @Test("the lookups find what the statements say")
    func looksUp() throws {
        let fixture = try LedgerFixture()
        let (first, second, submission) = (ExhibitID.random(), ExhibitID.random(), SubmissionID.random())
        #expect(try fixture.ledger.newestGovernanceIndex() == nil)
        try fixture.append([
            try fixture.row(0, kind: "ledger.tested@1"),
            try fixture.row(1, kind: "custodian.tested@7"),
            try fixture.row(2, submission: submission),
            try fixture.row(3, exhibit: second, submission: submission),
            try fixture.row(4, exhibit: first, submission: submission),
            try fixture.row(5, exhibit: second),
        ])
        let ledger = fixture.ledger
        #expect(try ledger.indexes(of: second) == [3, 5])
        #expect(try ledger.newestIndex(of: second) == 5)
        #expect(try ledger.newestIndex(of: first) == 4)
        #expect(try ledger.newestIndex(of: .random() as ExhibitID) == nil)
        #expect(try ledger.indexes(of: submission) == [2, 3, 4])
        #expect(try ledger.governanceIndexes() == [0, 1])
        #expect(try ledger.newestGovernanceIndex() == 1)
        #expect(try ledger.exhibits() == [second, first])
        #expect(try ledger.exhibits(beginningWith: first.hex) == [first])
        #expect(try ledger.exhibits(beginningWith: "%") == [])
        #expect(try ledger.subjects(in: 3..<99).map(\.exhibit) == [second, first, second])
        #expect(try ledger.subjects(in: 0..<2).map(\.kind) == ["ledger.tested@1", "custodian.tested@7"])
        let kind = try #require(StatementKind("test.noted@1"))
        #expect(try ledger.indexes(of: kind) == [2, 3, 4, 5])
    }

    @Test(
        "proofs from the stored nodes hold, and read no more than 2·log₂ n of them",
        arguments: [1, 2, 3, 64, 100, 777]
    )
    func proves(size: UInt64) throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: size)
        let root = try fixture.ledger.head().rootHash
        let limit = 2 * (64 - size.leadingZeroBitCount)
        for index in Set([0, size / 3, size / 2, size - 1]) {
            let counting = CountingSource(fixture.ledger)
            let inclusion = try InclusionProof(leafIndex: index, treeSize: size, from: counting)
            try inclusion.verify(leaf: try fixture.ledger.entry(at: index).leafHash, root: root)
            #expect(counting.reads.withLock { $0 } <= limit)

            let consistency = CountingSource(fixture.ledger)
            let proof = try ConsistencyProof(oldSize: index + 1, newSize: size, from: consistency)
            try proof.verify(
                oldRoot: try rootHash(size: index + 1, from: fixture.ledger),
                newRoot: root
            )
            #expect(consistency.reads.withLock { $0 } <= limit)
        }
    }

    @Test("reading the head asks for one node a set bit of the size, whatever the length of the ledger")
    func readsTheEdgeOnly() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 1_000)
        let counting = CountingSource(fixture.ledger)
        #expect(try TreeFrontier(size: 1_000, from: counting) == fixture.ledger.head().frontier)
        #expect(counting.reads.withLock { $0 } == UInt64(1_000).nonzeroBitCount)
    }

    @Test("a node that is not there is said to be missing")
    func missesNodes() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 3)
        #expect(throws: LedgerError.noNode(level: 1, index: 1)) {
            try fixture.ledger.hash(of: TreeNode(level: 1, index: 1))
        }
    }
}

/// A ledger that counts how many nodes are asked of it.
private final class CountingSource: NodeSource {
    let reads = Mutex(0)
    private let ledger: Ledger

    init(_ ledger: Ledger) {
        self.ledger = ledger
    }

    func hash(of node: TreeNode) throws -> Digest {
        reads.withLock { $0 += 1 }
        return try ledger.hash(of: node)
    }
}
