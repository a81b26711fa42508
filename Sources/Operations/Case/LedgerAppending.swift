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
        let checkpoint = try SignedCheckpoint(
            Checkpoint(origin: origin, treeSize: frontier.size, rootHash: frontier.rootHash),
            signers: [signer]
        )
        try ledger.append(entries, checkpoint: checkpoint, timestamps: timestamps)
        // COMMITTED: nothing from here on may look like a failure to append. A head that cannot be remembered now is
        // remembered by the next opening of the case, or refused there with the reason.
        try? remember(checkpoint)
        return checkpoint
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
