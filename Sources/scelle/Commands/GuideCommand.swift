internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle guide`: the questions of a submission one at a time, then sealing and the declaration to sign.
struct GuideCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide",
        abstract: "Seal with questions: one at a time, then a summary, the sealing, the declaration to sign.",
        discussion: """
            For whoever sits at the terminal with the person who hands the files over. The first question is whether any file \
            shows a minor intimately; nothing is looked for or read before it is answered, and with yes or not knowing nothing is \
            copied: only the digest is entered, if you agree. 'inconnu' answers that it is not known, an empty \
            line passes a question over, 'retour' goes back, '?' helps. Nothing is sealed before the summary is agreed to; \
            stopping before leaves nothing behind, but for the file of --keep-answers.

            With --answers no question is put: the file has the same answers, and an unknown key is an error.

            EXIT STATUS:
              0   sealed; the declaration and the advice lie beside the receipt
              1   refused, or not agreed to, or a file may show a minor intimately: nothing was sealed
              2   error: unreadable, input or output
              3   sealed, but the time is pending although an authority is configured, or a paper was not written
              64  the command line was not understood, there is no terminal to ask on, or the question about minors is not \
            answered
            """
    )

    @Argument(help: "Files, and folders with all that is in them.")
    var paths: [String]

    @Option(help: ArgumentHelp("Take the answers from a file (TOML) instead of asking.", valueName: "file"))
    var answers: String?

    @Option(
        help: ArgumentHelp(
            "Keep the answers in this file after each one; else they are kept nowhere.",
            valueName: "file"
        )
    )
    var keepAnswers: String?

    @Flag(help: "Seal dates that raise a question as they are declared.")
    var acceptDates = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The new folder for receipt, declaration and advice; else beside the case.",
            valueName: "folder"
        )
    )
    var output: String?

    @OptionGroup(title: "Without a copy") var reference: ReferenceOptions

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("Name at least one file or folder.") }
        guard answers == nil || !reference.referenceOnly else {
            throw ValidationError("--answers and --reference-only exclude one another.")
        }
        guard answers == nil || keepAnswers == nil else {
            throw ValidationError("--answers and --keep-answers exclude one another.")
        }
    }

    func carryOut(in session: Session) async throws -> ExitStatus {
        let answered: GuideAnswers
        if let answers {
            let file = try GuideAnswersFile(reading: answers, in: session.surroundings)
            guard file.saysNoMinorImagery else { throw OperationError(.minorImageryUnanswered) }
            answered = file.answers
        } else {
            guard let dialogue = TerminalDialogue() else { throw Problem.commandLine("guideNeedsTerminal") }
            // Before anything is looked for: what follows from the answer is the same as for `seal`.
            switch try MinorImageryQuestion(paths: paths, session: session).decide(DeclaredFacts(), reference) {
            case .referenceOnly(let facts, let reference): return try await call.refer(facts, reference, in: session)
            case .copy: break
            }
            let zone = try Seal.zone(ofCase: caseFile.folder, in: session.surroundings)
            let plan = try Seal.plan(paths: paths, case: caseFile.folder, in: session.surroundings)
            var guide = try GuideDialogue(dialogue, zone: zone, keeping: keepAnswers, in: session)
            guard let given = try guide.ask(aboutFiles: plan.files.count) else {
                throw OperationError(.guideNotAgreed)
            }
            answered = given
        }
        return try await seal(answered, in: session)
    }

    private var call: IntakeCall {
        IntakeCall(paths: paths, caseFile: caseFile, custodian: custodian, output: output)
    }

    private func seal(_ answered: GuideAnswers, in session: Session) async throws -> ExitStatus {
        var facts = GuidedSubmission.facts(answered, in: session.say)
        facts.submission[.minorImagery] = "no"
        // At the terminal each doubt was answered when the date was.
        facts.doubtfulDates = acceptDates || answers == nil ? .accepted : .refused
        let receipt = try await call.seal(facts, in: session)
        let papers = try GuidedSubmission.write(
            answered,
            for: receipt,
            case: caseFile.folder,
            identity: custodian.identity,
            in: session.surroundings
        )
        let zone = try Seal.zone(ofCase: caseFile.folder, in: session.surroundings)
        let reminders = try Reminder.reminders(for: facts, zone: zone, in: session.surroundings)
        session.terminal.show(GuidePages.afterwards(papers, reminders, in: session.say))
        return receipt.exitStatus
    }
}
