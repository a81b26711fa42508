internal import ArgumentParser
internal import Operations

/// `scelle doctor`: says what is wrong with a case file, also with one that no other command opens.
struct DoctorCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is wrong with a case file, and what to do about it.",
        discussion: """
            Tells apart what was altered, cut, put back, rebuilt or copied, a damaged disk, a missing file or key, and \
            work that was interrupted. Carries out an audit, and changes nothing unless --complete is given. Works on a \
            case that the other commands refuse.

            EXIT STATUS:
              0   nothing is wrong
              1   something is lost, damaged or false; or --complete was not safe
              2   error: there is no case file here
              3   something is unfinished, or could not be examined
              64  the command line was not understood
            """
    )

    @Flag(help: "Do not read the originals again; the diagnosis is then incomplete.")
    var noOriginals = false

    @Flag(help: "Remove what an interrupted operation left, if it is certain that nothing else needs it.")
    var complete = false

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var trust: TrustOptions
    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let diagnosis = try DiagnoseCase.run(
            case: caseFile.folder,
            DiagnoseCase.Request(
                trust: trust.choice,
                unlocking: unlocking(in: session),
                originals: noOriginals ? .skipped : .all,
                checkpoints: trust.checkpoint,
                completes: complete
            ),
            in: session.surroundings,
            progress: session.progress
        )
        if form.json {
            try session.terminal.show(json: DiagnosisJSON(diagnosis, in: session.say))
        } else {
            session.terminal.show(DiagnosisPage(diagnosis, in: session.say).page)
        }
        return diagnosis.exitStatus
    }

    /// Who unlocks openings, originals and keys; whoever leaves the originals out need not be asked for a passphrase.
    private func unlocking(in session: Session) -> Unlocking? {
        guard !noOriginals || custodian.passphrase.isGiven else { return nil }
        return Unlocking(identity: custodian.identity, passphrase: custodian.passphrase.source(in: session))
    }
}
