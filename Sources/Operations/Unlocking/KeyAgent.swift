internal import CProcess
internal import Glibc

/// The process that keeps an identity's keys unlocked for a while (docs/decisions/0016-unlock-agent.md).
///
/// It takes the keys from standard input into locked memory, and nothing secret ever reaches its command line, its
/// environment or a disk. It ends, and with it the keys, at the deadline, when it is told to, when the session that it was
/// started from ends, and when its socket is taken away.
package enum KeyAgent {
    /// What an agent is started with; nothing of it is secret.
    package struct Terms: Sendable {
        /// The folder of its socket.
        package let folder: String
        /// The name of its socket.
        package let name: String
        /// For how long, from now, asleep or awake.
        package let milliseconds: Int64
        /// The process whose end is a logout; nil where there is none to watch.
        package let session: Int32?

        /// Terms as they stand on the command line of an agent.
        package init(folder: String, name: String, milliseconds: Int64, session: Int32?) {
            self.folder = folder
            self.name = name
            self.milliseconds = milliseconds
            self.session = session
        }
    }

    /// What the agent says on standard output once it can be asked.
    static let ready = "ready\n"

    /// How often it looks at the clock and at its socket, in milliseconds.
    private static let period: Int64 = 1_000

    /// Keeps the keys until one of the ends; says `ready`, or the reason why it cannot.
    package static func run(_ terms: Terms) {
        setsid()
        // Before the secret is there.
        guard scelle_make_undumpable() == 0 else { return say("prctl") }
        guard let secret = LockedMemory(capacity: UnlockedKeys.largestByteCount) else { return say("mlock") }
        guard secret.fill(from: STDIN_FILENO), secret.count > 0 else { return say("keys") }
        let start = scelle_boot_milliseconds()
        guard start >= 0, terms.milliseconds > 0 else { return say("clock") }
        let folder = AgentFolder(path: terms.folder)
        guard let listener = AgentSocket(listeningAs: terms.name, in: folder) else { return say("socket") }
        let path = "\(terms.folder)/\(terms.name)"
        let place = Inode(of: path)
        chdir("/")
        say(ready)
        releaseStandardStreams()
        let session = terms.session.map { SessionWatch($0) }
        serve(
            secret,
            listener,
            until: { scelle_boot_milliseconds() - start >= terms.milliseconds },
            orEnded: { session?.hasEnded ?? false },
            orGone: { place == nil || Inode(of: path) != place }
        )
        secret.wipe()
        // Only its own: another agent may have taken the place.
        if Inode(of: path) == place { unlink(path) }
    }

    private static func say(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    /// Whoever waits for the streams to end need not wait for the agent.
    private static func releaseStandardStreams() {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, stream) }
        close(null)
    }

    private static func serve(
        _ secret: LockedMemory,
        _ listener: AgentSocket,
        until isOver: () -> Bool,
        orEnded hasSessionEnded: () -> Bool,
        orGone isGone: () -> Bool
    ) {
        while true {
            var waiting = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&waiting, 1, Int32(period))
            // Before anybody is answered: poll's own clock stands still while the machine sleeps.
            if isOver() || hasSessionEnded() || isGone() { return }
            guard count > 0 else { continue }
            let accepted = accept(listener.descriptor, nil, nil)
            guard accepted >= 0 else { continue }
            if answer(AgentSocket(owning: accepted), secret) == .lock { return }
        }
    }

    /// Answers one connection of this user; others get nothing, not even a word.
    private static func answer(_ socket: AgentSocket, _ secret: LockedMemory) -> AgentSocket.Request? {
        guard socket.isOfThisUser else { return nil }
        socket.limitWaiting()
        var typed: [UInt8] = []
        var byte: UInt8 = 0
        while typed.last != UInt8(ascii: "\n") {
            guard typed.count < 16, read(socket.descriptor, &byte, 1) == 1 else { return nil }
            typed.append(byte)
        }
        let request = AgentSocket.Request(rawValue: String(decoding: typed, as: UTF8.self))
        if request == .keys {
            _ = socket.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(secret.bytes)[..<secret.count]))
        }
        return request
    }
}

/// A process whose end is watched.
private final class SessionWatch {
    private let process: Int32
    private let descriptor: Int32

    init(_ process: Int32) {
        self.process = process
        descriptor = scelle_watch_process(process)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    var hasEnded: Bool {
        // A kernel without pidfd: a process that is gone has no number.
        guard descriptor >= 0 else { return kill(process, 0) != 0 && errno == ESRCH }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) > 0
    }
}

/// Which file stands at a path.
private struct Inode: Equatable {
    private let device: dev_t
    private let number: ino_t

    init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = status.st_dev
        number = status.st_ino
    }
}
