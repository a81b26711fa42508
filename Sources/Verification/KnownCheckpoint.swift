package import Cryptography
package import TransparencyLog

/// A checkpoint that the verifier has from elsewhere: a note, a receipt, another bundle, or her own memory of the ledger.
package struct KnownCheckpoint: Sendable {
    /// The note as received; its signatures are judged with the ledger's own keys.
    package var checkpoint: SignedCheckpoint
    /// Leaves that a receipt names.
    package var leaves: [UInt64: Digest]
    /// Where it comes from, for people: the path of a file.
    package var source: String
    /// Whether its signatures were verified when it was put where it comes from: the verifier's own memory.
    package var wasVerified: Bool

    package init(
        checkpoint: SignedCheckpoint,
        leaves: [UInt64: Digest] = [:],
        source: String,
        wasVerified: Bool = false
    ) {
        self.checkpoint = checkpoint
        self.leaves = leaves
        self.source = source
        self.wasVerified = wasVerified
    }
}
