internal import ArgumentParser
internal import Cryptography
internal import Operations

/// `scelle custodian enrol`: enters a custodian in the ledger.
struct CustodianEnrolCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Enrol a custodian who has accepted; every key is then encrypted to them too.",
        discussion: """
            Only an administrator enrols. Compare the fingerprint with the person, by word of mouth: --fingerprint refuses \
            any other.

            EXIT STATUS:
              0   enrolled
              1   refused: not an administrator, the key is enrolled or was retired, the ledger has grown since the terms, \
            another role or fingerprint, a wrong passphrase
              2   error: there is no case file, the acceptance cannot be read
              3   enrolled, but the keys are not all encrypted anew yet: the next command that writes completes it
              64  the command line was not understood
            """
    )

    @Argument(help: "The acceptance.")
    var acceptance: String?

    @Option(help: ArgumentHelp("Instead: another identity of this computer.", valueName: "name"))
    var newcomer: String?

    @Option(help: ArgumentHelp("The newcomer's passphrase, from the first line of a file.", valueName: "file"))
    var newcomerPassphraseFile: String?

    @OptionGroup var role: RoleOption

    @Option(
        help: ArgumentHelp("The SHA-256 of the certificate, as the person told it.", valueName: "fingerprint"),
        transform: TrustOptions.fingerprint
    )
    var fingerprint: Digest?

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard (acceptance == nil) != (newcomer == nil) else {
            throw ValidationError("Either an acceptance or --newcomer says who is enrolled.")
        }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        let enrolled = try EnrolCustodian.run(
            who(in: session),
            role: role.role,
            fingerprint: fingerprint,
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: EnrolledJSON(enrolled))
        } else {
            session.terminal.show(CustodianPages.enrolled(enrolled, in: session.say))
        }
        return enrolled.isComplete ? .done : .incomplete
    }

    private func who(in session: Session) -> EnrolCustodian.Newcomer {
        guard let newcomer else { return .accepting(acceptance ?? "") }
        if let newcomerPassphraseFile {
            return .here(newcomer, .file(session.surroundings.absolute(newcomerPassphraseFile)))
        }
        let prompt = PassphrasePrompt(say: session.say)
        return .here(newcomer, .prompt { purpose in try prompt.ask(purpose) })
    }
}
