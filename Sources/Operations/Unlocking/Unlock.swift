internal import CProcess
internal import Cryptography
internal import Glibc
internal import LedgerStore

/// Keeps an identity's keys unlocked for a while, in the memory of an agent.
package enum Unlock {
    /// The longest that keys stay unlocked: a long working day.
    package static let longestSeconds: Int64 = 12 * 3_600

    /// What was unlocked.
    package struct Unlocked: Sendable {
        /// The identity's name.
        package let identity: String
        /// Where its agent listens.
        package let folder: String
        /// For how many seconds.
        package let seconds: Int64
        /// Whether the end of the session that asked ends it too.
        package let endsWithSession: Bool
    }

    /// Unlocks the identity for `seconds`; an agent that has it already is replaced.
    package static func run(
        identity name: String?,
        passphrase: PassphraseSource,
        seconds: Int64,
        in surroundings: Surroundings
    ) throws -> Unlocked {
        try OperationError.mapping {
            guard (1...longestSeconds).contains(seconds) else { throw OperationError(.unlockTooLong) }
            let identity = try IdentityStore(in: surroundings).chosen(name)
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            guard custodian.hasPassphrase else { throw OperationError(.nothingToUnlock, ["name": identity.name]) }
            let keys = UnlockedKeys(ageKey: custodian.ageKey, signingKey: try custodian.signingKey())
            let folder = try AgentFolder(in: surroundings)
            try folder.create()
            let socketName = AgentFolder.socketName(of: identity.certificate.fingerprint)
            try Lock.drop(socketName, in: folder)
            // The shell that this command was typed in leads the session; a command that leads its own has none to watch.
            let session = getsid(0)
            let isWatched = session > 0 && session != getpid()
            let terms = KeyAgent.Terms(
                folder: folder.path,
                name: socketName,
                milliseconds: seconds * 1_000,
                session: isWatched ? session : nil
            )
            try AgentProcess.start(terms, keys: keys.bytes(), surroundings)
            return Unlocked(
                identity: identity.name,
                folder: folder.path,
                seconds: seconds,
                endsWithSession: isWatched
            )
        }
    }
}

/// Drops what is unlocked.
package enum Lock {
    /// Ends every agent of the person; returns how many there were.
    package static func run(in surroundings: Surroundings) throws -> Int {
        try OperationError.mapping {
            let folder = try AgentFolder(in: surroundings)
            return try folder.socketNames().filter { try drop($0, in: folder) }.count
        }
    }

    /// Ends the agent behind `name` and waits until it is gone; false when none listens.
    @discardableResult
    static func drop(_ name: String, in folder: AgentFolder) throws -> Bool {
        let path = "\(folder.path)/\(name)"
        guard let socket = AgentSocket(connectingTo: name, in: folder) else {
            // What an agent left that was killed: nothing listens there any more.
            unlink(path)
            return false
        }
        let request = Array(AgentSocket.Request.lock.rawValue.utf8)
        var byte: UInt8 = 0
        // It says nothing; its end closes the connection, and by then the keys are wiped.
        guard request.withUnsafeBytes({ socket.write($0) }), read(socket.descriptor, &byte, 1) == 0 else {
            throw OperationError(.agentSilent, ["path": path])
        }
        return true
    }
}

/// Starts an agent as a process of its own.
private enum AgentProcess {
    /// How long an agent may take to say that it is ready, in milliseconds.
    private static let patience: Int32 = 30_000

    static func start(_ terms: KeyAgent.Terms, keys: SecretBytes, _ surroundings: Surroundings) throws {
        let input = try Pipe()
        let output = try Pipe()
        try spawn(terms, input: input, output: output, surroundings)
        input.closeReading()
        output.closeWriting()
        let isTaken = keys.withUnsafeBytes { write(input.writing, $0.baseAddress, $0.count) == $0.count }
        input.closeWriting()
        var waiting = pollfd(fd: output.reading, events: Int16(POLLIN), revents: 0)
        var answer = [UInt8](repeating: 0, count: 64)
        let count = poll(&waiting, 1, patience) > 0 ? read(output.reading, &answer, answer.count) : 0
        let text = String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
        guard isTaken, text.utf8.elementsEqual(KeyAgent.ready.utf8) else {
            throw OperationError(.agentNotStarted, ["reason": text.isEmpty ? "no answer" : text])
        }
    }

    private static func spawn(
        _ terms: KeyAgent.Terms,
        input: Pipe,
        output: Pipe,
        _ surroundings: Surroundings
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.reading, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Not what the shell had open, a file with the passphrase among it.
        scelle_close_from(&actions, STDERR_FILENO + 1)
        var words = [
            "scelle", "agent", "--folder", terms.folder, "--name", terms.name, "--milliseconds",
            "\(terms.milliseconds)",
        ]
        if let session = terms.session { words += ["--session", "\(session)"] }
        // Only what finding the program's own libraries takes.
        let environment = ["LD_LIBRARY_PATH"].compactMap { name in
            surroundings.environment[name].map { "\(name)=\($0)" }
        }
        var process = pid_t()
        let status = withPointers(words) { arguments in
            withPointers(environment) { posix_spawn(&process, "/proc/self/exe", &actions, nil, arguments, $0) }
        }
        guard status == 0 else {
            throw OperationError(.agentNotStarted, ["reason": String(cString: strerror(status))])
        }
    }

    /// Hands `body` the texts as C has them, ended by a null.
    private static func withPointers(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }

    /// Two ends of a pipe, each closed once.
    private final class Pipe {
        private(set) var reading: Int32 = -1
        private(set) var writing: Int32 = -1

        init() throws {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
                throw OperationError(.agentNotStarted, ["reason": String(cString: strerror(errno))])
            }
            (reading, writing) = (ends[0], ends[1])
        }

        func closeReading() {
            if reading >= 0 { close(reading) }
            reading = -1
        }

        func closeWriting() {
            if writing >= 0 { close(writing) }
            writing = -1
        }

        deinit {
            closeReading()
            closeWriting()
        }
    }
}
