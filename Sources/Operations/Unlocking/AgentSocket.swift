internal import CProcess
internal import Glibc

/// A Unix socket of an agent, by which one process of a person talks to another.
///
/// An address has room for 107 bytes, which a path may not fit: it is given through the open folder instead.
final class AgentSocket {
    /// What is asked of an agent, one request a connection.
    enum Request: String {
        /// The keys, as `UnlockedKeys` spells them.
        case keys = "KEYS 1\n"
        /// Forget the keys and end.
        case lock = "LOCK 1\n"
    }

    /// The open descriptor, closed when the value is let go.
    let descriptor: Int32

    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The longest that either side waits for the other, in seconds.
    private static let patience = 5

    /// Connects to the agent behind `name` in `folder`; nil when none listens there, or it is another person's.
    init?(connectingTo name: String, in folder: AgentFolder) {
        guard let made = Self.make(), let isConnected = Self.withAddress(name, in: folder, { connect(made, $0, $1) })
        else { return nil }
        descriptor = made
        guard isConnected == 0, isOfThisUser else { return nil }
        limitWaiting()
    }

    /// Listens as `name` in `folder`, open to this user only; nil when something stands there.
    init?(listeningAs name: String, in folder: AgentFolder) {
        guard let made = Self.make(), let isBound = Self.withAddress(name, in: folder, { bind(made, $0, $1) })
        else { return nil }
        descriptor = made
        // Nobody can connect before `listen`: the mode is never wider when it matters.
        guard isBound == 0, chmod("\(folder.path)/\(name)", 0o600) == 0, listen(made, 16) == 0 else { return nil }
    }

    /// Whether the process at the other end belongs to the user that this one does.
    var isOfThisUser: Bool { scelle_peer_user(descriptor) == Int64(geteuid()) }

    /// Neither side can keep the other waiting for ever.
    func limitWaiting() {
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Writes all of `bytes`; false when the other side does not take them.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func make() -> Int32? {
        let made = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        return made < 0 ? nil : made
    }

    /// Hands `body` the address of `name`, through the open folder; nil when the folder is not there.
    private static func withAddress(
        _ name: String,
        in folder: AgentFolder,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32? {
        let opened = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { return nil }
        defer { close(opened) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let text = Array("/proc/self/fd/\(opened)/\(name)".utf8) + [0]
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { path in
            guard text.count <= path.count else { return false }
            path.copyBytes(from: text)
            return true
        }
        guard fits else { return nil }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
