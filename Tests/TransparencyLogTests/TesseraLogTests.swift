import Cryptography
import Foundation
import Testing
import TransparencyLog

@Suite(
    "Tessera's test log, in C2SP tlog-tiles",
    .enabled(if: Corpora.has("tessera-testdata-log"), "skipped: no tessera-testdata-log in SCELLE_SHARED")
)
struct TesseraLogTests {
    /// The public key that the log's documentation gives.
    static let key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

    /// The leaf hashes in the partial tile of `size` hashes.
    static func tile(_ size: Int) throws -> [Digest] {
        guard size > 0 else { return [] }
        let bytes = try Corpora.read("tessera-testdata-log/tile/0/000.p/\(size)")
        return try stride(from: 0, to: bytes.count, by: 32).map { position in
            try #require(Digest(bytes: bytes[position..<position + 32]))
        }
    }

    /// The entries in the entry bundle of `size` entries: 16 bits of length before each.
    static func entries(_ size: Int) throws -> [[UInt8]] {
        guard size > 0 else { return [] }
        var rest = try Corpora.read("tessera-testdata-log/tile/entries/000.p/\(size)")[...]
        var entries: [[UInt8]] = []
        while let high = rest.popFirst(), let low = rest.popFirst() {
            let count = Int(high) << 8 | Int(low)
            entries.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return entries
    }

    @Test("its checkpoint opens at every size, and its tiles and entries give the root", arguments: 0...15)
    func everySize(size: Int) throws {
        let signed = try SignedCheckpoint(parsing: Corpora.read("tessera-testdata-log/checkpoint.\(size)"))
        try signed.verify(ledgerKeys: [VerifierKey(parsing: Self.key)])
        #expect(signed.checkpoint.treeSize == UInt64(size))

        let leaves = try Self.tile(size)
        #expect(leaves.count == size)
        #expect(MerkleTree(leafHashes: leaves).rootHash == signed.checkpoint.rootHash)
        #expect(try Self.entries(size).map { Digest.leafHash(of: $0) } == leaves)
    }

    @Test("each head continues each older one, and holds each of its entries")
    func proofs() throws {
        let key = try VerifierKey(parsing: Self.key)
        let tree = try MerkleTree(leafHashes: Self.tile(15))
        let heads = try (0...15).map {
            try SignedCheckpoint(parsing: Corpora.read("tessera-testdata-log/checkpoint.\($0)"))
        }
        for newer in heads {
            let size = newer.checkpoint.treeSize
            for older in heads where older.checkpoint.treeSize <= size {
                let proof = try ConsistencyProof(oldSize: older.checkpoint.treeSize, newSize: size, from: tree)
                try ConsistencyFile(proof, checkpoint: newer).verify(older: older.checkpoint, ledgerKeys: [key])
            }
            for (index, entry) in try Self.entries(Int(size)).enumerated() {
                let proof = try InclusionProof(leafIndex: UInt64(index), treeSize: size, from: tree)
                try LogProof(proof, checkpoint: newer).verify(leaf: .leafHash(of: entry), ledgerKeys: [key])
            }
        }
    }

    @Test("the newest checkpoint opens")
    func newest() throws {
        let signed = try SignedCheckpoint(parsing: Corpora.read("tessera-testdata-log/checkpoint"))
        try signed.verify(ledgerKeys: [VerifierKey(parsing: Self.key)])
    }
}
