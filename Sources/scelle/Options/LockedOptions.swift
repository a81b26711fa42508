internal import ArgumentParser
internal import Operations

/// Whether the originals are opened to be compared with what was sealed, which needs a passphrase.
struct LockedOptions: ParsableArguments {
    @Flag(help: "Open nothing and ask for no passphrase, for jobs that nobody attends; the status is then 3.")
    var locked = false

    @OptionGroup var custodian: IdentityOptions

    func validate() throws {
        guard !locked || !custodian.passphrase.isGiven && custodian.identity == nil else {
            throw ValidationError("--locked opens nothing: no identity and no passphrase go with it.")
        }
    }

    /// Who opens the originals; nil when they stay closed.
    func unlocking(in session: Session) -> Unlocking? {
        guard !locked else { return nil }
        return Unlocking(identity: custodian.identity, passphrase: custodian.passphrase.source(in: session))
    }
}
