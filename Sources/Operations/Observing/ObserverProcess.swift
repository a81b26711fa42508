internal import CConfinement
internal import CProcess
internal import Custody
internal import Glibc

/// One run of `scelle-observe`: started, asked about one open file after another, ended with the value.
final class ObserverProcess {
    /// What came back: bytes of a stranger.
    struct Answer {
        let bytes: [UInt8]
    }

    /// Why there is no answer.
    enum Failure: Error {
        case notStarted
        /// It had ended before the question was put.
        case goneBefore
        case crashed
        case timedOut
        /// It says that its answer is longer than any can be.
        case oversized

        /// How the field `observed` has it.
        var reading: ObservedFacts.Reading {
            switch self {
            case .notStarted: .absent
            case .goneBefore, .crashed: .crashed
            case .timedOut: .timedOut
            case .oversized: .refused
            }
        }
    }

    /// The longest answer that is taken: a list of 100,000 members with long names.
    private static let longestAnswer: UInt64 = 64 << 20

    let identifier: pid_t
    private let socket: Int32

    /// Starts `program`, with nothing open but its end of a socket, and an empty environment.
    init(starting program: String) throws(Failure) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .notStarted }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Nothing of ours goes along, whoever forgot to say so when he opened it.
        scelle_close_from(&actions, 3)
        // A group of its own: Ctrl-C is for the parent, which decides what becomes of a file that is being read.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var pid: pid_t = 0
        let arguments: [String] = [program, Release.version]
        let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        defer { words.forEach { free($0) } }
        let status = posix_spawn(&pid, program, &actions, &attributes, words + [nil], [nil])
        guard status == 0 else {
            close(ends[0])
            throw .notStarted
        }
        identifier = pid
        socket = ends[0]
    }

    deinit {
        close(socket)
        // It holds nothing that could be lost, and may be stopped or in a loop.
        kill(identifier, SIGKILL)
        while waitpid(identifier, nil, 0) < 0, errno == EINTR {}
    }

    /// Where `scelle-observe` lies: beside the program that runs; nil when it is not there.
    static func installedProgram() -> String? {
        guard let itself = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(itself) }
        var path = Array(String(cString: itself).utf8)
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        path.removeSubrange((slash + 1)...)
        let program = String(decoding: path, as: UTF8.self) + "scelle-observe"
        return access(program, X_OK) == 0 ? program : nil
    }
}

// MARK: - Questions and answers

extension ObserverProcess {
    /// Hands over the open file `descriptor`.
    func send(_ descriptor: Int32) throws(Failure) {
        var request: UInt8 = 1
        while true {
            if scelle_send_file(socket, &request, 1, descriptor) == 1 { return }
            if errno == EINTR { continue }
            throw .goneBefore
        }
    }

    /// The answer, within `patience` milliseconds.
    func receive(patience: Int) throws(Failure) -> Answer {
        let deadline = Self.milliseconds() + patience
        let head = try take(8, until: deadline)
        let length = head.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.longestAnswer else { throw .oversized }
        return Answer(bytes: try take(Int(length), until: deadline))
    }

    private func take(_ count: Int, until deadline: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(count, 256 * 1_024))
        while bytes.count < count {
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let left = deadline - Self.milliseconds()
            guard left > 0 else { throw .timedOut }
            let ready = poll(&waiting, 1, Int32(clamping: left))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { throw .timedOut }
            let got = recv(socket, &buffer, min(buffer.count, count - bytes.count), 0)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .crashed }
            bytes += buffer[..<got]
        }
        return bytes
    }

    /// A clock that nobody sets.
    private static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
