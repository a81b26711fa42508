internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// Changes the ledger's key, alone or as the end of a retirement.
///
/// The steps, under the case's lock: 1 a new key, encrypted to those who stay, durable beside the old · 2 the entries,
/// `ledger.rekeyed` the last · 3 COMMIT, with a checkpoint that the old key and the new sign · 4 the new key takes the
/// old one's place · 5 content keys are wrapped to those who stay.
struct LedgerRekeying {
    let caseFile: CaseFile
    let custodian: Custodian
    var composer: EntryComposer
    /// To whom the new key, and every content key, is wrapped.
    let recipients: [AgeRecipient]
    /// The recovery kit's recipient from now on.
    let recovery: AgeRecipient?

    /// What came of it.
    struct Outcome {
        let entries: [Entry]
        let checkpoint: SignedCheckpoint
        let key: VerifierKey
        /// Whether all that follows the commit was done too; else the next command does it.
        let isComplete: Bool
    }

    /// Enters `drafts` and then the new key; `lostSince` is the first size that the old key's word is not believed for,
    /// nil when the old key signs the change.
    mutating func run(after drafts: [EntryComposer.Draft], lostSince: UInt64? = nil) throws -> Outcome {
        let old = try caseFile.ledgerKeyInForce(at: composer.nextIndex)
        var signers: [NoteSigner] = []
        if lostSince == nil { signers.append(try caseFile.ledgerSigner(for: custodian)) }

        // 1
        let key = Ed25519PrivateKey.generate()
        let signer = try NoteSigner(name: caseFile.origin, key: key)
        signers.append(signer)
        try LedgerKeyFile.write(key, to: caseFile.folder.nextLedgerKey, for: recipients)

        // 2
        var drafts = drafts
        if let lostSince {
            let compromise = KeyCompromise(vkey: "\(old)", since: lostSince)
            drafts.append(EntryComposer.Draft(kind: .ledgerKeyCompromised, facts: .keyCompromise(compromise)))
        }
        let facts = Facts.ledgerKey(vkey: "\(signer.verifierKey)", recovery: recovery.map { "\($0)" })
        drafts.append(EntryComposer.Draft(kind: .ledgerRekeyed, facts: facts))
        var entries: [Entry] = []
        for draft in drafts { entries.append(try composer.sign(draft)) }

        // 3
        let checkpoint = try caseFile.append(entries, signers: signers)

        // 4, 5
        return Outcome(
            entries: entries,
            checkpoint: checkpoint,
            key: signer.verifierKey,
            isComplete: completes()
        )
    }

    private func completes() -> Bool {
        do {
            try LedgerKeyFile.replace(caseFile.folder.ledgerKey, with: caseFile.folder.nextLedgerKey)
            try caseFile.openings.rewrap(with: [custodian.ageKey], to: recipients)
            return true
        } catch {
            // COMMITTED: the ledger has the new key. What is missing is found and done by the next command.
            return false
        }
    }
}
