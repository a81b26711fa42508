internal import ArgumentParser
internal import Operations

/// `scelle audit`: judges a case file where it is kept.
struct AuditCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit a case file: rebuild the ledger from its entries, hash every original again.",
        discussion: """
            Changes nothing and makes no connection. Trust is the same as for a bundle.

            EXIT STATUS:
              0   passed
              1   failed
              2   error: there is no case file, or it cannot be read
              3   indeterminate: time is pending, nobody is trusted, originals are locked or were left out
              64  the command line was not understood
            """
    )

    @Flag(help: "Do not read the originals again; the audit is then indeterminate.")
    var noOriginals = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var trust: TrustOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let report = try AuditLedger.run(
            case: caseFile.folder,
            trust: trust.choice,
            unlocking: unlocking(in: session),
            originals: noOriginals ? .skipped : .all,
            checkpoints: trust.checkpoint,
            in: session.surroundings,
            progress: session.progress
        )
        return try session.show(report, of: caseFile.folder ?? ".", isAudit: true, asJSON: form.json)
    }

    /// Who unlocks openings and originals; whoever leaves the originals out need not be asked for a passphrase.
    private func unlocking(in session: Session) -> Unlocking? {
        guard !noOriginals || custodian.passphrase.isGiven else { return nil }
        return Unlocking(identity: custodian.identity, passphrase: custodian.passphrase.source(in: session))
    }
}
