package import Cryptography

/// Why a proof does not hold, or cannot be made.
package enum ProofError: Error, Hashable {
    /// The leaf index is not smaller than the tree size.
    case indexOutOfRange(leafIndex: UInt64, treeSize: UInt64)

    /// The older tree is larger than the newer one.
    case sizesOutOfOrder(oldSize: UInt64, newSize: UInt64)

    /// The proof has more or fewer hashes than its position in the tree calls for.
    case wrongPathLength(count: Int)

    /// The proof leads to another root than the one of the tree, or of the newer tree.
    case rootMismatch(calculated: Digest, expected: Digest)

    /// The proof leads to another root of the older tree.
    case oldRootMismatch(calculated: Digest, expected: Digest)
}
