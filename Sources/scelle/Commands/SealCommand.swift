internal import ArgumentParser
internal import Operations

/// `scelle seal`: takes files in.
struct SealCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Seal files: keep them encrypted, enter their digests, have the time attested.",
        discussion: """
            Each file is copied, encrypted, read again and compared, then entered in the ledger and signed; the originals \
            are only read. Folders are taken with all that is in them. One unreadable file, link or device refuses the \
            whole call before anything is written; --skip-unreadable and --follow say otherwise. System files and cloud \
            placeholders are listed and passed over. What was left out is entered too.

            What is declared is kept apart from what is observed. '?' means: asked, and not known. Dates may be as vague as \
            they are: 2020, juin 2020, été 2020, vers le 17/06/2020, 2020-06-17T18:22. Those without a zone are the case's; \
            what is odd about one is asked on a terminal, and refused elsewhere.

            Before sealing, ask whether any of the files shows a minor intimately, even as a thumbnail, and answer with \
            --no-minor-imagery. If one does, or might: do not open, copy or send it.

            EXIT STATUS:
              0   sealed; with a notice when no authority is configured
              1   refused: nothing to seal, a link or device, a file that changes, a wrong passphrase, the output exists
              2   error: missing, unreadable, input or output
              3   sealed, but the time is pending although an authority is configured, or the receipt was not written
              64  the command line was not understood, or the question about minors is not answered
            """
    )

    @Argument(help: "Files, and folders with all that is in them.")
    var paths: [String]

    @OptionGroup(title: "What is taken in") var intake: IntakeOptions
    @OptionGroup(title: "Declared facts") var declared: DeclaredOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The new folder for receipt and digests; else beside the case.", valueName: "folder")
    )
    var output: String?

    @Flag(help: "Tell what would be sealed, and touch nothing.")
    var dryRun = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("Name at least one file or folder.") }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        if dryRun { return try plan(in: session) }
        let receipt = try await Seal.run(
            paths: paths,
            allowing: intake.allowances,
            declared: facts(in: session),
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            output: output,
            in: session.surroundings,
            progress: session.progress
        )
        if form.json {
            try session.terminal.show(json: SealReceiptJSON(receipt))
        } else {
            session.terminal.show(SealPages.sealed(receipt, in: session.say))
        }
        if let failure = receipt.outputFailure { session.terminal.complain(Problem(failure)) }
        return receipt.exitStatus
    }

    /// What is declared; dates that raise a question are asked about where there is somebody to ask.
    private func facts(in session: Session) -> DeclaredFacts {
        var facts = declared.facts
        facts.doubtfulDates = declared.acceptDates ? .accepted : .asked { DoubtfulDatesPrompt(session).ask($0) }
        return facts
    }

    private func plan(in session: Session) throws -> ExitStatus {
        let plan = try Seal.plan(
            paths: paths,
            allowing: intake.allowances,
            case: caseFile.folder,
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: IntakeJSON(plan))
        } else {
            session.terminal.show(SealPages.planned(plan, in: session.say))
        }
        return .done
    }
}
