package import Cryptography
package import Custody

/// An entry of the ledger: its place, the time that its signer declared, and the times that third parties attest.
package struct EntrySummary: Hashable, Sendable {
    /// The leaf index, from 0.
    package let index: UInt64

    /// The leaf hash.
    package let leafHash: Digest

    /// What the signer's computer showed.
    package let declaredAt: DeclaredTime

    /// The earliest time stamp over a checkpoint that covers the entry; nil while there is none.
    package let attested: AttestedTime?

    /// The entry was made no earlier than this, by a time stamp that it refers to; nil when it refers to none.
    package let notBefore: Instant?

    /// The entry at `index`.
    package init(
        index: UInt64,
        leafHash: Digest,
        declaredAt: DeclaredTime,
        attested: AttestedTime?,
        notBefore: Instant?
    ) {
        self.index = index
        self.leafHash = leafHash
        self.declaredAt = declaredAt
        self.attested = attested
        self.notBefore = notBefore
    }
}
