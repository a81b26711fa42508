import Cryptography
import Testing
import TransparencyLog

@Suite("cosignatures")
struct CosignatureTests {
    static let time = Instant(secondsSince1970: 1_592_409_751)

    @Test("made, printed, read and verified; nothing finer than a second is kept")
    func roundTrip() throws {
        let witness = try TestKeys.witness()
        let checkpoint = try TestKeys.checkpoint(size: 7)
        let cosignature = witness.cosign(checkpoint, at: Self.time.adding(microseconds: 999_999))
        #expect(cosignature.time == Self.time)
        let read = try #require(Cosignature(parsing: cosignature.line.line))
        #expect(read == cosignature)
        #expect(read.isValid(for: witness.verifierKey, text: checkpoint.text))
    }

    @Test("what is signed is the standard's message")
    func message() throws {
        let witness = try TestKeys.witness()
        let checkpoint = try TestKeys.checkpoint(size: 7)
        let signature = witness.cosign(checkpoint, at: Self.time).line.signature
        #expect(signature.prefix(8).elementsEqual([0, 0, 0, 0, 0x5e, 0xea, 0x3e, 0x97]))
        #expect(
            witness.verifierKey.publicKey.isValidSignature(
                Array(signature.dropFirst(8)),
                over: "cosignature/v1\ntime 1592409751\n".bytes + checkpoint.text
            )
        )
    }

    @Test("one changed bit anywhere never verifies, the time's included")
    func flips() throws {
        let witness = try TestKeys.witness()
        let checkpoint = try TestKeys.checkpoint(size: 7)
        for changed in everyBitFlip(of: witness.cosign(checkpoint, at: Self.time).line.line) {
            let read = Cosignature(parsing: changed)
            #expect(read?.isValid(for: witness.verifierKey, text: checkpoint.text) != true)
        }
    }

    @Test("another text, another witness, and the same key as one that signs notes do not verify")
    func wrongGivens() throws {
        let witness = try TestKeys.witness()
        let checkpoint = try TestKeys.checkpoint(size: 7)
        let cosignature = witness.cosign(checkpoint, at: Self.time)
        let key = witness.verifierKey
        #expect(try !cosignature.isValid(for: key, text: TestKeys.checkpoint(size: 6).text))
        let other = try WitnessSigner(name: key.name, key: TestKeys.key(from: 65)).verifierKey
        #expect(!cosignature.isValid(for: other, text: checkpoint.text))
        let plain = try VerifierKey(name: key.name, publicKey: key.publicKey)
        #expect(!cosignature.isValid(for: plain, text: checkpoint.text))
    }

    @Test(
        "a payload of another length, and a time beyond the year 9999, are no cosignature",
        arguments: [
            [UInt8](repeating: 0, count: 71), [UInt8](repeating: 0, count: 73), [UInt8](repeating: 0, count: 64),
            [0, 0, 0, 0x3b, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 64),
            [UInt8](repeating: 0xff, count: 72),
        ]
    )
    func refused(payload: [UInt8]) throws {
        let line = "\u{2014} witness.example/w1 \(([1, 2, 3, 4] + payload).base64)\n"
        let note = try SignedNote(parsing: "text\n\n\(line)".bytes)
        #expect(Cosignature(note.signatures[0]) == nil)
        #expect(Cosignature(parsing: line.bytes) == nil)
    }

    @Test("a line without its line feed, or with more behind it, is no cosignature")
    func lines() throws {
        let line = try TestKeys.witness().cosign(TestKeys.checkpoint(size: 7), at: Self.time).line.line
        #expect(Cosignature(parsing: line) != nil)
        #expect(Cosignature(parsing: Array(line.dropLast())) == nil)
        #expect(Cosignature(parsing: line + line) == nil)
        #expect(Cosignature(parsing: []) == nil)
    }

    @Test("a witness's line counts in a note of any text")
    func inNote() throws {
        let witness = try TestKeys.witness()
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let cosigned = try signed.adding([witness.cosign(signed.checkpoint, at: Self.time).line])
        let keys = try [TestKeys.ledger().verifierKey, witness.verifierKey]
        #expect(try cosigned.note.verifiedSigners(among: keys) == keys)
    }
}
