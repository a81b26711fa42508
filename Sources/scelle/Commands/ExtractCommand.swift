internal import ArgumentParser
internal import Operations

/// `scelle extract`: members of a sealed archive, as plain copies.
struct ExtractCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Take members out of a sealed ZIP archive, as plain copies in a new folder.",
        discussion: """
            The archive as it was received stays the exhibit; what is taken out is a copy, and no entry is made. 'scelle show \
            --names --members' lists the members with their numbers. Only what was read and found sound when the archive was \
            sealed is taken out, each compared with the digest committed then: never links, folders, what has a password, is \
            damaged or beyond a limit, or has a name that leads out of the folder. Files are called by their numbers and \
            plain letters, all in one folder; a sheet beside them has the names as the archive spells them.

            The copies are not encrypted: keep them only as long as you need them.

            EXIT STATUS:
              0   taken out
              1   refused: no such exhibit or member, nothing that may be taken out, the folder exists, a wrong passphrase
              2   error: there is no case file, it cannot be read, input or output
              3   some of the members were left in the archive
              64  the command line was not understood
            """
    )

    @Argument(help: "The beginning of the archive's id, its piece number, or its received name.")
    var exhibit: String

    @Option(help: ArgumentHelp("A member, by its number in the list; may be repeated.", valueName: "number"))
    var member: [UInt64] = []

    @Flag(help: "Every member that may be taken out.")
    var all = false

    @Option(name: .shortAndLong, help: ArgumentHelp("The new folder for the copies.", valueName: "folder"))
    var output: String

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard all == member.isEmpty else { throw ValidationError("Name members with --member, or all with --all.") }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        let extracted = try ExtractMembers.run(
            exhibit,
            all ? .all : .numbers(member),
            to: output,
            case: caseFile.folder,
            unlocking: Unlocking(
                identity: custodian.identity,
                passphrase: custodian.passphrase.source(in: session)
            ),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: ExtractedJSON(extracted))
        } else {
            session.terminal.show(ExtractPages.extracted(extracted, in: session.say))
        }
        return extracted.exitStatus
    }
}
