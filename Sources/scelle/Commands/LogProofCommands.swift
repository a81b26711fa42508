internal import ArgumentParser
internal import Operations

/// `scelle log checkpoint`: the ledger's signed word for its size and root.
struct LogCheckpointCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print a signed checkpoint: a C2SP tlog-checkpoint, with the cosignatures that are kept.",
        discussion: """
            EXIT STATUS:
              0   printed, or written
              1   refused: no such checkpoint, the output exists, or the ledger is not the one seen before
              2   error: there is no case file, or it cannot be read
              64  the command line was not understood
            """
    )

    @OptionGroup var proof: ProofOptions

    var speech: SpeechOptions { proof.speech }
    var caseFile: CaseOptions { proof.caseFile }

    func carryOut(in session: Session) async throws -> ExitStatus { try proof.answer(.checkpoint, in: session) }
}

/// `scelle log prove`: that an entry is in the ledger.
struct LogProveCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove that an entry is in the ledger: print a C2SP tlog-proof.",
        discussion: """
            Whoever has the entry's bytes, the ledger's key and this proof can check it with other people's tools. The \
            proof holds digests only.

            EXIT STATUS:
              0   printed, or written
              1   refused: no such entry or checkpoint, the output exists, or the ledger is not the one seen before
              2   error: there is no case file, or it cannot be read
              64  the command line was not understood
            """
    )

    @Argument(help: "The number of the entry, from 0.")
    var index: UInt64

    @OptionGroup var proof: ProofOptions

    var speech: SpeechOptions { proof.speech }
    var caseFile: CaseOptions { proof.caseFile }

    func carryOut(in session: Session) async throws -> ExitStatus { try proof.answer(.entry(index), in: session) }
}

/// `scelle log consistency`: that the ledger continues what somebody has seen of it.
struct LogConsistencyCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "consistency",
        abstract: "Prove that the ledger continues an older checkpoint: print a C2SP add-checkpoint request.",
        discussion: """
            It holds the newest checkpoint too: it is all that a witness needs, and what a witness's server takes as it \
            is. For a witness to whom the ledger is new, OLD is 0.

            EXIT STATUS:
              0   printed, or written
              1   refused: the ledger is smaller than OLD, the output exists, or it is not the one seen before
              2   error: there is no case file, or it cannot be read
              64  the command line was not understood
            """
    )

    @Argument(help: "The size of the older checkpoint: the number of entries that it covers.")
    var old: UInt64

    @OptionGroup var proof: ProofOptions

    var speech: SpeechOptions { proof.speech }
    var caseFile: CaseOptions { proof.caseFile }

    func carryOut(in session: Session) async throws -> ExitStatus { try proof.answer(.continues(old), in: session) }
}
