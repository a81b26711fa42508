internal import Cryptography
internal import Glibc
internal import Operations
internal import Synchronization
internal import Wording

/// Asks for a passphrase on the terminal, without echo, whatever standard input and output are.
///
/// The terminal's settings are restored before anything else happens: at the end, on an error, and when a signal ends or
/// stops the program.
struct PassphrasePrompt: Sendable {
    private let say: Phrasebook
    private let terminal: String

    init(say: Phrasebook, terminal: String = "/dev/tty") {
        self.say = say
        self.terminal = terminal
    }

    /// The passphrase for `purpose`; a new one is asked for twice.
    func ask(_ purpose: PassphrasePurpose) throws -> SecretBytes {
        let descriptor = open(terminal, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw OperationError(.passphraseNeeded, ["name": purpose.identity])
        }
        defer { close(descriptor) }
        switch purpose {
        case .unlock(let identity):
            return try askOnce(say("prompt.unlock", ["name": identity]), on: descriptor)
        case .choose(let identity):
            let first = try askOnce(say("prompt.choose", ["name": identity]), on: descriptor)
            let again = try askOnce(say("prompt.again"), on: descriptor)
            guard first.isEqual(to: again) else { throw Problem.commandLine("passphrasesDiffer") }
            return first
        }
    }

    private func askOnce(_ question: String, on descriptor: Int32) throws -> SecretBytes {
        Terminal.write(question.printable, to: descriptor)
        defer { Terminal.write("\n", to: descriptor) }
        while true {
            let outcome = try SilentTerminal(descriptor).whileSilent { readLine(from: descriptor) }
            switch outcome {
            case .line(let line): return line
            case .ended: throw Problem.commandLine("passphraseInterrupted")
            case .tooLong: throw OperationError(.passphraseTooLong, ["path": terminal])
            case .signal(let number):
                // The settings are restored: now the signal may do what it would have done. It goes to the process, for
                // this thread may be one that has all signals blocked; the wait lets it arrive. A stop comes back here.
                kill(getpid(), number)
                poll(nil, 0, 500)
                Terminal.write(question.printable, to: descriptor)
            }
        }
    }

    private enum Reading {
        case line(SecretBytes)
        case ended
        case tooLong
        case signal(Int32)
    }

    /// Reads up to the line's end; the buffer is wiped.
    private func readLine(from descriptor: Int32) -> Reading {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PassphraseSource.largestByteCount + 1) { buffer in
            guard let start = buffer.baseAddress else { return .ended }
            defer { explicit_bzero(start, buffer.count) }
            var count = 0
            while count < buffer.count {
                // A signal may have gone to another thread: the wait is short, and looks.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let isReady = poll(&waiting, 1, 100) > 0
                let number = SilentTerminal.caught.exchange(0, ordering: .relaxed)
                if number != 0 { return .signal(number) }
                guard isReady else { continue }
                guard read(descriptor, start.advanced(by: count), 1) == 1 else { return .ended }
                if buffer[count] == UInt8(ascii: "\n") {
                    return .line(SecretBytes(UnsafeBufferPointer(rebasing: buffer[..<count])))
                }
                count += 1
            }
            return .tooLong
        }
    }
}

extension PassphrasePurpose {
    /// Whose passphrase it is.
    fileprivate var identity: String {
        switch self {
        case .choose(let identity), .unlock(let identity): identity
        }
    }
}

/// A terminal that shows nothing of what is typed, for as long as a closure runs.
struct SilentTerminal {
    /// The signal that came in the meantime; 0 when none did.
    ///
    /// It is the only thing that a signal handler touches.
    static let caught = Atomic<Int32>(0)

    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Runs `body` without echo, and restores what was before.
    func whileSilent<Result>(_ body: () throws -> Result) throws -> Result {
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else { throw Problem.commandLine("passphraseInterrupted") }
        Self.caught.store(0, ordering: .relaxed)
        let handlers = Self.signals.map { Self.watch($0) }
        defer { for (number, handler) in zip(Self.signals, handlers) { Self.restore(handler, for: number) } }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
        guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
            throw Problem.commandLine("passphraseInterrupted")
        }
        defer { tcsetattr(descriptor, TCSAFLUSH, &before) }
        return try body()
    }

    private static func watch(_ number: Int32) -> sigaction {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in SilentTerminal.caught.store(number, ordering: .relaxed) }
        var before = sigaction()
        sigaction(number, &action, &before)
        return before
    }

    private static func restore(_ handler: sigaction, for number: Int32) {
        var handler = handler
        sigaction(number, &handler, nil)
    }
}
