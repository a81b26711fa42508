internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle trust list`: everything that is trusted.
struct TrustListCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List whom you trust.",
        discussion: """
            EXIT STATUS:
              0   listed, even when there is nobody
              2   error: a file cannot be read
              64  the command line was not understood
            """
    )

    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let items = try KeepTrust.list(in: session.surroundings)
        if form.json {
            try session.terminal.show(json: items.map { TrustJSON($0) })
        } else if items.isEmpty {
            session.terminal.notice(session.say("trust.nobody"))
        } else {
            session.terminal.show(TrustPages.list(items, in: session.say))
        }
        return .done
    }
}
