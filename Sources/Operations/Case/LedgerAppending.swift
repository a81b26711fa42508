internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog
internal import Verification

extension CaseFile {
    /// Appends `entries` with the checkpoint that covers them, which the ledger's key signs, and remembers the new head.
    ///
    /// The caller holds the case's lock since it composed the entries. Once this returns the checkpoint may be shown; if it
    /// throws nothing was appended.
    func append(
        _ entries: [Entry],
        timestamps: [KeptTimestamp] = [],
        signer: NoteSigner
    ) throws -> SignedCheckpoint {
        try append(entries, timestamps: timestamps, signers: [signer])
    }

    /// Appends `entries` with a checkpoint that `signers` sign, in that order: two after a change of the ledger's key.
    func append(
        _ entries: [Entry],
        timestamps: [KeptTimestamp] = [],
        signers: [NoteSigner]
    ) throws -> SignedCheckpoint {
        // Somebody else may have changed the key since the caller opened its file, or put back an older ledger.
        try checkHead()
        var frontier = try ledger.head().frontier
        for entry in entries { _ = frontier.append(entry.leafHash) }
        try require(signers.map(\.verifierKey), toSignAt: frontier.size, after: entries)
        let checkpoint = try checkpoint(over: frontier, signers: signers)
        try ledger.append(entries, checkpoint: checkpoint, timestamps: timestamps)
        // COMMITTED: nothing from here on may look like a failure to append. A head that cannot be remembered now is
        // remembered by the next opening of the case, or refused there with the reason.
        try? remember(checkpoint)
        return checkpoint
    }

    /// Appends what `body` adds, as `append` does, in memory that does not grow with the number of entries.
    ///
    /// `body` must not use the case's ledger otherwise than through the appender.
    func appending(
        signer: NoteSigner,
        _ body: (inout LedgerAppender) throws -> Void
    ) throws -> SignedCheckpoint {
        // As above: no other key, no older ledger.
        try checkHead()
        guard try signer.verifierKey == ledgerKeyInForce(at: ledger.head().size) else {
            throw OperationError(.ledgerKeyChanged, ["path": folder.ledgerKey])
        }
        var signed: SignedCheckpoint?
        try ledger.appending { appender in
            try body(&appender)
            let checkpoint = try checkpoint(over: appender.frontier, signers: [signer])
            signed = checkpoint
            return checkpoint
        }
        guard let signed else { throw LedgerError.nothingToAppend }
        // COMMITTED, as above.
        try? remember(signed)
        return signed
    }

    private func checkpoint(over frontier: TreeFrontier, signers: [NoteSigner]) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            Checkpoint(origin: origin, treeSize: frontier.size, rootHash: frontier.rootHash),
            signers: signers
        )
    }

    /// Refuses keys that are not those that must sign the checkpoint of `size`, once `entries` are in the ledger.
    private func require(_ found: [VerifierKey], toSignAt size: UInt64, after entries: [Entry]) throws {
        var keys = try governance().keys
        for entry in entries {
            switch entry.statement.facts {
            case .ledgerKey(let vkey, _)?: keys.takeUp(try VerifierKey(parsing: vkey), at: entry.statement.index)
            case .keyCompromise(let compromise)?:
                _ = keys.giveUp(
                    try VerifierKey(parsing: compromise.vkey),
                    since: compromise.since,
                    at: entry.statement.index
                )
            default: break
            }
        }
        guard found == keys.keysRequired(at: size) else {
            throw OperationError(.ledgerKeyChanged, ["path": folder.ledgerKey])
        }
    }

    /// The ledger's key, for a custodian who can open it.
    ///
    /// After a change of keys that was interrupted just behind its commit, the key in force still lies beside.
    func ledgerSigner(for custodian: Custodian) throws -> NoteSigner {
        let inForce = try ledgerKeyInForce(at: ledger.head().size)
        let key: Ed25519PrivateKey
        if let next = try keyTakenUp(inForce, with: custodian) {
            key = next
        } else {
            key = try LedgerKeyFile.read(folder.ledgerKey, with: [custodian.ageKey])
        }
        let signer = try NoteSigner(name: origin, key: key)
        guard signer.verifierKey == inForce else {
            throw OperationError(.ledgerKeyChanged, ["path": folder.ledgerKey])
        }
        return signer
    }

    /// The key of `ledger.key.age.next`, when it is the one in force.
    func keyTakenUp(_ inForce: VerifierKey, with custodian: Custodian) throws -> Ed25519PrivateKey? {
        guard DurableFile.exists(folder.nextLedgerKey) else { return nil }
        let key = try LedgerKeyFile.read(folder.nextLedgerKey, with: [custodian.ageKey])
        return try NoteSigner(name: origin, key: key).verifierKey == inForce ? key : nil
    }
}
