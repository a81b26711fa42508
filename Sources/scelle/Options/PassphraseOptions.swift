internal import ArgumentParser
internal import Cryptography
internal import Operations

/// Where a passphrase comes from; without any of these what `unlock` keeps is used, else it is asked for on the terminal.
struct PassphraseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the passphrase from the first line of a file.", valueName: "file"))
    var passphraseFile: String?

    @Option(help: ArgumentHelp("Read the passphrase from the first line of a file descriptor.", valueName: "fd"))
    var passphraseFd: Int32?

    @Flag(help: "No passphrase: the keys are, or are to be, in clear. Nobody is asked.")
    var noPassphrase = false

    func validate() throws {
        let given = [passphraseFile != nil, passphraseFd != nil, noPassphrase].filter { $0 }
        guard given.count <= 1 else {
            throw ValidationError("--passphrase-file, --passphrase-fd and --no-passphrase exclude one another.")
        }
        guard passphraseFd.map({ $0 >= 0 }) ?? true else {
            throw ValidationError("--passphrase-fd takes the number of an open file descriptor.")
        }
    }

    /// Whether the command line says where the passphrase comes from, so that nobody needs to be asked.
    var isGiven: Bool { passphraseFile != nil || passphraseFd != nil || noPassphrase }

    /// The source that was chosen; where none was, keys that `scelle unlock` keeps, unless `usesAgent` is false.
    func source(in session: Session, usesAgent: Bool = true) -> PassphraseSource {
        if noPassphrase { return .none }
        if let passphraseFile { return .file(session.surroundings.absolute(passphraseFile)) }
        if let passphraseFd { return .descriptor(passphraseFd) }
        let prompt = PassphrasePrompt(say: session.say)
        let ask: @Sendable (PassphrasePurpose) throws -> SecretBytes = { purpose in try prompt.ask(purpose) }
        // Without a home there is nowhere to look for an agent, and nobody's keys either: that is told where they are read.
        guard usesAgent, let folder = try? AgentFolder(in: session.surroundings) else { return .prompt(ask) }
        return .unlocked(folder, otherwise: ask)
    }
}
