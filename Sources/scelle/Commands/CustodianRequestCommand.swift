internal import ArgumentParser
internal import Operations

/// `scelle custodian request`: the newcomer asks to be enrolled.
struct CustodianRequestCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Ask to be enrolled: write a file for an administrator of the case.",
        discussion: """
            The file holds your certificate and what keys are to be encrypted to; nothing in it is secret. Tell the \
            administrator the fingerprint by word of mouth.

            EXIT STATUS:
              0   written
              1   refused: there is no such identity, the file exists
              2   error: input or output
              64  the command line was not understood, or there are several identities and none was named
            """
    )

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write, which must not exist.", valueName: "file"))
    var output: String

    @Option(
        help: ArgumentHelp("The identity to be enrolled; may be left out when there is only one.", valueName: "name")
    )
    var identity: String?

    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let identity = try RequestEnrolment.run(identity: identity, output: output, in: session.surroundings)
        if form.json {
            try session.terminal.show(json: IdentityJSON(identity))
        } else {
            session.terminal.show(CustodianPages.requested(identity, path: output, in: session.say))
        }
        return .done
    }
}
