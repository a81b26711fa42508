package import Cryptography

/// A Merkle tree in memory, with every perfect subtree: for lists, small ledgers and rebuilding a bundle's root.
///
///     let tree = MerkleTree(leafHashes: entries.map { .leafHash(of: $0) })
///     let root = tree.rootHash
package struct MerkleTree: Hashable, Sendable {
    /// The hashes of the perfect subtrees, by level and index.
    private var levels: [[Digest]] = [[]]

    /// The tree without leaves.
    package init() {}

    /// The tree over leaves with these hashes, in order.
    package init(leafHashes: some Sequence<Digest>) {
        levels = [Array(leafHashes)]
        while let below = levels.last, below.count > 1 {
            levels.append(
                stride(from: 0, to: below.count - 1, by: 2).map { .node(below[$0], below[$0 + 1]) }
            )
        }
    }

    /// The number of leaves.
    package var size: UInt64 { UInt64(levels[0].count) }

    /// The root over all leaves.
    package var rootHash: Digest {
        foldFromRight(LeafRange(start: 0, end: size).nodes.map { levels[$0.level][Int($0.index)] })
    }

    /// Adds a leaf at the end.
    package mutating func append(_ leafHash: Digest) {
        var hash = leafHash
        var level = 0
        levels[0].append(hash)
        while levels[level].count.isMultiple(of: 2) {
            hash = .node(levels[level][levels[level].count - 2], hash)
            level += 1
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
        }
    }
}

extension MerkleTree: NodeSource {
    /// The hash of `node`.
    ///
    /// - Throws: `MissingNode` when not all of its leaves are in the tree.
    package func hash(of node: TreeNode) throws(MissingNode) -> Digest {
        guard node.level < levels.count, let index = Int(exactly: node.index), index < levels[node.level].count else {
            throw MissingNode(node: node)
        }
        return levels[node.level][index]
    }
}

/// A node that a tree does not have, because some of its leaves do not exist.
package struct MissingNode: Error, Hashable {
    /// The node asked for.
    package let node: TreeNode

    /// The error for `node`.
    package init(node: TreeNode) {
        self.node = node
    }
}
