import Cryptography
import Testing
import TransparencyLog

@Suite("signed checkpoints")
struct SignedCheckpointTests {
    @Test("signed, printed, read and verified")
    func roundTrip() throws {
        let key = try TestKeys.ledger().verifierKey
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let read = try SignedCheckpoint(parsing: signed.bytes)
        #expect(read == signed)
        #expect(try read.checkpoint == TestKeys.checkpoint(size: 7))
        try read.verify(ledgerKeys: [key])
    }

    @Test("one changed bit anywhere never verifies")
    func flips() throws {
        let key = try TestKeys.ledger().verifierKey
        for changed in try everyBitFlip(of: TestKeys.signedCheckpoint(size: 7).bytes) {
            #expect(throws: CheckpointError.self) {
                try SignedCheckpoint(parsing: changed).verify(ledgerKeys: [key])
            }
        }
    }

    @Test("a note about something else is not a checkpoint; what is no note is not either")
    func otherNotes() throws {
        let note = try SignedNote(text: "text\n".bytes, signers: [TestKeys.ledger()])
        #expect(throws: CheckpointError.wrongLineCount) { try SignedCheckpoint(parsing: note.bytes) }
        #expect(throws: CheckpointError.note(.noEmptyLine)) { try SignedCheckpoint(parsing: "a\n1\n".bytes) }
        #expect(throws: CheckpointError.note(.noSignatureLine)) {
            try SignedCheckpoint(TestKeys.checkpoint(size: 1), signers: [])
        }
    }

    @Test("a key of another name, no key, and a key that has not signed vouch for nothing")
    func otherKeys() throws {
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let first = try TestKeys.ledger().verifierKey
        let next = try TestKeys.nextLedger().verifierKey
        let stranger = try TestKeys.stranger().verifierKey
        #expect(throws: CheckpointError.noKey) { try signed.verify(ledgerKeys: []) }
        #expect(throws: CheckpointError.keyOfAnotherLedger(name: stranger.name, origin: first.name)) {
            try signed.verify(ledgerKeys: [first, stranger])
        }
        #expect(throws: CheckpointError.note(.noKnownSignature)) { try signed.verify(ledgerKeys: [next]) }
        #expect(throws: CheckpointError.missingSignature(name: next.name, keyID: next.keyID)) {
            try signed.verify(ledgerKeys: [first, next])
        }
    }

    @Test("after a change of keys, both lines are needed, and stamped in the order of the keys")
    func changeOfKeys() throws {
        let first = try TestKeys.ledger()
        let next = try TestKeys.nextLedger()
        let both = try SignedCheckpoint(TestKeys.checkpoint(size: 7), signers: [first, next])
        try both.verify(ledgerKeys: [first.verifierKey, next.verifierKey])
        #expect(both.stampedBytes(ledgerKeys: [first.verifierKey, next.verifierKey]) == both.bytes)
        let swapped = try SignedCheckpoint(TestKeys.checkpoint(size: 7), signers: [next, first])
        #expect(both.stampedBytes(ledgerKeys: [next.verifierKey, first.verifierKey]) == swapped.bytes)
    }

    @Test("cosignatures come and go without changing what is stamped")
    func cosigned() throws {
        let key = try TestKeys.ledger().verifierKey
        let witness = try TestKeys.witness()
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let cosignature = witness.cosign(signed.checkpoint, at: Instant(secondsSince1970: 1_592_409_751))
        let cosigned = try signed.adding([cosignature.line])
        #expect(cosigned.bytes == signed.bytes + cosignature.line.line)
        #expect(try cosigned.adding([cosignature.line]) == cosigned)
        #expect(cosigned.stampedBytes(ledgerKeys: [key]) == signed.bytes)
        try cosigned.verify(ledgerKeys: [key])
        #expect(try cosigned.cosignatures(by: [witness.verifierKey]) == [cosignature])
        #expect(try signed.cosignatures(by: [witness.verifierKey]).isEmpty)
        #expect(try SignedCheckpoint(parsing: cosigned.bytes) == cosigned)
    }

    @Test("a known witness's line that does not hold is refused, not left out")
    func brokenCosignature() throws {
        let witness = try TestKeys.witness()
        let elsewhere = try witness.cosign(
            TestKeys.checkpoint(size: 6),
            at: Instant(secondsSince1970: 1_592_409_751)
        )
        let cosigned = try TestKeys.signedCheckpoint(size: 7).adding([elsewhere.line])
        #expect(throws: CheckpointError.note(.invalidSignature(line: 2, name: witness.verifierKey.name))) {
            try cosigned.cosignatures(by: [witness.verifierKey])
        }
    }

    @Test("nothing is stamped without a true line of every key, exactly one each")
    func notStamped() throws {
        let first = try TestKeys.ledger()
        let next = try TestKeys.nextLedger()
        let signed = try TestKeys.signedCheckpoint(size: 7)
        #expect(signed.stampedBytes(ledgerKeys: []) == nil)
        #expect(signed.stampedBytes(ledgerKeys: [next.verifierKey]) == nil)
        #expect(signed.stampedBytes(ledgerKeys: [first.verifierKey, next.verifierKey]) == nil)

        let twice = try SignedCheckpoint(TestKeys.checkpoint(size: 7), signers: [first, first])
        #expect(twice.stampedBytes(ledgerKeys: [first.verifierKey]) == nil)

        let other = try TestKeys.signedCheckpoint(size: 6)
        let forged = try SignedCheckpoint(SignedNote(text: signed.note.text, signatures: other.note.signatures))
        #expect(forged.stampedBytes(ledgerKeys: [first.verifierKey]) == nil)
    }
}
