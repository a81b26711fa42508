internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle witness`: cosigning for others, and keeping what others cosigned.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Witness other people's ledgers, and keep what witnesses said of yours; by file, without a server.",
        discussion: """
            A witness cosigns a checkpoint once it has checked that the ledger continues all it has cosigned before. From \
            then on, nobody can show it a ledger that was rewritten.
            """,
        subcommands: [
            WitnessNewCommand.self, WitnessSignCommand.self, WitnessAddCommand.self, WitnessListCommand.self,
        ]
    )
}

/// `scelle witness new`: makes a key that cosigns.
struct WitnessNewCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a witness: an Ed25519 key that cosigns checkpoints, and nothing else.",
        discussion: """
            The key is kept under a passphrase beside your identities. The line that is printed, a C2SP vkey, is what \
            others need to check your cosignatures.

            EXIT STATUS:
              0   made
              1   refused: the name is taken, the passphrase is empty
              2   error: input or output
              64  the command line was not understood
            """
    )

    @Argument(help: "The name of the witness on this computer: letters, digits, '.', '_', '-'.")
    var name: String

    @Option(help: ArgumentHelp("The key's name on each cosignature, such as example.org/w1.", valueName: "name"))
    var keyName: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        session.terminal.notice(session.say("witness.nameGoesOut", ["name": keyName ?? name]))
        if passphrase.noPassphrase { session.terminal.notice(session.say("identity.noPassphrase")) }
        let witness = try CreateWitness.run(
            name: name,
            keyName: keyName,
            passphrase: passphrase.source(in: session),
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: WitnessJSON(witness))
        } else {
            session.terminal.show(WitnessPages.made(witness, in: session.say))
        }
        return .done
    }
}

/// `scelle witness list`: the witnesses of this computer, and the cosignatures of the case at hand.
struct WitnessListCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List your witnesses with what they cosigned, and the cosignatures that the case file keeps.",
        discussion: """
            EXIT STATUS:
              0   listed, even when there is none
              1   refused: the ledger of the case file is not the one seen before
              2   error: a file cannot be read
              64  the command line was not understood
            """
    )

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let own = try ListWitnesses.own(in: session.surroundings)
        let kept = try ListWitnesses.kept(case: caseFile.folder, in: session.surroundings)
        if form.json {
            try session.terminal.show(json: WitnessListJSON(own: own, kept: kept))
        } else {
            if own.isEmpty { session.terminal.notice(session.say("witness.none")) }
            session.terminal.show(WitnessPages.list(own, kept: kept, in: session.say))
        }
        return .done
    }
}
