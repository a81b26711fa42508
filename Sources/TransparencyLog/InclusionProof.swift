package import Cryptography

/// A proof that one leaf is in a tree: the audit path of RFC 6962 § 2.1.1.
///
/// The path holds the sibling of the leaf first and the child of the root last; 63 hashes are enough for any tree of
/// fewer than 2⁶³ leaves.
package struct InclusionProof: Hashable, Sendable {
    /// The index of the leaf, from 0.
    package let leafIndex: UInt64

    /// The number of leaves in the tree.
    package let treeSize: UInt64

    /// The hashes beside the way from the leaf to the root.
    package let path: [Digest]

    /// A proof made elsewhere, to be verified.
    package init(leafIndex: UInt64, treeSize: UInt64, path: [Digest]) {
        self.leafIndex = leafIndex
        self.treeSize = treeSize
        self.path = path
    }
}

// MARK: - Making

extension InclusionProof {
    /// The proof for the leaf `leafIndex` in the tree over the first `treeSize` leaves: PATH(m, D[n]) of the RFC.
    ///
    /// - Throws: `ProofError.indexOutOfRange`, or what `source` throws.
    package init(leafIndex: UInt64, treeSize: UInt64, from source: some NodeSource) throws {
        guard leafIndex < treeSize else {
            throw ProofError.indexOutOfRange(leafIndex: leafIndex, treeSize: treeSize)
        }
        var path: [Digest] = []
        var range = LeafRange(start: 0, end: treeSize)
        while range.count > 1 {
            let split = range.split
            if leafIndex < split {
                path.append(try source.rootHash(of: LeafRange(start: split, end: range.end)))
                range.end = split
            } else {
                path.append(try source.rootHash(of: LeafRange(start: range.start, end: split)))
                range.start = split
            }
        }
        self.init(leafIndex: leafIndex, treeSize: treeSize, path: path.reversed())
    }
}

// MARK: - Verification

extension InclusionProof {
    /// Checks that a leaf with the hash `leaf` stands at `leafIndex` in the tree with the given root.
    ///
    /// The algorithm is that of RFC 9162 § 2.1.3.2.
    package func verify(leaf: Digest, root: Digest) throws(ProofError) {
        let calculated = try calculatedRoot(leaf: leaf)
        guard calculated == root else { throw .rootMismatch(calculated: calculated, expected: root) }
    }

    /// The root that the proof leads to from a leaf with the hash `leaf`.
    package func calculatedRoot(leaf: Digest) throws(ProofError) -> Digest {
        guard leafIndex < treeSize else { throw .indexOutOfRange(leafIndex: leafIndex, treeSize: treeSize) }

        // `fn`, `sn` and `r` are the names the RFC uses.
        var fn = leafIndex
        var sn = treeSize - 1
        var r = leaf
        for p in path {
            guard sn > 0 else { throw .wrongPathLength(count: path.count) }
            if fn & 1 == 1 || fn == sn {
                r = .node(p, r)
                while fn & 1 == 0 && fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                r = .node(r, p)
            }
            fn >>= 1
            sn >>= 1
        }
        guard sn == 0 else { throw .wrongPathLength(count: path.count) }
        return r
    }
}
