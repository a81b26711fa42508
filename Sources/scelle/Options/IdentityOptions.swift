internal import ArgumentParser

/// Who is at work, and how that identity's keys are opened.
struct IdentityOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The identity to work as; may be left out when there is only one.", valueName: "name"))
    var identity: String?

    @OptionGroup var passphrase: PassphraseOptions
}
