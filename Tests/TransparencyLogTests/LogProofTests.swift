import Cryptography
import Testing
import TransparencyLog

@Suite("tlog-proof files")
struct LogProofTests {
    static func proof(index: UInt64 = 2, size: Int = 7) throws -> LogProof {
        let inclusion = try InclusionProof(leafIndex: index, treeSize: UInt64(size), from: sampleTree(size))
        return try LogProof(inclusion, checkpoint: TestKeys.signedCheckpoint(size: size))
    }

    @Test("every leaf's proof is printed, read and verified", arguments: [1, 2, 7, 8, 33])
    func roundTrip(size: Int) throws {
        let key = try TestKeys.ledger().verifierKey
        for (index, entry) in sampleEntries(size).enumerated() {
            let proof = try Self.proof(index: UInt64(index), size: size)
            let read = try LogProof(parsing: proof.bytes)
            #expect(try LogProof(parsing: proof.bytes, sharing: SharedCheckpoint(read.checkpoint)) == read)
            #expect(read == proof)
            #expect(read.extra == nil)
            try read.verify(leaf: .leafHash(of: entry), ledgerKeys: [key])
        }
    }

    @Test("one changed bit anywhere never verifies")
    func flips() throws {
        let key = try TestKeys.ledger().verifierKey
        let leaf = Digest.leafHash(of: "entry 2".bytes)
        for changed in try everyBitFlip(of: Self.proof().bytes) {
            #expect(throws: LogProofError.self) {
                try LogProof(parsing: changed).verify(leaf: leaf, ledgerKeys: [key])
            }
        }
    }

    @Test("another leaf, and a checkpoint by another key, are told apart")
    func wrongGivens() throws {
        let proof = try Self.proof()
        let leaf = Digest.leafHash(of: "entry 2".bytes)
        let other = Digest.leafHash(of: "entry 3".bytes)
        let root = proof.checkpoint.checkpoint.rootHash
        let calculated = try proof.inclusion.calculatedRoot(leaf: other)
        #expect(throws: LogProofError.proof(.rootMismatch(calculated: calculated, expected: root))) {
            try proof.verify(leaf: other, ledgerKeys: [TestKeys.ledger().verifierKey])
        }
        #expect(throws: LogProofError.checkpoint(.note(.noKnownSignature))) {
            try proof.verify(leaf: leaf, ledgerKeys: [TestKeys.nextLedger().verifierKey])
        }
    }

    @Test("an extra line is read, kept, and vouched for by nobody")
    func extra() throws {
        let text = String(decoding: try Self.proof().bytes, as: UTF8.self)
            .replacing("index 2", with: "extra AQID\nindex 2")
        let proof = try LogProof(parsing: text.bytes)
        #expect(proof.extra == [1, 2, 3])
        #expect(proof.bytes == text.bytes)
        try proof.verify(leaf: .leafHash(of: "entry 2".bytes), ledgerKeys: [TestKeys.ledger().verifierKey])
    }

    @Test("a proof for a tree of another size than the checkpoint's is not written")
    func sizeMismatch() throws {
        let inclusion = try InclusionProof(leafIndex: 2, treeSize: 6, from: sampleTree(6))
        #expect(throws: LogProofError.sizeMismatch) {
            try LogProof(inclusion, checkpoint: TestKeys.signedCheckpoint(size: 7))
        }
        let long = InclusionProof(leafIndex: 2, treeSize: 7, path: Array(repeating: .emptyTree, count: 64))
        #expect(throws: LogProofError.tooManyHashes) {
            try LogProof(long, checkpoint: TestKeys.signedCheckpoint(size: 7))
        }
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("another version", "tlog-proof@v1\n", "tlog-proof@v2\n", LogProofError.unknownVersion),
            ("a carriage return", "tlog-proof@v1\n", "tlog-proof@v1\r\n", .unknownVersion),
            ("no index", "index 2\n", "", .malformedIndex),
            ("an empty index", "index 2\n", "index \n", .malformedIndex),
            ("a leading zero", "index 2\n", "index 02\n", .malformedIndex),
            ("a space after the index", "index 2\n", "index 2 \n", .malformedIndex),
            ("an index of 2⁶⁴", "index 2\n", "index 18446744073709551616\n", .malformedIndex),
            ("two extra lines", "index 2\n", "extra AQID\nextra AQID\nindex 2\n", .malformedIndex),
            ("an extra line after the index", "index 2\n", "index 2\nextra AQID\n", .malformedHash(number: 1)),
            ("an empty extra line", "index 2\n", "extra \nindex 2\n", .malformedExtra),
            ("unused bits in extra", "index 2\n", "extra AR==\nindex 2\n", .malformedExtra),
            ("a hash cut short", "WkdmL9", "", .malformedHash(number: 2)),
            ("an empty line among the hashes", "\nWkdmL9", "\n\nWkdmL9", .checkpoint(.wrongLineCount)),
            ("no empty line", "NuI=\n\n", "NuI=\n", .malformedHash(number: 4)),
        ]
    )
    func refuses(what: String, old: String, new: String, error: LogProofError) throws {
        let text = String(decoding: try Self.proof().bytes, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed.bytes != text.bytes, "\(what)")
        #expect(throws: error, "\(what)") { try LogProof(parsing: changed.bytes) }
    }

    @Test("a file that ends early, is too large or has too many hashes is refused")
    func bounds() throws {
        let head = "c2sp.org/tlog-proof@v1\nindex 2\n"
        let hash = "\(Digest.emptyTree.base64)\n"
        let checkpoint = String(decoding: try TestKeys.signedCheckpoint(size: 7).bytes, as: UTF8.self)
        #expect(throws: LogProofError.unknownVersion) { try LogProof(parsing: []) }
        #expect(throws: LogProofError.noEmptyLine) { try LogProof(parsing: (head + hash).bytes) }
        let full = head + String(repeating: hash, count: 63) + "\n" + checkpoint
        #expect(try LogProof(parsing: full.bytes).path.count == 63)
        let more = head + String(repeating: hash, count: 64) + "\n" + checkpoint
        #expect(throws: LogProofError.tooManyHashes) { try LogProof(parsing: more.bytes) }
        let large = [UInt8](repeating: UInt8(ascii: "a"), count: LogProof.maximumByteCount + 1)
        #expect(throws: LogProofError.tooLarge(byteCount: large.count)) { try LogProof(parsing: large) }
    }
}
