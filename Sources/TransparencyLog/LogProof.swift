package import Cryptography

/// The proof that one entry is in a ledger: its place, its inclusion proof, the signed checkpoint (C2SP tlog-proof).
///
/// `docs/formats/proof.md` has an example. The grammar:
///
///     c2sp.org/tlog-proof@v1
///     extra <base64>              optional; vouched for by nobody
///     index <decimal>
///     <base64 of a hash>          none to 63, the leaf's sibling first
///                                 an empty line
///     <the signed checkpoint>
package struct LogProof: Hashable, Sendable {
    /// Data beside the proof, which no signature covers; our own proofs have none.
    package let extra: [UInt8]?

    /// The index of the leaf, from 0.
    package let leafIndex: UInt64

    /// The hashes of the inclusion proof.
    package let path: [Digest]

    /// The head of the tree that the leaf is proven to be in.
    package let checkpoint: SignedCheckpoint

    /// The proof that the leaf of `inclusion` is in the tree of `checkpoint`.
    ///
    /// - Throws: `LogProofError.sizeMismatch`, when the two speak of trees of different size; `.tooManyHashes`.
    package init(_ inclusion: InclusionProof, checkpoint: SignedCheckpoint) throws(LogProofError) {
        guard inclusion.treeSize == checkpoint.checkpoint.treeSize else { throw .sizeMismatch }
        guard inclusion.path.count <= HashLines.maximumCount else { throw .tooManyHashes }
        extra = nil
        leafIndex = inclusion.leafIndex
        path = inclusion.path
        self.checkpoint = checkpoint
    }

    /// The inclusion proof in it.
    package var inclusion: InclusionProof {
        InclusionProof(leafIndex: leafIndex, treeSize: checkpoint.checkpoint.treeSize, path: path)
    }
}

// MARK: - Text form

extension LogProof {
    private static let header = "c2sp.org/tlog-proof@v1"

    /// The most bytes a proof may have: a checkpoint and as much again for what stands before it.
    package static let maximumByteCount = 2 * SignedNote.maximumByteCount

    /// The file's bytes.
    package var bytes: [UInt8] {
        let extraLine = extra.map { "extra \($0.base64)\n" } ?? ""
        return Array("\(Self.header)\n\(extraLine)index \(leafIndex)\n".utf8)
            + HashLines.bytes(of: path) + checkpoint.bytes
    }

    /// Reads a proof; any other spelling is refused.
    ///
    /// Of ten thousand proofs most end in the same checkpoint: where this one ends in the bytes of `shared`, that is what was
    /// read of them before.
    package init(parsing bytes: [UInt8], sharing shared: SharedCheckpoint? = nil) throws(LogProofError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLarge(byteCount: bytes.count) }
        var lines = LineReader(bytes)
        guard let header = lines.next(), header.elementsEqual(Self.header.utf8) else { throw .unknownVersion }
        if let line = lines.next(after: "extra ") {
            guard let data = [UInt8](base64Line: line) else { throw .malformedExtra }
            extra = data
        } else {
            extra = nil
        }
        guard let line = lines.next(after: "index "), let leafIndex = UInt64(canonicalDecimal: line) else {
            throw .malformedIndex
        }
        self.leafIndex = leafIndex
        path = try HashLines.read(from: &lines)
        if let shared, lines.rest.elementsEqual(shared.bytes) {
            checkpoint = shared.checkpoint
            return
        }
        do {
            checkpoint = try SignedCheckpoint(parsing: Array(lines.rest))
        } catch { throw .checkpoint(error) }
    }
}

/// A checkpoint that several proofs end in, and its bytes, that they are compared with.
package struct SharedCheckpoint: Sendable {
    /// What was read.
    package let checkpoint: SignedCheckpoint

    fileprivate let bytes: [UInt8]

    /// The checkpoint that some proof ends in.
    package init(_ checkpoint: SignedCheckpoint) {
        self.checkpoint = checkpoint
        bytes = checkpoint.bytes
    }
}

// MARK: - Verification

extension LogProof {
    /// Checks that a leaf with the hash `leaf` is in the ledger of `ledgerKeys`, at `leafIndex`.
    ///
    /// The steps are those of `docs/formats/proof.md` § 4.
    package func verify(leaf: Digest, ledgerKeys: [VerifierKey]) throws(LogProofError) {
        // 2. The checkpoint is the ledger's.
        do {
            try checkpoint.verify(ledgerKeys: ledgerKeys)
        } catch { throw .checkpoint(error) }
        // 3. The leaf is in its tree.
        do {
            try inclusion.verify(leaf: leaf, root: checkpoint.checkpoint.rootHash)
        } catch { throw .proof(error) }
    }
}

/// Why bytes are not a proof file, or why a proof does not hold.
package enum LogProofError: Error, Hashable {
    /// The file has more bytes than the format's limit.
    case tooLarge(byteCount: Int)

    /// The first line is not that of the one version that is known.
    case unknownVersion

    /// The line `extra` is not canonical base64.
    case malformedExtra

    /// There is no line `index` with a decimal number without leading zero.
    case malformedIndex

    /// There is no line `old` with a decimal number without leading zero.
    case malformedOldSize

    /// The given hash line, counted from 1, is not canonical base64 of 32 bytes.
    case malformedHash(number: Int)

    /// There are more than 63 hashes.
    case tooManyHashes

    /// No empty line ends the hashes.
    case noEmptyLine

    /// The checkpoint is malformed or not the ledger's.
    case checkpoint(CheckpointError)

    /// Proof and checkpoint speak of trees of different size.
    case sizeMismatch

    /// The checkpoints are of different ledgers.
    case originMismatch

    /// The proof does not lead from leaf, or older root, to root.
    case proof(ProofError)
}
