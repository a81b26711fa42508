internal import Cryptography
internal import Glibc
internal import LedgerStore

/// Where agents listen: a folder of the person's alone, a socket an identity.
///
/// `$XDG_RUNTIME_DIR/scelle`, which the system removes at the last logout; where there is none, `run` beside the remembered
/// heads. A socket holds nothing: what is unlocked is in the agent's memory only.
package struct AgentFolder: Hashable, Sendable {
    /// Its path.
    package let path: String

    /// The folder of the person whose surroundings these are.
    package init(in surroundings: Surroundings) throws(OperationError) {
        if let runtime = surroundings.environment["XDG_RUNTIME_DIR"], runtime.utf8.first == UInt8(ascii: "/"),
            Self.isPrivate(runtime)
        {
            path = runtime + "/scelle"
        } else {
            path = try surroundings.stateFolder() + "/run"
        }
    }

    init(path: String) {
        self.path = path
    }

    /// The name of the socket of the identity with this certificate.
    static func socketName(of certificate: Digest) -> String { "\(certificate.hex.prefix(32)).sock" }

    /// Makes the folder where it is missing; one that others could enter is refused.
    func create() throws {
        try DurableFile.createFolders(path)
        guard Self.isPrivate(path) else { throw OperationError(.agentFolderRefused, ["path": path]) }
    }

    /// The names of the sockets in it.
    func socketNames() throws(FileSystemError) -> [String] {
        guard DurableFile.exists(path) else { return [] }
        return try DurableFile.names(inFolder: path).filter { $0.hasSuffix(".sock") }
    }

    /// Whether `path` is a folder, no link, that belongs to this user and admits nobody else.
    private static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }
}
