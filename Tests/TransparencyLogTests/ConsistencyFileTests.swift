import Cryptography
import Testing
import TransparencyLog

@Suite("consistency files")
struct ConsistencyFileTests {
    static func file(from oldSize: UInt64 = 3, to size: Int = 7) throws -> ConsistencyFile {
        let consistency = try ConsistencyProof(oldSize: oldSize, newSize: UInt64(size), from: sampleTree(size))
        return try ConsistencyFile(consistency, checkpoint: TestKeys.signedCheckpoint(size: size))
    }

    @Test("from every older size, printed, read and verified", arguments: [1, 2, 7, 8, 33])
    func roundTrip(size: Int) throws {
        let key = try TestKeys.ledger().verifierKey
        for oldSize in 0...size {
            let file = try Self.file(from: UInt64(oldSize), to: size)
            let read = try ConsistencyFile(parsing: file.bytes)
            #expect(read == file)
            try read.verify(older: TestKeys.checkpoint(size: oldSize), ledgerKeys: [key])
        }
    }

    @Test("one changed bit anywhere never verifies")
    func flips() throws {
        let key = try TestKeys.ledger().verifierKey
        let older = try TestKeys.checkpoint(size: 3)
        for changed in try everyBitFlip(of: Self.file().bytes) {
            #expect(throws: LogProofError.self) {
                try ConsistencyFile(parsing: changed).verify(older: older, ledgerKeys: [key])
            }
        }
    }

    @Test("another ledger, another size, another root and another key are told apart")
    func wrongGivens() throws {
        let file = try Self.file()
        let key = try TestKeys.ledger().verifierKey
        let older = try TestKeys.checkpoint(size: 3)
        let newRoot = file.checkpoint.checkpoint.rootHash
        let elsewhere = try Checkpoint(origin: "elsewhere", treeSize: 3, rootHash: older.rootHash)
        #expect(throws: LogProofError.originMismatch) { try file.verify(older: elsewhere, ledgerKeys: [key]) }
        #expect(throws: LogProofError.sizeMismatch) {
            try file.verify(older: TestKeys.checkpoint(size: 2), ledgerKeys: [key])
        }
        let forged = try Checkpoint(origin: key.name, treeSize: 3, rootHash: newRoot)
        #expect(throws: LogProofError.proof(.oldRootMismatch(calculated: older.rootHash, expected: newRoot))) {
            try file.verify(older: forged, ledgerKeys: [key])
        }
        #expect(throws: LogProofError.checkpoint(.note(.noKnownSignature))) {
            try file.verify(older: older, ledgerKeys: [TestKeys.nextLedger().verifierKey])
        }
    }

    @Test("a fork of the same size is found")
    func fork() throws {
        let signer = try TestKeys.ledger()
        let tree = MerkleTree(
            leafHashes: sampleEntries(7).enumerated().map { .leafHash(of: $0 == 1 ? "forged".bytes : $1) }
        )
        let head = try Checkpoint(origin: signer.verifierKey.name, treeSize: 7, rootHash: tree.rootHash)
        let signed = try SignedCheckpoint(head, signers: [signer])
        for oldSize in 2...7 {
            let proof = try ConsistencyProof(oldSize: UInt64(oldSize), newSize: 7, from: tree)
            #expect(throws: LogProofError.self) {
                try ConsistencyFile(proof, checkpoint: signed)
                    .verify(older: TestKeys.checkpoint(size: oldSize), ledgerKeys: [signer.verifierKey])
            }
        }
        // The forgery came after the first leaf, with which both begin.
        let proof = try ConsistencyProof(oldSize: 1, newSize: 7, from: tree)
        try ConsistencyFile(proof, checkpoint: signed)
            .verify(older: TestKeys.checkpoint(size: 1), ledgerKeys: [signer.verifierKey])
    }

    @Test("a proof to a tree of another size than the checkpoint's is not written")
    func sizeMismatch() throws {
        let consistency = try ConsistencyProof(oldSize: 3, newSize: 6, from: sampleTree(6))
        #expect(throws: LogProofError.sizeMismatch) {
            try ConsistencyFile(consistency, checkpoint: TestKeys.signedCheckpoint(size: 7))
        }
        let long = ConsistencyProof(oldSize: 3, newSize: 7, path: Array(repeating: .emptyTree, count: 64))
        #expect(throws: LogProofError.tooManyHashes) {
            try ConsistencyFile(long, checkpoint: TestKeys.signedCheckpoint(size: 7))
        }
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("no old line", "old 3\n", "", LogProofError.malformedOldSize),
            ("another word", "old 3\n", "size 3\n", .malformedOldSize),
            ("a leading zero", "old 3\n", "old 03\n", .malformedOldSize),
            ("a minus sign", "old 3\n", "old -3\n", .malformedOldSize),
            ("a carriage return", "old 3\n", "old 3\r\n", .malformedOldSize),
            ("a hash cut short", "V8efTz", "", .malformedHash(number: 1)),
            ("no empty line", "NuI=\n\n", "NuI=\n", .malformedHash(number: 5)),
        ]
    )
    func refuses(what: String, old: String, new: String, error: LogProofError) throws {
        let text = String(decoding: try Self.file().bytes, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed.bytes != text.bytes, "\(what)")
        #expect(throws: error, "\(what)") { try ConsistencyFile(parsing: changed.bytes) }
    }
}
