package import Cryptography
package import TransparencyLog

/// A checkpoint that the verifier has from elsewhere: a note, a receipt, another bundle.
package struct KnownCheckpoint: Sendable {
    /// The note as received; its signatures are judged with the ledger's own keys.
    package var checkpoint: SignedCheckpoint
    /// Leaves that a receipt names.
    package var leaves: [UInt64: Digest]

    package init(checkpoint: SignedCheckpoint, leaves: [UInt64: Digest] = [:]) {
        self.checkpoint = checkpoint
        self.leaves = leaves
    }
}
