internal import ASiC
internal import Glibc

/// An open hand-over folder.
///
/// No symbolic link is followed below it, and nothing in it can make the listing fail.
final class LooseFolder: Sendable {
    private let path: String
    private let descriptor: Int32

    /// A system call failed, for this reason.
    struct Failure: Error {
        let errno: Int32
    }

    /// Opens the folder at `path`, which a person has named: here a symbolic link is followed.
    init(path: String) throws(BundleError) {
        descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw .unreadable(path: path, .cannotOpen(path: path, errno: errno)) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The names right in this folder, in byte order.
    func names() throws(BundleError) -> [[UInt8]] {
        do throws(Failure) {
            return try Self.names(in: descriptor)
        } catch {
            throw .unreadable(path: path, .cannotRead(path: path, errno: error.errno))
        }
    }

    /// What the name stands for, symbolic links not followed.
    func kind(of name: [UInt8]) -> LooseFile.Kind {
        Self.kind(of: name, in: descriptor)
    }

    /// Everything but the container, in byte order of the paths.
    func looseFiles(besides container: [UInt8]) throws(BundleError) -> [LooseFile] {
        var found: [LooseFile] = []
        do throws(Failure) {
            try list(descriptor, prefix: [], into: &found)
        } catch {
            throw .unreadable(path: path, .cannotRead(path: path, errno: error.errno))
        }
        return found.filter { $0.name != container }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// Opens a loose file for reading.
    func open(_ loose: LooseFile) -> Result<LooseReader, Failure> {
        var components = loose.name.split(separator: UInt8(ascii: "/")).map { Array($0) }
        guard let last = components.popLast() else { return .failure(Failure(errno: ENOENT)) }
        var folder = descriptor
        defer { if folder != descriptor { close(folder) } }
        for component in components {
            let inner = Self.openFolder(component, in: folder)
            let failure = errno
            if folder != descriptor { close(folder) }
            folder = inner < 0 ? descriptor : inner
            guard inner >= 0 else { return .failure(Failure(errno: failure)) }
        }
        let file = Self.withCString(last) { openat(folder, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard file >= 0 else { return .failure(Failure(errno: errno)) }
        return .success(LooseReader(adopting: file))
    }

    private func list(_ folder: Int32, prefix: [UInt8], into found: inout [LooseFile]) throws(Failure) {
        for name in try Self.names(in: folder) {
            let path = prefix + name
            let kind = Self.kind(of: name, in: folder)
            guard kind == .folder, BundleLayout.folders.contains(path) else {
                found.append(LooseFile(name: path, kind: kind))
                continue
            }
            let inner = Self.openFolder(name, in: folder)
            guard inner >= 0 else { throw Failure(errno: errno) }
            defer { close(inner) }
            try list(inner, prefix: path + [UInt8(ascii: "/")], into: &found)
        }
    }
}

// MARK: - System calls

extension LooseFolder {
    private static func names(in folder: Int32) throws(Failure) -> [[UInt8]] {
        // A second descriptor, because closing the stream closes the one it was made from.
        let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw Failure(errno: errno) }
        guard let stream = fdopendir(copy) else {
            let failure = errno
            close(copy)
            throw Failure(errno: failure)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw Failure(errno: errno) }
                return names.sorted { $0.lexicographicallyPrecedes($1) }
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
            if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(name) }
        }
    }

    private static func kind(of name: [UInt8], in folder: Int32) -> LooseFile.Kind {
        var status = stat()
        guard withCString(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(size: UInt64(status.st_size))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    private static func openFolder(_ name: [UInt8], in folder: Int32) -> Int32 {
        withCString(name) { openat(folder, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    }

    /// Calls `body` with the name as C has it.
    ///
    /// Not a `String`: the name of a stray file need not be UTF-8.
    private static func withCString(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
        (name.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { text in
            text.baseAddress.map(body) ?? -1
        }
    }
}

/// A loose file, opened; read from its first byte on.
final class LooseReader {
    private let descriptor: Int32

    /// Takes over `descriptor`.
    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Fills `buffer` with the next bytes; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Result<Int, LooseFolder.Failure> {
        guard let start = buffer.baseAddress else { return .success(0) }
        var filled = 0
        while filled < buffer.count {
            let count = Glibc.read(descriptor, start + filled, buffer.count - filled)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return .failure(LooseFolder.Failure(errno: errno)) }
            guard count > 0 else { break }
            filled += count
        }
        return .success(filled)
    }

    /// Whether the first `count` bytes of both buffers are the same.
    static func same(_ left: UnsafeMutableRawBufferPointer, _ right: UnsafeMutableRawBufferPointer, count: Int) -> Bool
    {
        guard let left = left.baseAddress, let right = right.baseAddress else { return count == 0 }
        return memcmp(left, right, count) == 0
    }
}
