package import Cryptography

/// A proof that a tree begins with all the leaves of an older one, unchanged and in order (RFC 6962 § 2.1.2).
///
/// Between equal sizes, and from the empty tree, the proof has no hashes (C2SP tlog-witness).
package struct ConsistencyProof: Hashable, Sendable {
    /// The number of leaves in the older tree.
    package let oldSize: UInt64

    /// The number of leaves in the newer tree.
    package let newSize: UInt64

    /// The hashes of the proof, lowest first.
    package let path: [Digest]

    /// A proof made elsewhere, to be verified.
    package init(oldSize: UInt64, newSize: UInt64, path: [Digest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }
}

// MARK: - Making

extension ConsistencyProof {
    /// The proof from the tree over the first `oldSize` leaves to that over the first `newSize`: PROOF(m, D[n]).
    ///
    /// - Throws: `ProofError.sizesOutOfOrder`, or what `source` throws.
    package init(oldSize: UInt64, newSize: UInt64, from source: some NodeSource) throws {
        guard oldSize <= newSize else { throw ProofError.sizesOutOfOrder(oldSize: oldSize, newSize: newSize) }
        guard oldSize > 0, oldSize < newSize else {
            self.init(oldSize: oldSize, newSize: newSize, path: [])
            return
        }
        // SUBPROOF(m, D[n], b) of the RFC, unrolled: `range` shrinks until it ends where the older tree does. The RFC's
        // `b` is true as long as the range begins at the first leaf: then the older root is known to the verifier.
        var path: [Digest] = []
        var range = LeafRange(start: 0, end: newSize)
        while oldSize < range.end {
            let split = range.split
            if oldSize <= split {
                path.append(try source.rootHash(of: LeafRange(start: split, end: range.end)))
                range.end = split
            } else {
                path.append(try source.rootHash(of: LeafRange(start: range.start, end: split)))
                range.start = split
            }
        }
        if range.start > 0 {
            path.append(try source.rootHash(of: range))
        }
        self.init(oldSize: oldSize, newSize: newSize, path: path.reversed())
    }
}

// MARK: - Verification

extension ConsistencyProof {
    /// Checks that the tree with `newRoot` begins with the leaves of the tree with `oldRoot`.
    ///
    /// The algorithm is that of RFC 9162 § 2.1.4.2.
    package func verify(oldRoot: Digest, newRoot: Digest) throws(ProofError) {
        guard oldSize <= newSize else { throw .sizesOutOfOrder(oldSize: oldSize, newSize: newSize) }
        guard oldSize > 0 else { return try verifyFromEmptyTree(oldRoot: oldRoot, newRoot: newRoot) }
        guard oldSize < newSize else { return try verifySameTree(oldRoot: oldRoot, newRoot: newRoot) }

        // Step 2: an older tree that is perfect is a node of the newer one, which the path leaves out.
        let isPerfect = oldSize & (oldSize - 1) == 0
        var hashes = path[...]
        guard let first = isPerfect ? oldRoot : hashes.popFirst() else { throw .wrongPathLength(count: path.count) }

        // `fn`, `sn`, `fr` and `sr` are the names the RFC uses.
        var fn = oldSize - 1
        var sn = newSize - 1
        let skipped = (~fn).trailingZeroBitCount
        fn >>= UInt64(skipped)
        sn >>= UInt64(skipped)
        var fr = first
        var sr = first
        for c in hashes {
            guard sn > 0 else { throw .wrongPathLength(count: path.count) }
            if fn & 1 == 1 || fn == sn {
                fr = .node(c, fr)
                sr = .node(c, sr)
                while fn & 1 == 0 && fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                sr = .node(sr, c)
            }
            fn >>= 1
            sn >>= 1
        }
        guard sn == 0 else { throw .wrongPathLength(count: path.count) }
        guard fr == oldRoot else { throw .oldRootMismatch(calculated: fr, expected: oldRoot) }
        guard sr == newRoot else { throw .rootMismatch(calculated: sr, expected: newRoot) }
    }

    /// Every tree begins with the empty one, whose root is the SHA-256 of nothing; there is nothing to prove.
    private func verifyFromEmptyTree(oldRoot: Digest, newRoot: Digest) throws(ProofError) {
        guard path.isEmpty else { throw .wrongPathLength(count: path.count) }
        guard oldRoot == .emptyTree else { throw .oldRootMismatch(calculated: .emptyTree, expected: oldRoot) }
        guard newSize > 0 || newRoot == .emptyTree else {
            throw .rootMismatch(calculated: .emptyTree, expected: newRoot)
        }
    }

    /// Two heads of one size must be the same head.
    private func verifySameTree(oldRoot: Digest, newRoot: Digest) throws(ProofError) {
        guard path.isEmpty else { throw .wrongPathLength(count: path.count) }
        guard oldRoot == newRoot else { throw .rootMismatch(calculated: oldRoot, expected: newRoot) }
    }
}
