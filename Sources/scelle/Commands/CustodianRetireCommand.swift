internal import ArgumentParser
internal import Custody
internal import Operations

/// `scelle custodian retire`: ends a custodian's powers.
struct CustodianRetireCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "End a custodian's powers; the ledger's key is changed, and keys are encrypted to those who stay.",
        discussion: """
            The custodian is named by the name in the certificate, by the first 8 digits of its fingerprint, or by its file. \
            What they copied while they could open it they still have.

            Of a compromised key, --since says from which entry on it is in doubt: what it signed from there to the \
            retirement is indeterminate for whoever verifies.

            EXIT STATUS:
              0   retired
              1   refused: not an administrator, nobody of that name, retired already, the last administrator, a wrong \
            passphrase
              2   error: there is no case file, it cannot be read
              3   retired, but the keys are not all encrypted anew yet: the next command that writes completes it
              64  the command line was not understood, or leaves open since when a compromised key is in doubt
            """
    )

    @Argument(help: "The custodian.")
    var custodian: String

    @Option(help: ArgumentHelp("Why: ended, superseded or compromised.", valueName: "reason"))
    var reason: Retirement.Reason

    @Option(help: ArgumentHelp("The first entry that the key is not trusted for.", valueName: "index"))
    var since: UInt64?

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var admin: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let retired = try RetireCustodian.run(
            custodian,
            reason: reason,
            since: since,
            case: caseFile.folder,
            identity: admin.identity,
            passphrase: admin.passphrase.source(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: RetiredJSON(retired))
        } else {
            session.terminal.show(CustodianPages.retired(retired, in: session.say))
        }
        return retired.isComplete ? .done : .incomplete
    }
}
