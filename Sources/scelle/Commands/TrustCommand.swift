internal import ArgumentParser

/// `scelle trust`: whom this person trusts, whatever the bundle.
struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Keep whom you trust: signers, time-stamping authorities, witnesses.",
        subcommands: [TrustAddCommand.self, TrustListCommand.self, TrustRemoveCommand.self]
    )
}
