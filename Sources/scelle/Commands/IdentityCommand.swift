internal import ArgumentParser

/// `scelle identity`: the keys of whoever seals and signs.
struct IdentityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: "Make, list and hand out identities: the keys of whoever seals and signs.",
        subcommands: [IdentityNewCommand.self, IdentityListCommand.self, IdentityExportCommand.self]
    )
}
