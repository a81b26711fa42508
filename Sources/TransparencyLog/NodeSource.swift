package import Cryptography

/// Where the hashes of a tree's perfect subtrees come from: a database, a file, memory.
///
/// Proofs of a tree of n leaves ask for no more than two nodes a level, and only for nodes whose leaves all exist.
package protocol NodeSource {
    /// The hash of `node`; throws when it is not there or cannot be read.
    func hash(of node: TreeNode) throws -> Digest
}

/// The root of the tree over the first `size` leaves (RFC 6962 § 2.1, MTH).
///
/// - Throws: what `source` throws.
package func rootHash(size: UInt64, from source: some NodeSource) throws -> Digest {
    guard size > 0 else { return .emptyTree }
    return try source.rootHash(of: LeafRange(start: 0, end: size))
}

extension NodeSource {
    /// MTH over the leaves of `range`, which holds at least one.
    ///
    /// The RFC's recursion always splits off the largest perfect subtree at the left, so folding them from the right
    /// gives the same hash.
    func rootHash(of range: LeafRange) throws -> Digest {
        try foldFromRight(range.nodes.map { node throws in try hash(of: node) })
    }
}

/// The root over neighbouring perfect subtrees, given from the left, largest first; `emptyTree` when there are none.
func foldFromRight(_ hashes: [Digest]) -> Digest {
    guard var root = hashes.last else { return .emptyTree }
    for left in hashes.dropLast().reversed() {
        root = .node(left, root)
    }
    return root
}
