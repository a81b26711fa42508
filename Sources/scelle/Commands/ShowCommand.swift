internal import ArgumentParser
internal import Operations

/// `scelle show`: one exhibit with its history.
struct ShowCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one exhibit: its entries, and with --names what was declared and observed of it.",
        discussion: """
            EXIT STATUS:
              0   shown
              1   refused: there is no such exhibit, several begin so, a wrong passphrase
              2   error: there is no case file, or it cannot be read
              64  the command line was not understood
            """
    )

    @Argument(help: "The beginning of its id, its piece number, or with --names its received name.")
    var exhibit: String

    @Flag(help: "List the members of an archive, with their digests; needs --names.")
    var members = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var reading: NamesOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard !members || reading.names else { throw ValidationError("--members needs --names.") }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        let shown = try ShowExhibit.run(
            exhibit,
            case: caseFile.folder,
            unlocking: reading.unlocking(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: ShownExhibitJSON(shown))
        } else {
            session.terminal.show(ExhibitPages.shown(shown, in: session.say))
            if members { session.terminal.show(ObservedPages.members(shown.members, in: session.say)) }
        }
        return .done
    }
}
