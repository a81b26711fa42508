internal import ArgumentParser
internal import Operations
internal import Wording

/// `scelle unlock`: spares repeated prompts for a while.
struct UnlockCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Keep your keys unlocked for a while, so that commands do not ask for the passphrase.",
        discussion: """
            The opened keys stay in the memory of one process of yours, which forgets them when the time is over, on \
            'scelle lock', and when you log out of the session in which you typed this. Nothing secret is written to disk. \
            Commands use them when no passphrase option is given.

            EXIT STATUS:
              0   unlocked
              1   refused: a wrong passphrase, there is no such identity, its keys are in clear
              2   error: input or output, or the keys could not be kept safely
              64  the command line was not understood, or the time is too long
            """
    )

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("For how long: 90s, 30m, 2h; 12h at most.", valueName: "time")
    )
    var period = Period(seconds: 1_800)

    @OptionGroup var custodian: IdentityOptions
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let unlocked = try Unlock.run(
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session, usesAgent: false),
            seconds: period.seconds,
            in: session.surroundings
        )
        session.terminal.show(UnlockPages.unlocked(unlocked, in: session))
        return .done
    }
}

/// `scelle lock`: forgets what `unlock` keeps.
struct LockCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Forget the keys that 'scelle unlock' keeps.",
        discussion: """
            EXIT STATUS:
              0   locked, or nothing was unlocked
              2   error: the keys' process does not answer
              64  the command line was not understood
            """
    )

    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let count = try Lock.run(in: session.surroundings)
        session.terminal.notice(session.say(count == 0 ? "lock.nothing" : "lock.locked"))
        return .done
    }
}

/// `scelle agent`: what `unlock` starts; nobody types it, and it takes the keys from standard input.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Keep keys for 'scelle unlock'.",
        shouldDisplay: false
    )

    @Option var folder: String
    @Option var name: String
    @Option var milliseconds: Int64
    @Option var session: Int32?

    func run() {
        KeyAgent.run(KeyAgent.Terms(folder: folder, name: name, milliseconds: milliseconds, session: session))
    }
}

/// A span of time as it is typed: a number, and s, m or h.
struct Period: ExpressibleByArgument {
    let seconds: Int64

    init(seconds: Int64) {
        self.seconds = seconds
    }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600]
        guard let last = argument.last, let unit = units[last], let number = Int64(argument.dropLast()), number > 0
        else { return nil }
        let (seconds, isTooMuch) = number.multipliedReportingOverflow(by: unit)
        guard !isTooMuch else { return nil }
        self.seconds = seconds
    }

    var defaultValueDescription: String { "\(seconds / 60)m" }
}
