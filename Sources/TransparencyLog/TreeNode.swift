/// A perfect subtree of the ledger's tree: its position, not its hash.
///
/// A node of level `l` and index `i` stands over the leaves `i·2^l ..< (i+1)·2^l`; a leaf is a node of level 0. Nodes
/// never change once their leaves exist, so they can be kept for good. For seven leaves:
///
///             (1,0)·(1,1) ← (2,0)
///     (1,0)   (1,1)   (1,2)
///      0 1     2 3     4 5    6
package struct TreeNode: Hashable, Sendable {
    /// The height above the leaves, 0 to 63.
    package let level: Int

    /// The position among the nodes of that level, from the left.
    package let index: UInt64

    /// The node `index` of `level`.
    ///
    /// - Precondition: `level` is 0 to 63, and the last leaf below the node can be counted in 64 bits.
    package init(level: Int, index: UInt64) {
        precondition((0...63).contains(level) && index <= UInt64.max >> UInt64(level), "no such node in a 64-bit tree")
        self.level = level
        self.index = index
    }
}

// MARK: - Ranges of leaves

/// The leaves `start ..< end` of a tree, as RFC 6962 § 2.1 splits them: a whole tree, or one side of a split.
///
/// `start` is a multiple of the smallest power of two that is not less than the number of leaves; the recursive
/// definitions of the RFC meet no other ranges. `end` is at least `start`.
struct LeafRange {
    /// The index of the first leaf.
    var start: UInt64

    /// The index after the last leaf.
    var end: UInt64

    /// The number of leaves.
    var count: UInt64 { end - start }

    /// Where the RFC splits the range: `start` plus `k`, the largest power of two smaller than the number of leaves.
    ///
    /// - Precondition: there are at least two leaves.
    var split: UInt64 {
        start + (1 << UInt64(63 - (count - 1).leadingZeroBitCount))
    }

    /// The perfect subtrees that make up the range, from the left, largest first: one a set bit of the number of leaves.
    var nodes: [TreeNode] {
        var nodes: [TreeNode] = []
        var position = start
        for level in stride(from: 63, through: 0, by: -1) where count >> UInt64(level) & 1 == 1 {
            nodes.append(TreeNode(level: level, index: position >> UInt64(level)))
            position += 1 << UInt64(level)
        }
        return nodes
    }
}
