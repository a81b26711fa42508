/// The hashes of a Merkle tree (RFC 6962 § 2.1): domain-separated, so that no leaf can pass for a node.
extension Digest {
    /// The hash of one leaf: `SHA-256(0x00 ‖ leaf)`.
    package static func leafHash(of leaf: [UInt8]) -> Digest {
        var hash = SHA256()
        hash.update([0x00])
        hash.update(leaf)
        return hash.finalize()
    }

    /// The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)`.
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 8) { bytes in
            bytes[0] = 0x01
            left.store(in: bytes, at: 1)
            right.store(in: bytes, at: 1 + byteCount)
            return Digest(of: UnsafeRawBufferPointer(bytes))
        }
    }

    /// The root of the tree without leaves: the SHA-256 of nothing.
    package static let emptyTree = Digest(of: [])

    /// The root over leaves that are all at hand, given their leaf hashes in order; `emptyTree` when there are none.
    ///
    /// Pairs are joined level by level and an odd last one moves up unchanged, which is RFC 6962's split at the largest
    /// power of two smaller than the number of leaves.
    package static func merkleRoot(of leafHashes: [Digest]) -> Digest {
        guard !leafHashes.isEmpty else { return emptyTree }
        var level = leafHashes
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { position in
                position + 1 < level.count ? node(level[position], level[position + 1]) : level[position]
            }
        }
        return level[0]
    }
}
