package import Cryptography

/// The right edge of a growing tree: what is needed to append to it and to know its root, and no more.
///
/// It holds one hash a set bit of the size, at most 64. Appending returns every perfect subtree that the new leaf
/// completes, to be kept by whoever answers for proofs:
///
///     var frontier = try TreeFrontier(size: ledger.size, from: ledger)
///     for (node, hash) in frontier.append(.leafHash(of: entry)) { try ledger.insert(node, hash) }
package struct TreeFrontier: Hashable, Sendable {
    /// The number of leaves.
    package private(set) var size: UInt64 = 0

    /// The hashes of the perfect subtrees that make up the tree, from the left, largest first.
    private var hashes: [Digest] = []

    /// The edge of the tree without leaves.
    package init() {}

    /// The edge of the tree over the first `size` leaves.
    ///
    /// - Throws: what `source` throws.
    package init(size: UInt64, from source: some NodeSource) throws {
        self.size = size
        hashes = try LeafRange(start: 0, end: size).nodes.map { node throws in try source.hash(of: node) }
    }

    /// The root over all leaves; that of the empty tree when there are none.
    package var rootHash: Digest { foldFromRight(hashes) }

    /// Adds a leaf and returns every perfect subtree that it completes: the leaf first, then its ancestors upwards.
    ///
    /// - Precondition: the tree has fewer than 2⁶⁴ - 1 leaves, which at a million a second takes half a million years.
    package mutating func append(_ leafHash: Digest) -> [(node: TreeNode, hash: Digest)] {
        precondition(size < .max, "a tree's size is counted in 64 bits")
        var completed = [(node: TreeNode(level: 0, index: size), hash: leafHash)]
        var hash = leafHash
        for level in 0..<size.trailingOnes {
            hash = .node(hashes.removeLast(), hash)
            completed.append((TreeNode(level: level + 1, index: size >> UInt64(level + 1)), hash))
        }
        hashes.append(hash)
        size += 1
        return completed
    }
}

extension UInt64 {
    /// The number of one bits below the lowest zero bit.
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
