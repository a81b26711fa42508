internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle identity new`: makes a signing key with its certificate, and an age key, under one passphrase.
struct IdentityNewCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make an identity: a signing key with its certificate, and a separate age key.",
        discussion: """
            The certificate's name goes out with every bundle: choose what may be read, a pseudonym if need be. The keys \
            are kept under a passphrase, which is asked for twice on the terminal unless one of the options says where it \
            comes from. Without a passphrase, whoever can read the files can sign.

            EXIT STATUS:
              0   made
              1   refused: the name is taken, the passphrase is empty
              2   error: input or output
              64  the command line was not understood
            """
    )

    @Argument(help: "The name of the identity on this computer: letters, digits, '.', '_', '-'.")
    var name: String

    @Option(help: ArgumentHelp("The name in the certificate, or a pseudonym.", valueName: "name"))
    var commonName: String

    @Option(help: ArgumentHelp("The organization in the certificate.", valueName: "name"))
    var organization: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        session.terminal.notice(session.say("identity.nameGoesOut", ["name": commonName]))
        if passphrase.noPassphrase { session.terminal.notice(session.say("identity.noPassphrase")) }
        let identity = try CreateIdentity.run(
            name: name,
            commonName: commonName,
            organization: organization,
            passphrase: passphrase.source(in: session),
            in: session.surroundings
        )
        if output.json {
            try session.terminal.show(json: IdentityJSON(identity))
        } else {
            let hasPassphrase = !passphrase.noPassphrase
            session.terminal.show(IdentityPages.made(identity, hasPassphrase: hasPassphrase, in: session.say))
        }
        return .done
    }
}
