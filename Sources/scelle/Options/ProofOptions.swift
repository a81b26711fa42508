internal import ArgumentParser
internal import Operations
internal import Wording

/// Which checkpoint a proof leads to, and where it goes.
struct ProofOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The checkpoint of this many entries, instead of the newest.", valueName: "entries"))
    var size: UInt64?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this new file instead of the output.", valueName: "file"))
    var output: String?

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var speech: SpeechOptions

    /// Shows what proves `question`, or says where it was written.
    func answer(_ question: ProveLedger.Question, in session: Session) throws -> ExitStatus {
        let bytes = try ProveLedger.run(
            question,
            size: size,
            case: caseFile.folder,
            output: output,
            in: session.surroundings
        )
        if let output {
            session.terminal.notice(session.say("witness.writtenTo", ["path": output]))
        } else {
            session.terminal.show(verbatim: String(decoding: bytes, as: UTF8.self))
        }
        return .done
    }
}
