internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle identity list`: the identities of this person, without their passphrases.
struct IdentityListCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the identities on this computer.",
        discussion: """
            EXIT STATUS:
              0   listed, even when there is none
              2   error: an identity cannot be read
              64  the command line was not understood
            """
    )

    @OptionGroup var output: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let identities = try ListIdentities.run(in: session.surroundings)
        if output.json {
            try session.terminal.show(json: identities.map { IdentityJSON($0) })
        } else if identities.isEmpty {
            session.terminal.notice(session.say("identity.none"))
        } else {
            session.terminal.show(IdentityPages.list(identities, in: session.say))
        }
        return .done
    }
}
