internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

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
        var frontier = try ledger.head().frontier
        for entry in entries { _ = frontier.append(entry.leafHash) }
        let checkpoint = try checkpoint(over: frontier, signer: signer)
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
        var signed: SignedCheckpoint?
        try ledger.appending { appender in
            try body(&appender)
            let checkpoint = try checkpoint(over: appender.frontier, signer: signer)
            signed = checkpoint
            return checkpoint
        }
        guard let signed else { throw LedgerError.nothingToAppend }
        // COMMITTED, as above.
        try? remember(signed)
        return signed
    }

    private func checkpoint(over frontier: TreeFrontier, signer: NoteSigner) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            Checkpoint(origin: origin, treeSize: frontier.size, rootHash: frontier.rootHash),
            signers: [signer]
        )
    }

    /// The ledger's key, for a custodian who can open it.
    func ledgerSigner(for custodian: Custodian) throws -> NoteSigner {
        let key = try LedgerKeyFile.read(folder.ledgerKey, with: [custodian.ageKey])
        let signer = try NoteSigner(name: origin, key: key)
        guard signer.verifierKey == ledgerKey else {
            throw OperationError(.ledgerKeyChanged, ["path": folder.ledgerKey])
        }
        return signer
    }
}
