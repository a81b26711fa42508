package import Cryptography

/// The proof that one head of a ledger continues an older one: `M-N.consistency`, the body of a C2SP add-checkpoint request.
///
/// `docs/formats/proof.md` has an example. The grammar:
///
///     old <decimal>
///     <base64 of a hash>          none to 63
///                                 an empty line
///     <the signed checkpoint of the newer tree>
package struct ConsistencyFile: Hashable, Sendable {
    /// The size of the older tree.
    package let oldSize: UInt64

    /// The hashes of the consistency proof.
    package let path: [Digest]

    /// The newer head.
    package let checkpoint: SignedCheckpoint

    /// The file for a proof to the tree of `checkpoint`.
    ///
    /// - Throws: `LogProofError.sizeMismatch`, when the proof leads to a tree of another size; `.tooManyHashes`.
    package init(_ consistency: ConsistencyProof, checkpoint: SignedCheckpoint) throws(LogProofError) {
        guard consistency.newSize == checkpoint.checkpoint.treeSize else { throw .sizeMismatch }
        guard consistency.path.count <= HashLines.maximumCount else { throw .tooManyHashes }
        oldSize = consistency.oldSize
        path = consistency.path
        self.checkpoint = checkpoint
    }

    /// The consistency proof in it.
    package var consistency: ConsistencyProof {
        ConsistencyProof(oldSize: oldSize, newSize: checkpoint.checkpoint.treeSize, path: path)
    }
}

// MARK: - Text form

extension ConsistencyFile {
    /// The most bytes a file may have: a checkpoint and as much again for what stands before it.
    package static let maximumByteCount = 2 * SignedNote.maximumByteCount

    /// The file's bytes.
    package var bytes: [UInt8] {
        Array("old \(oldSize)\n".utf8) + HashLines.bytes(of: path) + checkpoint.bytes
    }

    /// Reads a file; any other spelling is refused.
    package init(parsing bytes: [UInt8]) throws(LogProofError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLarge(byteCount: bytes.count) }
        var lines = LineReader(bytes)
        guard let line = lines.next(after: "old "), let oldSize = UInt64(canonicalDecimal: line) else {
            throw .malformedOldSize
        }
        self.oldSize = oldSize
        path = try HashLines.read(from: &lines)
        do {
            checkpoint = try SignedCheckpoint(parsing: Array(lines.rest))
        } catch { throw .checkpoint(error) }
    }
}

// MARK: - Verification

extension ConsistencyFile {
    /// Checks that the newer head, signed by all of `ledgerKeys`, continues `older`.
    ///
    /// The steps are those of `docs/formats/proof.md` § 5. That `older` is itself the word of the ledger is for the
    /// caller to know.
    package func verify(older: Checkpoint, ledgerKeys: [VerifierKey]) throws(LogProofError) {
        // 2. The newer checkpoint is the ledger's.
        do {
            try checkpoint.verify(ledgerKeys: ledgerKeys)
        } catch { throw .checkpoint(error) }
        // 3. The older one is of the same ledger and of the size that the file names.
        guard older.isOfSameLedger(as: checkpoint.checkpoint) else { throw .originMismatch }
        guard older.treeSize == oldSize else { throw .sizeMismatch }
        // 4. The newer tree begins with the leaves of the older.
        do {
            try consistency.verify(oldRoot: older.rootHash, newRoot: checkpoint.checkpoint.rootHash)
        } catch { throw .proof(error) }
    }
}
