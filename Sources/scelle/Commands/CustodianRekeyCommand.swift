internal import ArgumentParser
internal import Operations

/// `scelle custodian rekey`: changes the key that signs the ledger's checkpoints.
struct CustodianRekeyCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Change the ledger's key, which all custodians hold; and the recovery kit, if wanted.",
        discussion: """
            The first checkpoint is signed by the old key and the new one. Where somebody else may have the old key, or its \
            file is lost, --compromised gives it up: the new key signs alone, and --since says from which size of the \
            ledger on the old key's word alone proves nothing.

            EXIT STATUS:
              0   changed
              1   refused: not an administrator, a wrong passphrase, the kit's file exists
              2   error: there is no case file, it cannot be read
              3   changed, but the keys are not all encrypted anew yet: the next command that writes completes it
              64  the command line was not understood, or leaves open since when the old key is in doubt
            """
    )

    @Flag(help: "Give the old key up: somebody else may have it, or nobody has it any more.")
    var compromised = false

    @Option(help: ArgumentHelp("With --compromised: the first size of the ledger that is in doubt.", valueName: "size"))
    var since: UInt64?

    @Option(
        help: ArgumentHelp("Make a new recovery kit, in a new file; the old kit opens nothing new.", valueName: "file")
    )
    var recoveryKit: String?

    @Flag(help: "No recovery kit from now on.")
    var noRecovery = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard recoveryKit == nil || !noRecovery else {
            throw ValidationError("--recovery-kit and --no-recovery exclude one another.")
        }
        guard compromised || since == nil else { throw ValidationError("--since goes with --compromised.") }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        guard !compromised || since != nil else { throw OperationError(.retirementSinceUnanswered) }
        let rekeyed = try RekeyLedger.run(
            lostSince: since,
            recovery: noRecovery ? .refused : recoveryKit.map { .file($0) },
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: RekeyedJSON(rekeyed))
        } else {
            session.terminal.show(CustodianPages.rekeyed(rekeyed, in: session.say))
        }
        return rekeyed.isComplete ? .done : .incomplete
    }
}
