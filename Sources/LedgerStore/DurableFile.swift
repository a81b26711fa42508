package import Cryptography
internal import Glibc

/// Small files that a crash leaves whole: the old or the new, never a part of either.
package enum DurableFile {
    /// The extension of a file that is still being written; one found later is a leftover of an interrupted operation.
    package static let partialExtension = "partial"

    /// Puts `bytes` at `path`, replacing what is there, readable by its owner only.
    ///
    /// After it returns the new bytes survive a power cut; if it throws, or the machine stops, the old ones stand.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
        try write(to: path) { file throws(FileSystemError) in try file.write(bytes) }
    }

    /// As `write(_:to:)`, for a key in clear: nothing copies it on the way.
    package static func write(_ secret: SecretBytes, to path: String) throws(FileSystemError) {
        try write(to: path) { file throws(FileSystemError) in
            var failure: FileSystemError?
            secret.withUnsafeBytes { buffer in
                do throws(FileSystemError) { try file.write(buffer) } catch { failure = error }
            }
            if let failure { throw failure }
        }
    }

    /// As `write(_:to:)`, for bytes that come piece by piece; whatever `pour` throws is thrown, and nothing replaced.
    package static func write(to path: String, pouring pour: Pouring) throws {
        var failure: (any Error)?
        do throws(FileSystemError) {
            try write(to: path) { file throws(FileSystemError) in
                do {
                    try pour { try file.write($0) }
                } catch {
                    failure = error
                    throw FileSystemError(.write, path, code: ECANCELED)
                }
            }
        } catch {
            throw failure ?? error
        }
    }

    private static func write(
        to path: String,
        _ fill: (OpenFile) throws(FileSystemError) -> Void
    ) throws(FileSystemError) {
        let partial = partialPath(for: path)
        do throws(FileSystemError) {
            let file = try OpenFile(partial, O_WRONLY | O_CREAT | O_EXCL)
            try fill(file)
            try file.synchronize()
        } catch {
            unlink(partial)
            throw error
        }
        try replace(path, with: partial)
    }

    /// The whole of the file at `path`; refused with `EFBIG` when it holds more than `limit` bytes.
    package static func read(_ path: String, limit: Int = 1 << 20) throws(FileSystemError) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw FileSystemError(.read, path, code: EFBIG) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// Removes the file at `path`, for good: its folder is durable too when this returns.
    package static func remove(_ path: String) throws(FileSystemError) {
        guard unlink(path) == 0 else { throw FileSystemError(.remove, path) }
        try synchronizeFolder(holding: path)
    }

    /// Whether something stands at `path`; a link counts, whatever it points to.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The names in the folder `path`, without "." and "..", in the order of their bytes.
    package static func names(inFolder path: String) throws(FileSystemError) -> [String] {
        guard let stream = opendir(path) else { throw FileSystemError(.examine, path) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw FileSystemError(.read, path) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// A path beside `path`, on the same file system, that nothing uses yet.
    static func partialPath(for path: String) -> String {
        "\(path).\([UInt8].random(count: 8).hex).\(partialExtension)"
    }

    /// Gives the finished, synchronised file `partial` its name, and makes the name durable.
    static func replace(_ path: String, with partial: String) throws(FileSystemError) {
        guard rename(partial, path) == 0 else {
            let error = FileSystemError(.rename, path)
            unlink(partial)
            throw error
        }
        try synchronizeFolder(holding: path)
    }

    /// Makes the names in the folder that holds `path` durable.
    package static func synchronizeFolder(holding path: String) throws(FileSystemError) {
        let folder = try OpenFile(parent(of: path), O_RDONLY | O_DIRECTORY)
        try folder.synchronize()
    }

    /// The path of the folder that holds `path`.
    package static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes the folder `path`, for its owner only, whatever the process's mask, and its name durable.
    package static func createFolder(_ path: String) throws(FileSystemError) {
        guard mkdir(path, 0o700) == 0 else { throw FileSystemError(.createFolder, path) }
        try synchronizeFolder(holding: path)
    }

    /// Makes `path` and every folder above it that is not there yet.
    package static func createFolders(_ path: String) throws(FileSystemError) {
        guard !exists(path) else { return }
        try createFolders(parent(of: path))
        // Another process may have been quicker.
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileSystemError(.createFolder, path) }
        try synchronizeFolder(holding: path)
    }
}

/// Hands bytes to whoever takes them, a piece at a time.
package typealias Pouring = (_ put: ([UInt8]) throws -> Void) throws -> Void
