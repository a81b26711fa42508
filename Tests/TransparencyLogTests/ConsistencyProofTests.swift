import Cryptography
import Testing
import TransparencyLog

@Suite("consistency proofs")
struct ConsistencyProofTests {
    static let entries = sampleEntries(64)
    static let tree = sampleTree(64)
    static let roots = (0...64).map { sampleTree($0).rootHash }

    @Test("every pair of trees up to 64 leaves has the RFC's proof, and it verifies", arguments: 1...64)
    func everyPair(newSize: Int) throws {
        for oldSize in 0...newSize {
            let proof = try ConsistencyProof(oldSize: UInt64(oldSize), newSize: UInt64(newSize), from: Self.tree)
            let expected = oldSize == 0 ? [] : RecursiveDefinitions.PROOF(oldSize, Self.entries.prefix(newSize))
            #expect(proof.path.map(\.bytes) == expected)
            try proof.verify(oldRoot: Self.roots[oldSize], newRoot: Self.roots[newSize])
        }
    }

    @Test("no proof verifies with another root, another size or another length", arguments: 2...12)
    func wrongHeads(newSize: Int) throws {
        for oldSize in 1..<newSize {
            let proof = try ConsistencyProof(oldSize: UInt64(oldSize), newSize: UInt64(newSize), from: Self.tree)
            for size in 0...13 {
                if size != oldSize {
                    #expect(throws: ProofError.self) {
                        try proof.verify(oldRoot: Self.roots[size], newRoot: Self.roots[newSize])
                    }
                    let resized = ConsistencyProof(oldSize: UInt64(size), newSize: proof.newSize, path: proof.path)
                    #expect(throws: ProofError.self) {
                        try resized.verify(oldRoot: Self.roots[oldSize], newRoot: Self.roots[newSize])
                    }
                }
                if size != newSize {
                    #expect(throws: ProofError.self) {
                        try proof.verify(oldRoot: Self.roots[oldSize], newRoot: Self.roots[size])
                    }
                }
            }
            for path in [Array(proof.path.dropLast()), Array(proof.path.dropFirst()), proof.path + [.emptyTree]] {
                let cut = ConsistencyProof(oldSize: proof.oldSize, newSize: proof.newSize, path: path)
                #expect(throws: ProofError.self) {
                    try cut.verify(oldRoot: Self.roots[oldSize], newRoot: Self.roots[newSize])
                }
            }
        }
    }

    @Test("one changed bit anywhere in the path is found")
    func bitFlips() throws {
        let proof = try ConsistencyProof(oldSize: 6, newSize: 13, from: Self.tree)
        for position in proof.path.indices {
            for bit in 0..<256 {
                var path = proof.path
                path[position] = try flipped(bit, of: path[position])
                let forged = ConsistencyProof(oldSize: 6, newSize: 13, path: path)
                #expect(throws: ProofError.self) {
                    try forged.verify(oldRoot: Self.roots[6], newRoot: Self.roots[13])
                }
            }
        }
    }

    @Test("from the empty tree: no hashes, and the empty tree's own root")
    func emptyTree() throws {
        let proof = ConsistencyProof(oldSize: 0, newSize: 7, path: [])
        try proof.verify(oldRoot: .emptyTree, newRoot: Self.roots[7])
        #expect(throws: ProofError.oldRootMismatch(calculated: .emptyTree, expected: Self.roots[1])) {
            try proof.verify(oldRoot: Self.roots[1], newRoot: Self.roots[7])
        }
        #expect(throws: ProofError.wrongPathLength(count: 1)) {
            try ConsistencyProof(oldSize: 0, newSize: 7, path: [Self.roots[7]])
                .verify(oldRoot: .emptyTree, newRoot: Self.roots[7])
        }
        #expect(throws: ProofError.rootMismatch(calculated: .emptyTree, expected: Self.roots[1])) {
            try ConsistencyProof(oldSize: 0, newSize: 0, path: [])
                .verify(oldRoot: .emptyTree, newRoot: Self.roots[1])
        }
    }

    @Test("between equal sizes: no hashes, and one root")
    func equalSizes() throws {
        let proof = ConsistencyProof(oldSize: 7, newSize: 7, path: [])
        try proof.verify(oldRoot: Self.roots[7], newRoot: Self.roots[7])
        #expect(throws: ProofError.rootMismatch(calculated: Self.roots[6], expected: Self.roots[7])) {
            try proof.verify(oldRoot: Self.roots[6], newRoot: Self.roots[7])
        }
        #expect(throws: ProofError.wrongPathLength(count: 1)) {
            try ConsistencyProof(oldSize: 7, newSize: 7, path: [Self.roots[7]])
                .verify(oldRoot: Self.roots[7], newRoot: Self.roots[7])
        }
    }

    @Test("an older tree larger than the newer is refused, in making and in verifying")
    func outOfOrder() {
        let error = ProofError.sizesOutOfOrder(oldSize: 8, newSize: 7)
        #expect(throws: error) { try ConsistencyProof(oldSize: 8, newSize: 7, from: Self.tree) }
        #expect(throws: error) {
            try ConsistencyProof(oldSize: 8, newSize: 7, path: [])
                .verify(oldRoot: Self.roots[8], newRoot: Self.roots[7])
        }
    }

    @Test(
        "sizes at the edges of 64 bits neither overflow nor take long",
        arguments: VirtualTree.sizes
    )
    func largeTrees(newSize: UInt64) throws {
        let source = VirtualTree()
        let newRoot = try rootHash(size: newSize, from: source)
        for oldSize in [1, 2, 3, newSize / 2, newSize / 2 + 1, newSize - 2, newSize - 1] {
            source.reads = 0
            let proof = try ConsistencyProof(oldSize: oldSize, newSize: newSize, from: source)
            #expect(source.reads <= 128)
            #expect(proof.path.count <= 65)
            let oldRoot = try rootHash(size: oldSize, from: source)
            try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
            #expect(throws: ProofError.self) { try proof.verify(oldRoot: newRoot, newRoot: oldRoot) }
        }
    }
}
