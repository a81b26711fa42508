package import Cryptography

/// A tree head: what a ledger claims to hold at one moment (C2SP tlog-checkpoint v1.0.0, without extension lines).
///
/// The text form is specified in `docs/formats/checkpoint.md`. An example:
///
///     scelle.invalid/56475aa75463474c0285df5dbf2bcab7
///     20852163
///     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
package struct Checkpoint: Sendable {
    /// The largest tree that is read: 2⁶³ - 1 leaves, whose proofs have at most 63 hashes, as the standard allows.
    package static let maximumTreeSize = UInt64(Int64.max)

    /// The name of the ledger.
    package let origin: String

    /// The number of leaves in the tree.
    package let treeSize: UInt64

    /// The root of the Merkle tree over those leaves.
    package let rootHash: Digest

    /// A checkpoint with these values.
    ///
    /// - Throws: `CheckpointError`, when its text would not read back.
    package init(origin: String, treeSize: UInt64, rootHash: Digest) throws(CheckpointError) {
        guard !origin.isEmpty, origin.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
            throw .malformedOrigin
        }
        guard treeSize <= Self.maximumTreeSize else { throw .malformedTreeSize }
        guard treeSize > 0 || rootHash == .emptyTree else { throw .rootOfEmptyTree }
        self.origin = origin
        self.treeSize = treeSize
        self.rootHash = rootHash
    }
}

// MARK: - Text form

extension Checkpoint {
    /// The canonical text: origin, tree size, root, each on a line.
    package var text: [UInt8] {
        Array("\(origin)\n\(treeSize)\n\(rootHash.base64)\n".utf8)
    }

    /// Reads the canonical text; any other spelling, and extension lines, are refused.
    package init(parsing text: [UInt8]) throws(CheckpointError) {
        var lines = LineReader(text)
        guard let originLine = lines.next(), let sizeLine = lines.next(), let rootLine = lines.next(),
            lines.rest.isEmpty
        else { throw .wrongLineCount }
        guard let origin = String(validating: originLine, as: UTF8.self) else { throw .malformedOrigin }
        guard let treeSize = UInt64(canonicalDecimal: sizeLine) else { throw .malformedTreeSize }
        guard let root = [UInt8](base64Line: rootLine), let rootHash = Digest(bytes: root) else {
            throw .malformedRootHash
        }
        try self.init(origin: origin, treeSize: treeSize, rootHash: rootHash)
    }
}

// MARK: - Comparison

extension Checkpoint: Hashable {
    /// Compares as bytes: Swift's `==` on strings takes canonically equivalent origins for one.
    package static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.isOfSameLedger(as: right) && left.treeSize == right.treeSize && left.rootHash == right.rootHash
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(treeSize)
        hasher.combine(rootHash)
    }

    /// Whether both have the same origin, byte for byte.
    package func isOfSameLedger(as other: Checkpoint) -> Bool {
        origin.utf8.elementsEqual(other.origin.utf8)
    }
}

/// Why a text is not a checkpoint, or why a checkpoint is not the word of its ledger.
package enum CheckpointError: Error, Hashable {
    /// The note around the checkpoint is malformed, or a signature in it does not hold.
    case note(NoteError)

    /// There are not exactly three lines.
    case wrongLineCount

    /// The origin is empty, not UTF-8, or has a control character in it.
    case malformedOrigin

    /// The tree size is not a decimal number without leading zero, up to 2⁶³ - 1.
    case malformedTreeSize

    /// The root is not canonical base64 of 32 bytes.
    case malformedRootHash

    /// The tree is empty, but the root is not the SHA-256 of nothing.
    case rootOfEmptyTree

    /// A key to check with signs under another name than the checkpoint's origin.
    case keyOfAnotherLedger(name: String, origin: String)

    /// A key that must have signed has not.
    case missingSignature(name: String, keyID: UInt32)

    /// No key to check with was given.
    case noKey
}
