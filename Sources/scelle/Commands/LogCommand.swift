internal import ArgumentParser
internal import Operations

/// `scelle log`: the ledger itself, to be read or to be shown to others.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Read the ledger of a case file, or prove to others what it says.",
        discussion: """
            Without a subcommand, the entries are read.

            EXIT STATUS (each subcommand tells its own):
              0   read, or proven
              1   refused: a wrong passphrase, no such entry, or the ledger is not the one seen before
              2   error: there is no case file, or it cannot be read
              64  the command line was not understood
            """,
        subcommands: [
            LogReadCommand.self, LogCheckpointCommand.self, LogProveCommand.self, LogConsistencyCommand.self,
        ],
        defaultSubcommand: LogReadCommand.self
    )
}

/// `scelle log read`, or `scelle log` alone: the ledger, entry by entry.
struct LogReadCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read the ledger of a case file, entry by entry, oldest first.",
        discussion: """
            Numbers, kinds, exhibits and times need no passphrase; --names unlocks the rest.

            EXIT STATUS:
              0   read to its end
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
        let unlocking = reading.unlocking(in: session)
        if form.json {
            let array = session.terminal.jsonArray()
            try ReadLog.run(case: caseFile.folder, unlocking: unlocking, in: session.surroundings) { line in
                try array.add(EntryJSON(line))
            }
            array.end()
        } else {
            var log = LogPages(in: session.say)
            session.terminal.show(log.head)
            try ReadLog.run(case: caseFile.folder, unlocking: unlocking, in: session.surroundings) { line in
                session.terminal.show(log.next(line))
            }
            session.terminal.show(log.end)
        }
        return .done
    }
}
