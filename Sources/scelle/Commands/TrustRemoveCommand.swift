internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle trust remove`: takes trust back.
struct TrustRemoveCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Stop trusting what was added under a name.",
        discussion: """
            EXIT STATUS:
              0   removed
              1   refused: there is nothing of that name
              2   error: input or output
              64  the command line was not understood
            """
    )

    @Argument(help: "The name, as 'scelle trust list' shows it.")
    var name: String

    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        try KeepTrust.remove(name, in: session.surroundings)
        session.terminal.notice(session.say("trust.removed", ["name": name]))
        return .done
    }
}
