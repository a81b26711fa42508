import Cryptography
import Foundation
import Testing
import TransparencyLog

/// The 518 vectors of transparency-dev/merkle, each of which says whether it is wrong.
///
/// 322 of them are about subtrees `[start, end)` of a tree. Where RFC 6962 knows the same proof - a subtree is a tree of
/// its own for inclusion, and the one that begins at leaf 0 is an older tree for consistency - they are checked as such;
/// the others are counted, so that none goes missing unseen.
@Suite(
    "transparency-dev/merkle's vectors",
    .enabled(if: Corpora.has("transparency-dev-merkle"), "skipped: no transparency-dev-merkle in SCELLE_SHARED")
)
struct MerkleVectorTests {
    /// A vector, with the members that the four folders have.
    struct Vector: Decodable {
        let leafIdx, treeSize, size1, size2, start, end, size: UInt64?
        let root, leafHash, root1, root2: String?
        let proof: [String]?
        let wantErr: Bool
    }

    /// Why a vector is wrong before any proof is looked at.
    struct Malformed: Error {
        let what: String
    }

    @Test("inclusion")
    func inclusion() throws {
        let counts = try run("inclusion") { vector in
            try verifyInclusion(vector, leafIndex: vector.leafIdx, treeSize: vector.treeSize)
        }
        #expect(counts == Counts(right: 6, wrong: 92))
    }

    @Test("consistency")
    func consistency() throws {
        let counts = try run("consistency") { vector in
            try verifyConsistency(vector, oldSize: vector.size1, newSize: vector.size2)
        }
        #expect(counts == Counts(right: 6, wrong: 92))
    }

    @Test("inclusion in a subtree, which is a tree of its own")
    func subtreeInclusion() throws {
        let counts = try run("subtreeinclusion") { vector in
            guard let start = vector.start, let end = vector.end, let index = vector.leafIdx else {
                throw Malformed(what: "members")
            }
            guard start < end, start <= index else { throw Malformed(what: "range") }
            // A subtree begins at a multiple of the smallest power of two that holds it.
            let belowWidth = UInt64.max >> (end - start - 1).leadingZeroBitCount
            guard start & belowWidth == 0 else { throw Malformed(what: "no subtree") }
            try verifyInclusion(vector, leafIndex: index - start, treeSize: end - start)
        }
        #expect(counts == Counts(right: 12, wrong: 192))
    }

    @Test("consistency of a subtree that begins at the first leaf, which is an older tree")
    func subtreeConsistency() throws {
        let counts = try run("subtreeconsistency") { vector in
            guard let start = vector.start, let end = vector.end, start == 0, end > 0 else { return nil }
            try verifyConsistency(vector, oldSize: end, newSize: vector.size)
            return ()
        }
        #expect(counts.right == 6)
        #expect(counts.right + counts.wrong + counts.passedOver == 118)
        #expect(counts.passedOver == 27)
    }

    // MARK: - Running

    /// How many vectors were right, wrong, and about something that RFC 6962 does not know.
    struct Counts: Equatable {
        var right = 0
        var wrong = 0
        var passedOver = 0
    }

    /// Checks every vector below `folder` with `verify`, which returns nil to pass one over.
    func run(_ folder: String, verify: (Vector) throws -> Void?) throws -> Counts {
        var counts = Counts()
        for path in try Corpora.vectors(in: "transparency-dev-merkle/\(folder)") {
            let vector = try JSONDecoder().decode(Vector.self, from: Data(Corpora.read(path)))
            let outcome = Result { try verify(vector) }
            switch outcome {
            case .success(nil):
                counts.passedOver += 1
            case .success:
                #expect(!vector.wantErr, "\(path) was taken")
                counts.right += 1
            case .failure(let error):
                #expect(vector.wantErr, "\(path) was refused: \(error)")
                counts.wrong += 1
            }
        }
        return counts
    }

    func verifyInclusion(_ vector: Vector, leafIndex: UInt64?, treeSize: UInt64?) throws {
        guard let leafIndex, let treeSize else { throw Malformed(what: "members") }
        let proof = InclusionProof(leafIndex: leafIndex, treeSize: treeSize, path: try path(of: vector))
        try proof.verify(leaf: digest(vector.leafHash), root: digest(vector.root))
    }

    func verifyConsistency(_ vector: Vector, oldSize: UInt64?, newSize: UInt64?) throws {
        guard let oldSize, let newSize else { throw Malformed(what: "members") }
        let proof = ConsistencyProof(oldSize: oldSize, newSize: newSize, path: try path(of: vector))
        guard oldSize != newSize else {
            // Some vectors of equal sizes have a few words for roots, since those are only compared with each other.
            return try proof.verify(oldRoot: standIn(vector.root1), newRoot: standIn(vector.root2))
        }
        try proof.verify(oldRoot: digest(vector.root1), newRoot: digest(vector.root2))
    }

    func path(of vector: Vector) throws -> [Digest] {
        try (vector.proof ?? []).map { try digest($0) }
    }

    /// The hash that `text` is, or the digest of whatever else it is.
    func standIn(_ text: String?) throws -> Digest {
        guard let text, let bytes = [UInt8](base64: text) else { throw Malformed(what: "no base64") }
        return Digest(bytes: bytes) ?? Digest(of: bytes)
    }

    func digest(_ text: String?) throws -> Digest {
        guard let text, let digest = Digest(base64: text) else { throw Malformed(what: "a hash of another length") }
        return digest
    }
}
