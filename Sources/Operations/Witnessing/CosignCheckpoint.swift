internal import Cryptography
internal import LedgerStore
package import TransparencyLog

/// Cosigns a checkpoint that continues the last one of its ledger that the witness cosigned, and no other.
///
/// The steps are those of `docs/formats/witness.md` § 4. A cosignature exists outside this process only once the witness
/// remembers it, durably.
package enum CosignCheckpoint {
    /// What a witness is asked.
    package struct Request: Sendable {
        /// The file of the checkpoint: a signed note, or a consistency file, which has one in it.
        package var checkpoint: String
        /// The file of the proof from the last checkpoint that was cosigned; nil where there is none.
        package var proof: String?
        /// The ledger's key as the person was told it; needed when the ledger is seen for the first time.
        package var logKey: VerifierKey?
        /// Where the cosigned checkpoint goes; nil for the caller's own output.
        package var output: String?

        /// A request of these.
        package init(
            checkpoint: String,
            proof: String? = nil,
            logKey: VerifierKey? = nil,
            output: String? = nil
        ) {
            self.checkpoint = checkpoint
            self.proof = proof
            self.logKey = logKey
            self.output = output
        }
    }

    /// What the witness has said.
    package struct Cosigned: Sendable {
        /// Who said it.
        package let witness: StoredWitness
        /// The checkpoint with the cosignature.
        package let checkpoint: SignedCheckpoint
        /// The cosignature alone.
        package let cosignature: Cosignature
        /// The size of the tree that was cosigned before; nil when the ledger was unknown.
        package let before: UInt64?
        /// Where it was written; nil when it was not.
        package let path: String?
    }

    /// Cosigns what `request` asks for as the witness `name`, or as the only one.
    package static func run(
        _ request: Request,
        as name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> Cosigned {
        try OperationError.mapping {
            let output = try request.output.map { try NewFile.path($0, in: surroundings) }
            let (checkpoint, proof) = try read(request, in: surroundings)
            let witness = try IdentityStore(in: surroundings).witness(name)
            let memory = WitnessMemory(of: witness.key, in: try surroundings.stateFolder())
            // Whoever is refused is not asked for a passphrase first.
            _ = try logKey(
                for: checkpoint,
                proof: proof,
                known: memory.record(origin: checkpoint.checkpoint.origin),
                given: request.logKey
            )
            let signer = try witness.signer(passphrase: passphrase)
            var before: UInt64?
            var cosignature: Cosignature?
            let now = surroundings.now()
            let record = try memory.advance(origin: checkpoint.checkpoint.origin) { known in
                let key = try logKey(for: checkpoint, proof: proof, known: known, given: request.logKey)
                let made = signer.cosign(checkpoint.checkpoint, at: now)
                before = known?.checkpoint.checkpoint.treeSize
                cosignature = made
                return WitnessMemory.Record(logKey: key, checkpoint: try checkpoint.adding([made.line]))
            }
            // REMEMBERED: from here on the cosignature may be shown.
            guard let cosignature else { preconditionFailure("a record was decided on") }
            if let output { try DurableFile.write(record.checkpoint.bytes, to: output) }
            return Cosigned(
                witness: witness,
                checkpoint: record.checkpoint,
                cosignature: cosignature,
                before: before,
                path: output
            )
        }
    }

    // MARK: - Steps

    /// Step 1: the checkpoint, and the proof where one came.
    private static func read(
        _ request: Request,
        in surroundings: Surroundings
    ) throws -> (SignedCheckpoint, ConsistencyFile?) {
        let path = surroundings.absolute(request.checkpoint)
        let bytes = try NoteFile.bytes(path)
        if bytes.starts(with: "old ".utf8) {
            guard request.proof == nil else { throw OperationError(.witnessTwoProofs, ["path": path]) }
            let file = try NoteFile.consistency(bytes, path: path)
            return (file.checkpoint, file)
        }
        let checkpoint = try NoteFile.checkpoint(bytes, path: path)
        guard let proof = request.proof.map({ surroundings.absolute($0) }) else { return (checkpoint, nil) }
        let file = try NoteFile.consistency(NoteFile.bytes(proof), path: proof)
        guard file.checkpoint.checkpoint == checkpoint.checkpoint else {
            throw OperationError(.witnessProofOfOther, ["path": proof])
        }
        return (checkpoint, file)
    }

    /// Steps 2 to 5: the key that the ledger is to be known by, when all of them hold.
    private static func logKey(
        for checkpoint: SignedCheckpoint,
        proof: ConsistencyFile?,
        known: WitnessMemory.Record?,
        given: VerifierKey?
    ) throws -> VerifierKey {
        let origin = checkpoint.checkpoint.origin
        // 2. The ledger's key is known, or was given by the person.
        guard let key = given ?? known?.logKey else { throw OperationError(.witnessLogKeyMissing, ["origin": origin]) }
        // 3. The checkpoint is signed by it; by the one on record too, where another was given.
        do {
            let keys = known.map { $0.logKey == key ? [key] : [$0.logKey, key] } ?? [key]
            try checkpoint.verify(ledgerKeys: keys)
        } catch {
            throw OperationError(.witnessLogKeyOther, ["origin": origin])
        }
        // 4. and 5. It continues what was cosigned.
        try require(checkpoint.checkpoint, continues: known?.checkpoint.checkpoint, proof: proof)
        return key
    }

    private static func require(_ new: Checkpoint, continues old: Checkpoint?, proof: ConsistencyFile?) throws {
        let oldSize = old?.treeSize ?? 0
        let sizes = ["remembered": "\(oldSize)", "found": "\(new.treeSize)"]
        // 4. It is neither older, nor another tree of the same size.
        guard new.treeSize >= oldSize else { throw OperationError(.witnessSmaller, sizes) }
        if let old, new.treeSize == oldSize {
            guard new.rootHash == old.rootHash else { throw OperationError(.witnessOtherRoot, ["size": "\(oldSize)"]) }
            return
        }
        // 5. A larger tree begins with all the leaves of the one before.
        guard let old else { return }
        guard let proof else { throw OperationError(.witnessProofMissing, sizes) }
        guard proof.oldSize == oldSize else {
            throw OperationError(.witnessProofFrom, ["remembered": "\(oldSize)", "found": "\(proof.oldSize)"])
        }
        do {
            try proof.consistency.verify(oldRoot: old.rootHash, newRoot: new.rootHash)
        } catch {
            throw OperationError(.witnessInconsistent, sizes)
        }
    }
}
