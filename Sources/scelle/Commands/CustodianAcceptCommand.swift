internal import ArgumentParser
internal import Operations

/// `scelle custodian accept`: the newcomer signs the terms.
struct CustodianAcceptCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Accept the terms of an enrolment: sign them with the new key.",
        discussion: """
            EXIT STATUS:
              0   signed
              1   refused: the terms are for another identity, a wrong passphrase, the file exists
              2   error: the terms cannot be read
              64  the command line was not understood
            """
    )

    @Argument(help: "The terms.")
    var terms: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write, which must not exist.", valueName: "file"))
    var output: String

    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let terms = try AcceptEnrolment.run(
            terms: terms,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            output: output,
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: EnrolmentTermsJSON(terms))
        } else {
            session.terminal.show(CustodianPages.accepted(terms, path: output, in: session.say))
        }
        return .done
    }
}
