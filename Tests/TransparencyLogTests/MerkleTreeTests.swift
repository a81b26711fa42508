import Cryptography
import Testing
import TransparencyLog

@Suite("trees, against RFC 6962's recursive definitions")
struct MerkleTreeTests {
    static let entries = sampleEntries(64)
    static let tree = sampleTree(64)

    @Test("the root of every tree up to 64 leaves", arguments: 0...64)
    func roots(size: Int) throws {
        let expected = try #require(Digest(bytes: RecursiveDefinitions.MTH(Self.entries.prefix(size))))
        #expect(try rootHash(size: UInt64(size), from: Self.tree) == expected)
        #expect(sampleTree(size).rootHash == expected)
        #expect(try TreeFrontier(size: UInt64(size), from: Self.tree).rootHash == expected)

        var grown = MerkleTree()
        var frontier = TreeFrontier()
        for entry in Self.entries.prefix(size) {
            grown.append(.leafHash(of: entry))
            _ = frontier.append(.leafHash(of: entry))
        }
        #expect(grown == sampleTree(size))
        #expect(frontier.rootHash == expected)
        #expect(frontier.size == UInt64(size))
    }

    @Test("appending gives every perfect subtree once, the leaf first, and nothing else")
    func completedSubtrees() throws {
        var frontier = TreeFrontier()
        var known: [TreeNode: Digest] = [:]
        for (index, entry) in Self.entries.enumerated() {
            let completed = frontier.append(.leafHash(of: entry))
            #expect(completed.map(\.node.level) == Array(0..<completed.count))
            #expect(completed[0].node == TreeNode(level: 0, index: UInt64(index)))
            for (node, hash) in completed {
                #expect(known.updateValue(hash, forKey: node) == nil)
                let first = Int(node.index << UInt64(node.level))
                let leaves = Self.entries[first..<(first + 1 << node.level)]
                #expect(hash.bytes == RecursiveDefinitions.MTH(leaves))
            }
        }
        // 64 leaves, 32 pairs, … 1 root.
        #expect(known.count == 127)
    }

    @Test("a frontier read back goes on like the one that was never put down")
    func frontierResumes() throws {
        for size in 0..<64 {
            var resumed = try TreeFrontier(size: UInt64(size), from: Self.tree)
            for entry in Self.entries.dropFirst(size) { _ = resumed.append(.leafHash(of: entry)) }
            #expect(resumed.rootHash == Self.tree.rootHash)
        }
    }

    @Test("a node whose leaves do not all exist is missing, by name")
    func missingNode() throws {
        let node = TreeNode(level: 3, index: 0)
        #expect(throws: MissingNode(node: node)) { try sampleTree(7).hash(of: node) }
        #expect(throws: MissingNode.self) { try rootHash(size: 8, from: sampleTree(7)) }
        #expect(throws: MissingNode.self) { try TreeFrontier(size: 8, from: sampleTree(7)) }
        #expect(throws: MissingNode.self) {
            try InclusionProof(leafIndex: 0, treeSize: 8, from: sampleTree(7))
        }
    }
}
