internal import ArgumentParser
internal import Operations
internal import TransparencyLog
internal import Wording

/// `scelle witness sign`: cosigns a checkpoint.
struct WitnessSignCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Cosign a checkpoint of somebody's ledger, if it continues the last one that was cosigned.",
        discussion: """
            The answer is the checkpoint with the cosignature, a C2SP note. What was cosigned is remembered on this \
            computer before the answer is given, so that no other history of the same ledger is ever cosigned.

            EXIT STATUS:
              0   cosigned
              1   refused: an older tree, another root, a proof missing or not holding, not the ledger's key, a wrong \
            passphrase, the output exists
              2   error: a file cannot be read, or is no checkpoint or proof
              64  the command line was not understood, or the ledger is new and its key was not given
            """
    )

    @Argument(help: "The checkpoint, or what 'scelle log consistency' printed, which has it too.")
    var checkpoint: String

    @Option(help: ArgumentHelp("What 'scelle log consistency' printed.", valueName: "file"))
    var proof: String?

    @Option(
        help: ArgumentHelp(
            "The ledger's key (vkey), told by another way than the file; for a ledger that is new, or a new key.",
            valueName: "vkey"
        ),
        transform: WitnessSignCommand.verifierKey
    )
    var logKey: VerifierKey?

    @Option(help: ArgumentHelp("The witness to sign as; may be left out when there is only one.", valueName: "name"))
    var witness: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this new file instead of the output.", valueName: "file"))
    var output: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let cosigned = try CosignCheckpoint.run(
            CosignCheckpoint.Request(checkpoint: checkpoint, proof: proof, logKey: logKey, output: output),
            as: witness,
            passphrase: passphrase.source(in: session),
            in: session.surroundings
        )
        if cosigned.before == nil { session.terminal.notice(session.say("witness.firstContact")) }
        if cosigned.path == nil {
            session.terminal.show(verbatim: String(decoding: cosigned.checkpoint.bytes, as: UTF8.self))
        } else {
            session.terminal.show(WitnessPages.cosigned(cosigned, in: session.say))
        }
        return .done
    }

    /// Reads a key, for the parser of the command line.
    static func verifierKey(_ typed: String) throws -> VerifierKey {
        do { return try VerifierKey(parsing: typed) } catch {
            throw ValidationError("'\(typed.printable)' is not a key: name+8 digits+base64, on one line.")
        }
    }
}

/// `scelle witness add`: keeps a cosignature in the case.
struct WitnessAddCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keep what a witness cosigned in the case file, once it has been checked.",
        discussion: """
            Known witnesses are those of 'scelle trust' and of --key. From the next bundle on, the cosignatures are in it.

            EXIT STATUS:
              0   kept, or kept already
              1   refused: by no witness you know, does not hold, of another tree, or ahead of the ledger
              2   error: the file cannot be read, is no checkpoint, or of another ledger; there is no case file
              64  the command line was not understood
            """
    )

    @Argument(help: "The cosigned checkpoint, as the witness gave it back.")
    var file: String

    @Option(
        help: ArgumentHelp("A witness's key (vkey), beside those you trust. May be repeated.", valueName: "vkey"),
        transform: WitnessAddCommand.witnessKey
    )
    var key: [VerifierKey] = []

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let kept = try KeepCosignatures.run(
            file,
            case: caseFile.folder,
            witnesses: key,
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: KeptCosignaturesJSON(kept))
        } else {
            session.terminal.show(WitnessPages.kept(kept, in: session.say))
        }
        return .done
    }

    /// Reads a key that cosigns, for the parser of the command line.
    static func witnessKey(_ typed: String) throws -> VerifierKey {
        let key = try WitnessSignCommand.verifierKey(typed)
        guard key.algorithm == .cosignature else {
            throw ValidationError("'\(typed.printable)' is a ledger's key, not a witness's.")
        }
        return key
    }
}
