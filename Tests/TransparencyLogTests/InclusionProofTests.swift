import Cryptography
import Testing
import TransparencyLog

@Suite("inclusion proofs")
struct InclusionProofTests {
    static let entries = sampleEntries(64)
    static let tree = sampleTree(64)

    @Test("every leaf of every tree up to 64 leaves has the RFC's path, and it verifies", arguments: 1...64)
    func everyLeaf(size: Int) throws {
        let root = try rootHash(size: UInt64(size), from: Self.tree)
        for index in 0..<size {
            let proof = try InclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size), from: Self.tree)
            #expect(proof.path.map(\.bytes) == RecursiveDefinitions.PATH(index, Self.entries.prefix(size)))
            try proof.verify(leaf: .leafHash(of: Self.entries[index]), root: root)
        }
    }

    @Test("no leaf verifies at another index, and no proof of another length", arguments: 2...17)
    func wrongPlace(size: Int) throws {
        let root = try rootHash(size: UInt64(size), from: Self.tree)
        for index in 0..<size {
            let proof = try InclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size), from: Self.tree)
            let leaf = Digest.leafHash(of: Self.entries[index])
            for other in 0..<size where other != index {
                let moved = InclusionProof(leafIndex: UInt64(other), treeSize: proof.treeSize, path: proof.path)
                #expect(throws: ProofError.self) { try moved.verify(leaf: leaf, root: root) }
            }
            for path in [Array(proof.path.dropLast()), Array(proof.path.dropFirst()), proof.path + [root]] {
                let cut = InclusionProof(leafIndex: proof.leafIndex, treeSize: proof.treeSize, path: path)
                #expect(throws: ProofError.wrongPathLength(count: path.count)) {
                    try cut.verify(leaf: leaf, root: root)
                }
            }
        }
    }

    @Test("one changed bit anywhere in path, leaf or root is found")
    func bitFlips() throws {
        let proof = try InclusionProof(leafIndex: 5, treeSize: 13, from: Self.tree)
        let leaf = Digest.leafHash(of: Self.entries[5])
        let root = try rootHash(size: 13, from: Self.tree)
        let hashes = [leaf, root] + proof.path
        for position in hashes.indices {
            for bit in 0..<256 {
                var changed = hashes
                changed[position] = try flipped(bit, of: hashes[position])
                let forged = InclusionProof(leafIndex: 5, treeSize: 13, path: Array(changed.dropFirst(2)))
                #expect(throws: ProofError.self) { try forged.verify(leaf: changed[0], root: changed[1]) }
            }
        }
    }

    @Test("a leaf outside the tree is refused, in making and in verifying")
    func outOfRange() {
        let error = ProofError.indexOutOfRange(leafIndex: 5, treeSize: 5)
        #expect(throws: error) { try InclusionProof(leafIndex: 5, treeSize: 5, from: Self.tree) }
        #expect(throws: error) {
            try InclusionProof(leafIndex: 5, treeSize: 5, path: []).verify(leaf: .emptyTree, root: .emptyTree)
        }
        #expect(throws: ProofError.indexOutOfRange(leafIndex: 0, treeSize: 0)) {
            try InclusionProof(leafIndex: 0, treeSize: 0, path: []).verify(leaf: .emptyTree, root: .emptyTree)
        }
    }

    @Test(
        "sizes at the edges of 64 bits neither overflow nor take long",
        arguments: VirtualTree.sizes
    )
    func largeTrees(size: UInt64) throws {
        let source = VirtualTree()
        let root = try rootHash(size: size, from: source)
        for index in [0, 1, size / 2, size - 2, size - 1] {
            source.reads = 0
            let proof = try InclusionProof(leafIndex: index, treeSize: size, from: source)
            #expect(source.reads <= 127)
            #expect(proof.path.count <= 64)
            let leaf = source.hash(of: TreeNode(level: 0, index: index))
            try proof.verify(leaf: leaf, root: root)
            let moved = InclusionProof(leafIndex: index ^ 1, treeSize: size, path: proof.path)
            #expect(throws: ProofError.self) { try moved.verify(leaf: leaf, root: root) }
        }
    }

    @Test("a proof at a million leaves reads no more than two nodes a level")
    func reads() throws {
        let source = VirtualTree()
        for index: UInt64 in [0, 524_287, 524_288, 999_999] {
            source.reads = 0
            _ = try InclusionProof(leafIndex: index, treeSize: 1_000_000, from: source)
            #expect(source.reads <= 40)
        }
    }
}
