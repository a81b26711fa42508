internal import ArgumentParser
internal import Operations

/// `scelle backup`: a case file in one file.
struct BackupCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back a case file up into one file, which is read again and audited before it is called done.",
        discussion: """
            Others can go on working meanwhile: the backup holds the case as it stood at one moment. It is a tar archive \
            with SHA256SUMS in it. What is personal in it is encrypted already, but for the names in certificates. Your \
            identities are not in it: back them up apart.

            EXIT STATUS:
              0   written, read again, audited
              1   refused: the file exists, a wrong passphrase, the case does not pass an audit
              2   error: there is no case file, input or output
              3   written and read again; with --locked, the originals in it were not opened
              64  the command line was not understood
            """
    )

    @Option(name: .shortAndLong, help: ArgumentHelp("The new file to write, best on another disk.", valueName: "file"))
    var output: String

    @OptionGroup var reading: LockedOptions
    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let backedUp = try BackUpCase.run(
            to: output,
            case: caseFile.folder,
            unlocking: reading.unlocking(in: session),
            in: session.surroundings,
            progress: session.progress
        )
        if form.json {
            try session.terminal.show(json: BackupJSON(backedUp))
        } else {
            session.terminal.show(BackupPages.backedUp(backedUp, in: session.say))
        }
        return backedUp.exitStatus
    }
}

/// `scelle restore`: a case file from its backup.
struct RestoreCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore a case file from a backup into a new folder, if it is whole and passes its audit.",
        discussion: """
            The restored case has to be adopted ('scelle adopt') before anything is added to it. After a refusal nothing \
            is left behind.

            EXIT STATUS:
              0   restored, audited
              1   refused: the folder exists, the backup is cut off or altered, does not pass its audit, or is of another \
            history than the one seen here; a wrong passphrase
              2   error: not a backup, or of a later version; input or output
              3   restored, but older than what was seen here, or, with --locked, its originals were not opened
              64  the command line was not understood
            """
    )

    @Argument(help: "The backup.")
    var backup: String

    @Argument(help: "The new folder to make.")
    var folder: String

    @OptionGroup var reading: LockedOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let restored = try RestoreCase.run(
            backup,
            to: folder,
            unlocking: reading.unlocking(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: RestoreJSON(restored))
        } else {
            session.terminal.show(BackupPages.restored(restored, in: session.say))
        }
        return restored.exitStatus
    }
}
