internal import ArgumentParser
internal import Operations

/// `scelle verify`: judges a bundle.
struct VerifyCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a bundle: its container, its folder, or its container extracted.",
        discussion: """
            Reads the bundle, the trust policy and the checkpoints that you name, and nothing else. Makes no connection and \
            changes nothing. Every byte is hashed again. Trust comes from you: from --trust, --signer, or 'scelle trust'; \
            never from the bundle.

            EXIT STATUS:
              0   passed
              1   failed
              2   error: not a bundle, unreadable, a policy or checkpoint that cannot be used
              3   indeterminate: something could not be checked, such as whose key it is
              64  the command line was not understood
            """
    )

    @Argument(help: "The bundle: an .asice file, a hand-over folder, or an extracted container.")
    var path: String

    @OptionGroup var trust: TrustOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let report = try VerifyBundle.run(
            path,
            trust: trust.choice,
            checkpoints: trust.checkpoint,
            in: session.surroundings
        )
        return try session.show(report, of: path, isAudit: false, asJSON: form.json)
    }
}
