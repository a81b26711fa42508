import Cryptography
import GRDB
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("looking at a ledger without touching it")
struct ExaminationTests {
    @Test("what is kept is read as it lies there, rows that fit nothing included")
    func contents() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 7)
        let ledger = try Ledger(examiningAt: fixture.path)
        #expect(ledger.alteredObject == nil)
        #expect(try ledger.pageFault() == nil)
        let extent = try ledger.extent()
        #expect(extent.entryEnd == 7 && extent.checkpointEnd == 7 && extent.nodeCount == 11)
        #expect(try ledger.storedEntries(in: 5..<9).keys.sorted() == [5, 6])
        var frontier = TreeFrontier()
        for index in UInt64(0)..<7 {
            let der = try #require(try ledger.storedEntries(in: index..<index + 1)[index])
            let expected = frontier.append(.leafHash(of: der))
            let found = try ledger.storedNodes(completedBy: index..<index + 1)
            #expect(found == Dictionary(uniqueKeysWithValues: expected.map { ($0.node, $0.hash) }))
        }
        #expect(try ledger.storedSubjects(in: 0..<9).count == 7)
    }

    @Test("a trigger that is gone is named, and the ledger is read all the same")
    func altered() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        try fixture.ledger.queue.write { try $0.execute(sql: "DROP TRIGGER entry_update") }
        #expect(throws: LedgerError.self) { try Ledger(openingAt: fixture.path) }
        let ledger = try Ledger(examiningAt: fixture.path)
        #expect(ledger.alteredObject == "entry_update")
        #expect(try ledger.extent().entryEnd == 2)
    }

    @Test("others go on appending meanwhile, and what they commit is seen")
    func growing() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        let ledger = try Ledger(examiningAt: fixture.path)
        try fixture.grow(by: 3)
        #expect(try ledger.extent().entryEnd == 5)
    }
}
