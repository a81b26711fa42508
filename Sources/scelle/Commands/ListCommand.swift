internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle list`: the exhibits of a case.
struct ListCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the exhibits of a case file.",
        discussion: """
            Ids, kinds and times need no passphrase; --names unlocks the names. Ids are cut to what tells them apart, and \
            may be typed so. Attested times are shown as the tokens have them: audit and verify judge them.

            EXIT STATUS:
              0   listed, even when there is none
              1   refused: a wrong passphrase, or the ledger is not the one seen before
              2   error: there is no case file, or it cannot be read
              64  the command line was not understood
            """
    )

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var reading: NamesOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let exhibits = try ListExhibits.run(
            case: caseFile.folder,
            unlocking: reading.unlocking(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: exhibits.map { ExhibitJSON($0) })
        } else if exhibits.isEmpty {
            session.terminal.notice(session.say("list.none"))
        } else {
            session.terminal.show(ExhibitPages.list(exhibits, withNames: reading.names, in: session.say))
        }
        return .done
    }
}
