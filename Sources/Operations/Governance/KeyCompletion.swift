internal import Cryptography
internal import LedgerStore

// What follows the commit of an enrolment, a retirement or a change of keys, and what completes it after a crash. The
// order is: the next ledger key, durable · COMMIT · it takes the place of the old · keys are wrapped anew. Whatever is
// missing behind the commit is told by the ledger beside the files, and done by the next command that appends.

extension CaseFile {
    /// Refuses to let a folder grow that is not the one in which its ledger is kept.
    func requireSettled(_ governance: CaseGovernance) throws {
        guard let place = governance.place, try CasePlace.standing(of: folder, at: place) == .settled else {
            throw OperationError(.caseNotAdopted, ["path": folder.path])
        }
    }

    /// Completes, under the case's lock, what an interrupted change of custodians or keys left undone.
    func completeKeys(under governance: CaseGovernance, by custodian: Custodian) throws {
        do {
            try completeNextKey(by: custodian)
            let recipients = governance.recipients
            guard try openings.recipients() != Set(recipients) else { return }
            try wrapKeys(for: recipients, by: custodian)
        } catch LedgerKeyError.age(_, .noMatchingIdentity) {
            throw OperationError(.keysNotWrapped, ["name": custodian.identity.name])
        } catch OpeningsError.age(_, .noMatchingIdentity), OpeningsError.caseKey(.noMatchingIdentity) {
            throw OperationError(.keysNotWrapped, ["name": custodian.identity.name])
        }
    }

    /// Gives `ledger.key.age.next` its name when the ledger took it up, and removes it when it never did.
    private func completeNextKey(by custodian: Custodian) throws {
        guard DurableFile.exists(folder.nextLedgerKey) else { return }
        let inForce = try ledgerKeyInForce(at: ledger.head().size)
        if try keyTakenUp(inForce, with: custodian) == nil {
            try DurableFile.remove(folder.nextLedgerKey)
        } else {
            try LedgerKeyFile.replace(folder.ledgerKey, with: folder.nextLedgerKey)
        }
    }

    /// Wraps the ledger's key and every content key to `recipients` and to nobody else.
    ///
    /// The openings come last, with the record of their recipients: a crash in between is found by it.
    func wrapKeys(for recipients: [AgeRecipient], by custodian: Custodian) throws {
        let key = try LedgerKeyFile.read(folder.ledgerKey, with: [custodian.ageKey])
        try LedgerKeyFile.write(key, to: folder.ledgerKey, for: recipients)
        try openings.rewrap(with: [custodian.ageKey], to: recipients)
    }
}
