internal import CConfinement
internal import CProcess
internal import Custody
internal import Glibc

/// One run of `scelle-observe`: started, asked about one open file after another or for the members of an archive, ended
/// with the value.
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
        try hand(descriptor, with: 1)
    }

    private func hand(_ descriptor: Int32, with request: UInt8) throws(Failure) {
        var request = request
        while true {
            if scelle_send_file(socket, &request, 1, descriptor) == 1 { return }
            if errno == EINTR { continue }
            throw .goneBefore
        }
    }

    /// The answer, within `patience` milliseconds.
    func receive(patience: Int) throws(Failure) -> Answer {
        let deadline = Self.milliseconds() + patience
        let length = try number(until: deadline)
        guard length <= Self.longestAnswer else { throw .oversized }
        return Answer(bytes: try take(Int(length), until: deadline))
    }

    private func number(until deadline: Int) throws(Failure) -> UInt64 {
        try take(8, until: deadline).reduce(0) { $0 << 8 | UInt64($1) }
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

// MARK: - Unpacking

extension ObserverProcess {
    /// The largest piece of a member that is taken at once.
    private static let largestPiece: UInt64 = 1 << 20

    /// Hands over the archive behind `descriptor`, to be held; how many members it says there are.
    func hold(_ descriptor: Int32, patience: Int) throws(Failure) -> UInt64 {
        try hand(descriptor, with: 2)
        return try number(until: Self.milliseconds() + patience)
    }

    /// Asks for the member at `position` of the archive that it holds, and hands the pieces that come to `take`, each within
    /// `patience` milliseconds.
    ///
    /// When `take` throws, pieces are still on their way: the process is to be let go.
    ///
    /// - Returns: whether the process says that this was all of it.
    func unpack(_ position: UInt64, patience: Int, to take: ([UInt8]) throws -> Void) throws -> Bool {
        let request = [3] + withUnsafeBytes(of: position.bigEndian) { Array($0) }
        guard request.withUnsafeBytes({ scelle_send(socket, $0.baseAddress, $0.count) }) == request.count else {
            throw Failure.goneBefore
        }
        while true {
            let deadline = Self.milliseconds() + patience
            let length = try number(until: deadline)
            guard length > 0 else { return try self.take(1, until: deadline) == [1] }
            guard length <= Self.largestPiece else { throw Failure.oversized }
            try take(self.take(Int(length), until: deadline))
        }
    }
}
