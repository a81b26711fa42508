/// A checkpoint in its signed note, with whatever cosignatures have come to it; unchecked until `verify` is called.
///
/// `docs/formats/checkpoint.md` has an example.
package struct SignedCheckpoint: Hashable, Sendable {
    /// What the note says.
    package let checkpoint: Checkpoint

    /// The note.
    package let note: SignedNote

    /// The checkpoint that `signers` sign, in that order.
    ///
    /// - Throws: `CheckpointError.note`, when there is no signer.
    package init(_ checkpoint: Checkpoint, signers: [NoteSigner]) throws(CheckpointError) {
        do {
            note = try SignedNote(text: checkpoint.text, signers: signers)
        } catch { throw .note(error) }
        self.checkpoint = checkpoint
    }

    /// The checkpoint in `note`.
    package init(_ note: SignedNote) throws(CheckpointError) {
        self.note = note
        checkpoint = try Checkpoint(parsing: note.text)
    }
}

// MARK: - Text form

extension SignedCheckpoint {
    /// The whole note.
    package var bytes: [UInt8] { note.bytes }

    /// Reads a signed note whose text is a checkpoint.
    package init(parsing bytes: [UInt8]) throws(CheckpointError) {
        let note: SignedNote
        do {
            note = try SignedNote(parsing: bytes)
        } catch { throw .note(error) }
        try self.init(note)
    }

    /// What a time stamp is over: text, empty line, and the lines of `ledgerKeys` only, in that order.
    ///
    /// Those are the bytes of `checkpoints/<size>` in a bundle: cosignatures that come later do not change them. Nil
    /// unless each of `ledgerKeys` signed exactly once, and truly.
    package func stampedBytes(ledgerKeys: [VerifierKey]) -> [UInt8]? {
        guard !ledgerKeys.isEmpty else { return nil }
        var bytes = note.text + [lineFeed]
        for key in ledgerKeys {
            let lines = note.signatures.filter { $0.isNamed(key) }
            guard lines.count == 1, lines[0].isValid(for: key, text: note.text) else { return nil }
            bytes += lines[0].line
        }
        return bytes
    }

    /// The same checkpoint with further signature lines at the end; a line that it already has is not repeated.
    ///
    /// - Throws: `CheckpointError.note`, when there would be too many.
    package func adding(_ lines: [NoteSignature]) throws(CheckpointError) -> SignedCheckpoint {
        var signatures = note.signatures
        for line in lines where !signatures.contains(line) { signatures.append(line) }
        let cosigned: SignedNote
        do {
            cosigned = try SignedNote(text: note.text, signatures: signatures)
        } catch { throw .note(error) }
        return try SignedCheckpoint(cosigned)
    }
}

// MARK: - Verification

extension SignedCheckpoint {
    /// Checks that the checkpoint is the word of its ledger: every one of `ledgerKeys` signed it.
    ///
    /// The steps are those of `docs/formats/checkpoint.md` § 4, from the third on; reading did the first two. After a
    /// change of keys both the old and the new must be given, and both must have signed.
    package func verify(ledgerKeys: [VerifierKey]) throws(CheckpointError) {
        // 3. The keys are this ledger's.
        guard !ledgerKeys.isEmpty else { throw .noKey }
        for key in ledgerKeys where !key.name.utf8.elementsEqual(checkpoint.origin.utf8) {
            throw .keyOfAnotherLedger(name: key.name, origin: checkpoint.origin)
        }
        // 4. No known signature fails, and at least one holds.
        let signers: [VerifierKey]
        do {
            signers = try note.verifiedSigners(among: ledgerKeys)
        } catch { throw .note(error) }
        // 5. None is missing.
        for key in ledgerKeys where !signers.contains(key) {
            throw .missingSignature(name: key.name, keyID: key.keyID)
        }
    }

    /// The cosignatures by `witnesses` that hold, one a line.
    ///
    /// - Throws: `CheckpointError.note`, when a line by one of them does not hold.
    package func cosignatures(by witnesses: [VerifierKey]) throws(CheckpointError) -> [Cosignature] {
        var cosignatures: [Cosignature] = []
        for (position, line) in note.signatures.enumerated() {
            guard let witness = witnesses.first(where: { line.isNamed($0) }) else { continue }
            guard let cosignature = Cosignature(line), cosignature.isValid(for: witness, text: note.text) else {
                throw .note(.invalidSignature(line: position + 1, name: witness.name))
            }
            cosignatures.append(cosignature)
        }
        return cosignatures
    }
}
