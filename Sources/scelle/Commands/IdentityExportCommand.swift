internal import ArgumentParser
internal import Operations

/// `scelle identity export`: what others need of an identity; nothing of it is secret.
struct IdentityExportCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print what others need: certificate, fingerprint in groups of four, age recipient.",
        discussion: """
            Give the fingerprint on paper, by telephone or in person: whoever verifies a bundle types it after --signer, and \
            must not have it from the bundle.

            EXIT STATUS:
              0   printed
              1   refused: there is no such identity
              2   error: it cannot be read
              64  the command line was not understood, or there are several and none was named
            """
    )

    @Argument(help: "The identity; may be left out when there is only one.")
    var name: String?

    @OptionGroup var output: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let exported = try ExportIdentity.run(name: name, in: session.surroundings)
        if output.json {
            try session.terminal.show(json: IdentityJSON(exported))
        } else {
            session.terminal.show(IdentityPages.exported(exported, in: session.say))
        }
        return .done
    }
}
