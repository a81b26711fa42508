import Cryptography
import Custody
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("Time stamps in a ledger")
struct LedgerTimeTests {
    @Test("a time stamp is read back as it came, and the entries it covers are no longer pending")
    func keepsTimestamps() throws {
        let fixture = try LedgerFixture()
        let ledger = fixture.ledger
        try fixture.grow(by: 3)
        #expect(try ledger.pendingTime() == PendingTime(size: 3, stampedSize: 0, firstPending: 0))
        try fixture.stamp(seed: 1)
        #expect(try ledger.timestamps(size: 3) == [LedgerFixture.timestamp(size: 3, seed: 1)])
        #expect(try ledger.timestamps(size: 4) == [])
        #expect(try ledger.pendingTime() == PendingTime(size: 4, stampedSize: 3, firstPending: nil))
        #expect(try ledger.earliestStampedSize(covering: 2) == 3)
        #expect(try ledger.earliestStampedSize(covering: 3) == nil)
        #expect(try ledger.newestStampedSize(recordedBefore: 3) == nil)
        #expect(try ledger.newestStampedSize(recordedBefore: 4) == 3)
    }

    @Test("a tail of timestamp.recorded and bundle.released only is not pending; anything else is")
    func tellsPendingTails() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 3)
        try fixture.stamp(seed: 1)
        try fixture.append([try fixture.row(4, kind: "bundle.released@1")])
        #expect(try fixture.ledger.pendingTime().firstPending == nil)
        try fixture.append([try fixture.row(5), try fixture.row(6)])
        #expect(try fixture.ledger.pendingTime() == PendingTime(size: 7, stampedSize: 3, firstPending: 5))
        try fixture.stamp(seed: 2)
        #expect(try fixture.ledger.pendingTime() == PendingTime(size: 8, stampedSize: 7, firstPending: nil))
        #expect(try fixture.ledger.stampedSizes() == [3, 7])
        #expect(try fixture.ledger.earliestStampedSize(covering: 1) == 3)
        #expect(try fixture.ledger.earliestStampedSize(covering: 4) == 7)
    }

    @Test("several authorities stamp one checkpoint in one entry")
    func keepsSeveral() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        let stamps = [LedgerFixture.timestamp(size: 2, seed: 1), LedgerFixture.timestamp(size: 2, seed: 2)]
        let root = try fixture.ledger.head().rootHash
        try fixture.append([try fixture.recording(stamps, at: 2, size: 2, root: root)], timestamps: stamps.reversed())
        #expect(try Set(fixture.ledger.timestamps(size: 2)) == Set(stamps))
    }

    @Test("a time stamp without its entry, an entry without its time stamp, another root, another answer: all refused")
    func refusesMismatches() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        let root = try fixture.ledger.head().rootHash
        let (one, two) = (LedgerFixture.timestamp(size: 2, seed: 1), LedgerFixture.timestamp(size: 2, seed: 2))
        let recording = try fixture.recording([one], at: 2, size: 2, root: root)
        let before = try fixture.dump()

        #expect(throws: LedgerError.unrecordedTimestamp(token: one.stamp.token)) {
            try fixture.append([try fixture.row(2)], timestamps: [one])
        }
        #expect(throws: LedgerError.unrecordedTimestamp(token: two.stamp.token)) {
            try fixture.append([recording], timestamps: [one, two])
        }
        #expect(throws: LedgerError.missingTimestamp(index: 2, token: one.stamp.token)) {
            try fixture.append([recording])
        }
        let swapped = KeptTimestamp(
            size: 2,
            authority: one.authority,
            query: one.query,
            response: two.response,
            token: one.token
        )
        #expect(throws: LedgerError.missingTimestamp(index: 2, token: one.stamp.token)) {
            try fixture.append([recording], timestamps: [swapped])
        }
        #expect(throws: LedgerError.wrongStampedRoot(index: 2, size: 2)) {
            let wrong = try fixture.recording([one], at: 2, size: 2, root: .emptyTree)
            try fixture.append([wrong], timestamps: [one])
        }
        #expect(throws: LedgerError.noCheckpoint(size: 1)) {
            let early = LedgerFixture.timestamp(size: 1, seed: 1)
            let wrong = try fixture.recording([early], at: 2, size: 1, root: root)
            try fixture.append([wrong], timestamps: [early])
        }
        #expect(try fixture.dump() == before)
    }

    @Test("a token is entered once")
    func refusesRepeats() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        try fixture.stamp(seed: 1)
        #expect(throws: LedgerError.self) { try fixture.stamp(seed: 1) }
        #expect(try fixture.ledger.head().size == 3)
    }

    @Test("cosignatures are kept once, in the order in which they came")
    func keepsCosignatures() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        try fixture.ledger.addCosignatures([[2], [1]], size: 2)
        try fixture.ledger.addCosignatures([[1], [3]], size: 2)
        #expect(try fixture.ledger.cosignatures(size: 2) == [[2], [1], [3]])
        #expect(try fixture.ledger.cosignatures(size: 1) == [])
    }
}
