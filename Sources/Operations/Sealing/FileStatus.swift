internal import Glibc
internal import LedgerStore

/// What `lstat(2)` says of a path given as bytes.
struct FileStatus {
    /// What stands at the path.
    let kind: Kind
    /// Which file or folder it is, whatever it is called.
    let identity: Identity

    enum Kind {
        case file, folder, link, other
    }

    /// The device and the number on it: two names of one folder, by a mount for one, have the same.
    struct Identity: Hashable {
        let device: dev_t
        let inode: ino_t
    }

    init(_ path: [UInt8]) throws(FileSystemError) {
        var status = stat()
        guard path.withPath({ lstat($0, &status) }) == 0 else {
            throw FileSystemError(.examine, String(decoding: path, as: UTF8.self))
        }
        identity = Identity(device: status.st_dev, inode: status.st_ino)
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
    }
}

// MARK: - Paths as bytes

extension [UInt8] {
    /// Hands these bytes, which hold no zero, to `body` as a path.
    fileprivate func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (self + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else {
                    preconditionFailure("a buffer of one byte has a start")
                }
                return body(start)
            }
        }
    }

    /// The path without links, `.` and `..`, as the kernel resolves it.
    func resolvedPath() throws(FileSystemError) -> [UInt8] {
        guard let resolved = withPath({ realpath($0, nil) }) else {
            throw FileSystemError(.examine, String(decoding: self, as: UTF8.self))
        }
        defer { free(resolved) }
        return Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }

    /// The names in the folder that this path names, as bytes, in their order.
    func namesInFolder() throws(FileSystemError) -> [[UInt8]] {
        let shown = String(decoding: self, as: UTF8.self)
        guard let stream = withPath({ opendir($0) }) else { throw FileSystemError(.open, shown) }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = Swift.withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw FileSystemError(.read, shown) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The folder that holds this absolute path; the empty path above the root.
    var parentPath: [UInt8] { Array(self[..<(lastIndex(of: UInt8(ascii: "/")) ?? 0)]) }
}

extension FileSystemError {
    /// Whether there is nothing at the path, or not any more.
    var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// Whether symbolic links lead in a circle.
    var isLoop: Bool { code == ELOOP }
}
