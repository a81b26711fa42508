import Cryptography
import Testing
import TransparencyLog

@Suite("the examples in docs/formats")
struct DocumentedExampleTests {
    @Test("the checkpoint, byte for byte, and what a time stamp is over")
    func checkpoint() throws {
        let example = try DocumentedExamples.read("note", from: "checkpoint")
        let vkey = try DocumentedExamples.read("vkey", from: "checkpoint")
        let imprint = try DocumentedExamples.read("imprint", from: "checkpoint")
        let key = try VerifierKey(parsing: String(decoding: vkey.dropLast(), as: UTF8.self))
        #expect(try key == TestKeys.ledger().verifierKey)
        #expect(key.name == VerifierKey.ledgerOrigin(for: key.publicKey))
        let signed = try SignedCheckpoint(parsing: example)
        try signed.verify(ledgerKeys: [key])
        #expect(try TestKeys.signedCheckpoint(size: 7).bytes == example)
        let stamped = try #require(signed.stampedBytes(ledgerKeys: [key]))
        #expect("\(Digest(of: stamped))\n".bytes == imprint)
    }

    @Test("the cosigned checkpoint, byte for byte")
    func cosigned() throws {
        let example = try DocumentedExamples.read("cosigned", from: "checkpoint")
        let vkey = try DocumentedExamples.read("wkey", from: "checkpoint")
        let witness = try TestKeys.witness()
        #expect("\(witness.verifierKey)\n".bytes == vkey)
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let cosignature = witness.cosign(signed.checkpoint, at: Instant(secondsSince1970: 1_592_409_751))
        #expect(cosignature.time.rfc3339 == "2020-06-17T16:02:31Z")
        #expect(try signed.adding([cosignature.line]).bytes == example)
        #expect(try SignedCheckpoint(parsing: example).cosignatures(by: [witness.verifierKey]) == [cosignature])
    }

    @Test("the inclusion proof, byte for byte")
    func inclusion() throws {
        let example = try DocumentedExamples.read("proof", from: "proof")
        let inclusion = try InclusionProof(leafIndex: 2, treeSize: 7, from: sampleTree(7))
        let proof = try LogProof(inclusion, checkpoint: TestKeys.signedCheckpoint(size: 7))
        #expect(proof.bytes == example)
        #expect(try LogProof(parsing: example) == proof)
        try LogProof(parsing: example).verify(
            leaf: .leafHash(of: "entry 2".bytes),
            ledgerKeys: [TestKeys.ledger().verifierKey]
        )
    }

    @Test("the consistency file, byte for byte")
    func consistency() throws {
        let example = try DocumentedExamples.read("cons", from: "proof")
        let consistency = try ConsistencyProof(oldSize: 3, newSize: 7, from: sampleTree(7))
        let file = try ConsistencyFile(consistency, checkpoint: TestKeys.signedCheckpoint(size: 7))
        #expect(file.bytes == example)
        #expect(try ConsistencyFile(parsing: example) == file)
        try ConsistencyFile(parsing: example).verify(
            older: TestKeys.checkpoint(size: 3),
            ledgerKeys: [TestKeys.ledger().verifierKey]
        )
    }

    @Test("the receipt, byte for byte")
    func receipt() throws {
        let example = try DocumentedExamples.read("receipt", from: "receipt")
        let receipt = try Receipt(parsing: example)
        try receipt.verify()
        #expect(try receipt == ReceiptTests.receipt())
        let head = example.dropLast(receipt.armored.count)
        #expect(try receipt.bytes(head: String(decoding: head, as: UTF8.self)) == example)
    }
}
