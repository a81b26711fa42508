internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle init`: opens a case file.
struct InitCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Open a case file: a folder with a ledger of its own, and you as its first custodian.",
        discussion: """
            One case file a client. The title is kept encrypted. Without --tsa no third party attests any time yet, and the \
            times of what is sealed stay pending.

            A recovery kit opens the case when every passphrase is lost. It is shown once on the terminal, or written to a \
            new file, unless --no-recovery says that nobody shall have one. Keep it away from this computer.

            EXIT STATUS:
              0   opened
              1   refused: the folder is not empty, there is no such identity, a wrong passphrase
              2   error: input or output
              3   opened, but an authority did not answer: the time is pending
              64  the command line was not understood, there is no such zone, or it leaves open who can recover the case
            """
    )

    @Argument(help: "The folder: new, or empty.")
    var folder: String

    @Option(help: ArgumentHelp("The title of the case, for its custodians only.", valueName: "title"))
    var title: String?

    @Option(
        help: ArgumentHelp("A time-stamping authority: a known name or a URL. May be repeated.", valueName: "name|url")
    )
    var tsa: [String] = []

    @Option(
        help: ArgumentHelp(
            "The time zone of declared dates that name none; else the computer's.",
            valueName: "Area/City"
        )
    )
    var zone: String?

    @Option(help: ArgumentHelp("Write the recovery kit to a new file.", valueName: "file"))
    var recoveryKit: String?

    @Flag(help: "No recovery kit: one lost passphrase loses the case.")
    var noRecovery = false

    @OptionGroup var placing: PlaceOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var output: JSONOption
    @OptionGroup var speech: SpeechOptions

    var place: PlaceOptions? { placing }

    func validate() throws {
        guard recoveryKit == nil || !noRecovery else {
            throw ValidationError("--recovery-kit and --no-recovery exclude one another.")
        }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        let opened = try await OpenCase.run(
            at: folder,
            title: title,
            authorities: tsa,
            recovery: recovery,
            language: session.say.language,
            zone: zone,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            in: session.surroundings,
            progress: session.progress
        )
        if output.json {
            try session.terminal.show(json: OpenedCaseJSON(opened))
        } else {
            session.terminal.show(CasePages.opened(opened, in: session.say))
        }
        return opened.time.exitStatus
    }

    /// Who can open the case when every passphrase is lost; nil when that was left open.
    private var recovery: OpenCase.Recovery? {
        if noRecovery { return .refused }
        if let recoveryKit { return .file(recoveryKit) }
        // A kit that goes into a pipe or a log is a kit in the wrong hands.
        return Terminal.isResultSeen && !output.json ? .shown : nil
    }
}
