package import Cryptography

/// What a bundle, or a case folder, shows of a ledger: bytes and claims, nothing of it checked.
///
/// The judge drains it; the closures may throw when the bytes cannot be read at all.
package struct LedgerEvidence {
    /// The ledger's name as claimed.
    package var origin: String
    /// The tree size of the head as claimed.
    package var treeSize: UInt64
    /// Whether every entry below `treeSize` is shown, so that the tree can be rebuilt.
    package var isComplete: Bool
    /// The indexes of the entries shown, ascending.
    package var entryIndexes: EntryIndexes
    /// The DER of an entry; nil when it is not there after all.
    package var entry: (UInt64) throws -> [UInt8]?
    /// The sizes of the checkpoints shown, ascending.
    package var checkpointSizes: [UInt64]
    /// The stamped bytes of a checkpoint: text, empty line, ledger-key lines.
    package var checkpoint: (UInt64) throws -> [UInt8]
    /// The checkpoint with cosignature lines, when one is shown.
    package var cosigned: (UInt64) throws -> [UInt8]?
    /// The `.tlog-proof` of an entry; nil when none is shown.
    package var inclusionProof: (UInt64) throws -> [UInt8]?
    /// The `M-N.consistency` from a size to the head; nil when none is shown.
    package var consistencyProof: (UInt64) throws -> [UInt8]?
    /// The tokens shown.
    package var tokens: [Token]
    /// The certificates shown: material for chains, never trust.
    package var certificates: [Certificate]
    /// For the entries of a range, what reads the disclosures of one: nil where they could not be unlocked.
    package var disclosures: (Range<UInt64>) -> DisclosureReader
    /// Hands over the lines of a list of an entry, one by one, without their LF; false when they are not shown.
    ///
    /// What was handed over counts only once this returns.
    package var listLines: (UInt64, String, ([UInt8]) -> Void) throws -> Bool
    /// What a case folder keeps beside the entries; nil in a bundle.
    package var stored: StoredTables?

    /// Reads the disclosures of one entry; called on several threads at once.
    package typealias DisclosureReader = @Sendable (UInt64) throws -> [String]?

    /// A time-stamp token over the checkpoint of a size.
    package struct Token {
        /// The tree size of the stamped checkpoint.
        package var size: UInt64
        /// The SHA-256 of the token.
        package var digest: Digest
        /// Reads the token as it was received: a long ledger has more of them than fit into memory.
        package var read: () throws -> [UInt8]

        package init(size: UInt64, digest: Digest, read: @escaping () throws -> [UInt8]) {
            self.size = size
            self.digest = digest
            self.read = read
        }
    }

    package init(
        origin: String,
        treeSize: UInt64,
        isComplete: Bool,
        entryIndexes: EntryIndexes,
        entry: @escaping (UInt64) throws -> [UInt8]?,
        checkpointSizes: [UInt64],
        checkpoint: @escaping (UInt64) throws -> [UInt8],
        cosigned: @escaping (UInt64) throws -> [UInt8]?,
        inclusionProof: @escaping (UInt64) throws -> [UInt8]?,
        consistencyProof: @escaping (UInt64) throws -> [UInt8]?,
        tokens: [Token],
        certificates: [Certificate],
        disclosures: @escaping (Range<UInt64>) -> DisclosureReader,
        listLines: @escaping (UInt64, String, ([UInt8]) -> Void) throws -> Bool,
        stored: StoredTables? = nil
    ) {
        self.origin = origin
        self.treeSize = treeSize
        self.isComplete = isComplete
        self.entryIndexes = entryIndexes
        self.entry = entry
        self.checkpointSizes = checkpointSizes
        self.checkpoint = checkpoint
        self.cosigned = cosigned
        self.inclusionProof = inclusionProof
        self.consistencyProof = consistencyProof
        self.tokens = tokens
        self.certificates = certificates
        self.disclosures = disclosures
        self.listLines = listLines
        self.stored = stored
    }
}
