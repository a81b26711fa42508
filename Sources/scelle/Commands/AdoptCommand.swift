internal import ArgumentParser
internal import Custody
internal import Operations

/// `scelle adopt`: takes over a case folder that was copied, moved or restored.
struct AdoptCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take over a case folder that was copied, moved or restored, so that it may grow here.",
        discussion: """
            The ledger then says where it left the folder that it was copied from. Go on in one folder only: two copies that \
            both go on become two histories, and each will have to be explained.

            EXIT STATUS:
              0   taken over
              1   refused: the folder is where it belongs, the ledger is older than the one seen here before, or the \
            identity is not enrolled
              2   error: there is no case file, it cannot be read
              64  the command line was not understood
            """
    )

    @Option(
        help: ArgumentHelp(
            "How it came here: copied (another may go on), moved (there is no other), restored (from a backup).",
            valueName: "reason"
        )
    )
    var reason: LedgerMove.Reason

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let adopted = try AdoptCase.run(
            reason: reason,
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: AdoptedJSON(adopted))
        } else {
            session.terminal.show(CasePages.adopted(adopted, in: session.say))
        }
        return .done
    }
}
