internal import ArgumentParser
internal import Operations
internal import Wording

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

            Before anything is read you are asked whether any of the files shows a minor intimately, even as a thumbnail; \
            --no-minor-imagery answers that none does. If one does, or might: do not open, copy or send it. With \
            --reference-only nothing is copied or looked into: digest and size are entered, and a sheet says where the \
            original is and who hands it to the authorities. Such an item is never in a bundle.

            EXIT STATUS:
              0   sealed; with a notice when no authority is configured
              1   refused: nothing to seal, a link or device, a file that changes, a wrong passphrase, the output exists, a \
            file may show a minor intimately
              2   error: missing, unreadable, input or output
              3   sealed, but the time is pending although an authority is configured, or the receipt was not written; or \
            a list was written without the names that are not UTF-8
              64  the command line was not understood, or the question about minors is not answered
            """
    )

    @Argument(help: "Files, and folders with all that is in them.")
    var paths: [String]

    @OptionGroup(title: "What is taken in") var intake: IntakeOptions
    @OptionGroup(title: "Declared facts") var declared: DeclaredOptions

    @OptionGroup(title: "Without a copy") var reference: ReferenceOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The new folder for receipt and digests; else beside the case.", valueName: "folder")
    )
    var output: String?

    @Option(help: ArgumentHelp("A list (CSV) that declares the facts of each file, a row a file.", valueName: "file"))
    var metadata: String?

    @Flag(help: "Seal the list of metadata too, as an exhibit.")
    var sealMetadata = false

    @Option(
        help: ArgumentHelp(
            "Seal nothing: write a list for these files to fill in, and read none of them.",
            valueName: "file"
        )
    )
    var metadataTemplate: String?

    @Flag(help: "Tell what would be sealed, and touch nothing.")
    var dryRun = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("Name at least one file or folder.") }
        guard metadata != nil || !sealMetadata else { throw ValidationError("--seal-metadata needs --metadata.") }
        guard metadata == nil || metadataTemplate == nil else {
            throw ValidationError("--metadata and --metadata-template exclude one another.")
        }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        if let metadataTemplate { return try writeTemplate(metadataTemplate, in: session) }
        if dryRun { return try plan(in: session) }
        switch try MinorImageryQuestion(paths: paths, session: session).decide(facts(in: session), reference) {
        case .copy(let facts): return try await call(sources).seal(facts, in: session).exitStatus
        case .referenceOnly(let facts, let reference): return try await call(paths).refer(facts, reference, in: session)
        }
    }

    private func call(_ paths: [String]) -> IntakeCall {
        IntakeCall(
            paths: paths,
            allowances: intake.allowances,
            caseFile: caseFile,
            custodian: custodian,
            output: output,
            isJSON: form.json
        )
    }

    /// What is sealed: the list of metadata too, where that is asked for.
    private var sources: [String] { paths + (sealMetadata ? [metadata].compactMap { $0 } : []) }

    private func writeTemplate(_ path: String, in session: Session) throws -> ExitStatus {
        let written = try MetadataTemplate.write(
            paths: paths,
            to: path,
            language: session.say.language,
            in: session.surroundings
        )
        session.terminal.show(SealPages.template(written, path, in: session.say))
        return written.unnamed.isEmpty ? .done : .incomplete
    }

    /// What is declared; dates that raise a question are asked about where there is somebody to ask.
    private func facts(in session: Session) -> DeclaredFacts {
        var facts = declared.facts
        facts.metadataFile = metadata
        facts.doubtfulDates = declared.acceptDates ? .accepted : .asked { DoubtfulDatesPrompt(session).ask($0) }
        return facts
    }

    private func plan(in session: Session) throws -> ExitStatus {
        let plan = try Seal.plan(
            paths: sources,
            allowing: intake.allowances,
            declared: facts(in: session),
            case: caseFile.folder,
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: IntakeJSON(plan))
        } else {
            SealPages.show(planned: plan, on: session.terminal)
        }
        return .done
    }
}
