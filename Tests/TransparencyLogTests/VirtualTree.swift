import Cryptography
import TransparencyLog

/// A tree as large as anyone likes whose leaves are all the same, so that each level has one hash; it counts the reads.
///
/// Its leaves differ in nothing but their index's last bit, so that a leaf moved to its neighbour's place is found.
final class VirtualTree: NodeSource {
    /// Sizes where a shift or a sum one too far would overflow.
    static let sizes: [UInt64] = [
        0x4000_0000_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0x8000_0000_0000_0001,
        0xffff_ffff_ffff_fffe, 0xffff_ffff_ffff_ffff,
    ]

    /// How often a node was asked for.
    var reads = 0

    func hash(of node: TreeNode) -> Digest {
        reads += 1
        if node.level == 0 { return .leafHash(of: [UInt8(node.index & 1)]) }
        var hash = Digest.node(.leafHash(of: [0]), .leafHash(of: [1]))
        for _ in 1..<node.level { hash = .node(hash, hash) }
        return hash
    }
}

/// `digest` with one bit changed, 0 being the highest of the first byte.
func flipped(_ bit: Int, of digest: Digest) throws -> Digest {
    var bytes = digest.bytes
    bytes[bit / 8] ^= 0x80 >> UInt8(bit % 8)
    guard let changed = Digest(bytes: bytes) else { throw MissingNode(node: TreeNode(level: 0, index: 0)) }
    return changed
}
