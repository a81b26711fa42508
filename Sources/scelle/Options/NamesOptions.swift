internal import ArgumentParser
internal import Operations

/// Whether names and other openings are read, which needs a passphrase; ids and kinds do not.
struct NamesOptions: ParsableArguments {
    @Flag(help: "Show names and declared facts, which need your passphrase.")
    var names = false

    @OptionGroup var custodian: IdentityOptions

    /// Who reads the openings; nil when they stay closed.
    func unlocking(in session: Session) -> Unlocking? {
        guard names else { return nil }
        return Unlocking(identity: custodian.identity, passphrase: custodian.passphrase.source(in: session))
    }
}
