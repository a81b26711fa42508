internal import ArgumentParser
internal import Operations

/// `scelle bundle`: builds what is handed over.
struct BundleCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Build a hand-over folder with its signed container, for a court, the police, a colleague.",
        discussion: """
            All exhibits make the edition 'complete', some an 'extrait', which shows those exhibits and all that governs \
            them. The folder opens by double-click; the container in it verifies by itself. The finished bundle is read \
            back and judged before it bears its name.

            EXIT STATUS:
              0   built
              1   refused: the folder exists, no such exhibit, a wrong passphrase, our own verification failed
              2   error: input or output
              3   built, but a time stamp is missing: the bundle says so
              64  the command line was not understood, or leaves open whether to encrypt
            """
    )

    @Argument(help: "Exhibits, by the beginning of an id, a piece number or a received name; all when none is named.")
    var exhibits: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("The new folder to make.", valueName: "folder"))
    var output: String

    @Option(help: ArgumentHelp("For whom it is; kept as declared.", valueName: "name"))
    var recipient: String?

    @Flag(help: "The bundle is not encrypted: whoever has it can read it. Has to be typed.")
    var noEncryption = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        guard noEncryption else { throw Problem.commandLine("encryptionUndecided") }
        let built = try await BuildBundle.run(
            BuildBundle.Request(exhibits: exhibits, output: output, recipient: recipient),
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            in: session.surroundings,
            progress: session.progress
        )
        if form.json {
            try session.terminal.show(json: BuiltBundleJSON(built, in: session.say))
        } else {
            session.terminal.show(BundlePages.built(built, in: session.say))
        }
        return built.exitStatus
    }
}
