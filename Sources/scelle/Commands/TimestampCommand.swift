internal import ArgumentParser
internal import Operations

/// `scelle timestamp`: completes the times that are pending, or tries an authority.
struct TimestampCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "timestamp",
        abstract: "Have a third party attest the times that are still pending, or try an authority.",
        discussion: """
            One token covers every entry before it. Only a digest leaves this computer, and each host is named first. With \
            --check nothing is read from or written to a case file: the authority stamps random bytes, and what it is gets \
            told.

            EXIT STATUS:
              0   nothing is pending any more, or the authority gave a good answer
              1   refused: the authority's answer is not good, a wrong passphrase
              2   error: the case file cannot be read, input or output
              3   time is still pending: no authority is configured, or none answered
              64  the command line was not understood
            """
    )

    @Option(
        help: ArgumentHelp("Try this authority, a known name or a URL, and tell what it is.", valueName: "name|url")
    )
    var check: String?

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var output: JSONOption
    @OptionGroup var speech: SpeechOptions

    var occasion: SpokenLanguage.Occasion { check == nil ? .caseFile(caseFile.folder) : .person }

    func carryOut(in session: Session) async throws -> ExitStatus {
        if let check { return try await tryAuthority(check, in: session) }
        let round = try await CompleteTimeStamps.run(
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            in: session.surroundings,
            progress: session.progress
        )
        if output.json {
            try session.terminal.show(json: StampRoundJSON(round))
        } else {
            session.terminal.show(TimePages.round(round, in: session.say))
        }
        // Whoever asks for time alone has nothing while it is pending, whether or not there was anyone to ask.
        return round.isPending ? .incomplete : .done
    }

    private func tryAuthority(_ authority: String, in session: Session) async throws -> ExitStatus {
        let checked = try await CheckAuthority.run(authority, progress: session.progress)
        if output.json {
            try session.terminal.show(json: CheckedAuthorityJSON(checked))
        } else {
            session.terminal.show(TimePages.authority(checked, in: session.say))
        }
        return .done
    }
}
