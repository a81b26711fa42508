internal import ArgumentParser
internal import Operations

/// `scelle trust add`: keeps a policy or a certificate.
struct TrustAddCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Trust a signer's certificate, an authority's root, a witness's key, or all of a policy.",
        discussion: """
            Compare the certificate's fingerprint with what you were given on paper or in person before you add it. A \
            certificate that came with a bundle proves nothing about that bundle.

            EXIT STATUS:
              0   added
              1   refused: the name is taken, or cannot be a name
              2   error: the file cannot be read, or is no policy, certificate or witness's key
              64  the command line was not understood
            """
    )

    @Argument(help: "A trust policy (TOML), a certificate (PEM) or a witness's key (vkey).")
    var file: String

    @Option(help: ArgumentHelp("The name to keep it under; else the file's.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The certificate is the root of a time-stamping authority of this class, such as 'non qualifié'.",
            valueName: "class"
        )
    )
    var authority: String?

    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let item = try KeepTrust.add(file, name: name, asAuthority: authority, in: session.surroundings)
        if form.json {
            try session.terminal.show(json: TrustJSON(item))
        } else {
            session.terminal.show(TrustPages.list([item], in: session.say))
        }
        return .done
    }
}
