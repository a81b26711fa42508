internal import Cryptography
internal import Glibc
internal import LedgerStore

/// A new folder for plain copies, its owner's only; everything in it is made through its descriptor, under a name that this
/// program chose, and never in the place of anything.
final class ExtractionFolder {
    /// Its absolute path.
    let path: String

    private let descriptor: Int32
    private var names: Set<String> = []

    /// What the name of a file ends with until the file is whole.
    private static let unfinished = ".partial"

    /// Makes the folder at `path`, where nothing may stand, and not inside the case: no plain copy lies among what is
    /// encrypted.
    init(creatingAt path: String, outside caseFolder: CaseFolder) throws {
        let parent = DurableFile.parent(of: path)
        guard let resolved = realpath(parent, nil) else { throw FileSystemError(.examine, parent) }
        defer { free(resolved) }
        let real = String(cString: resolved) + "/"
        guard !real.utf8.starts(with: (caseFolder.path + "/").utf8) else {
            throw OperationError(.extractionInCase, ["path": path])
        }
        try DurableFile.createFolder(path)
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSystemError(.open, path) }
    }

    deinit {
        close(descriptor)
    }

    /// Removes the folder with what was made in it.
    func discard() {
        for name in names { unlinkat(descriptor, name, 0) }
        rmdir(path)
    }
}

// MARK: - Copies

extension ExtractionFolder {
    /// A file that is being written.
    final class File {
        fileprivate let name: String
        fileprivate let descriptor: Int32
        private let path: String
        private var hash: SHA256? = SHA256()

        /// How many bytes it has.
        private(set) var size: UInt64 = 0

        fileprivate init(_ name: String, in folder: ExtractionFolder) throws(FileSystemError) {
            self.name = name
            path = "\(folder.path)/\(name)"
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            descriptor = openat(folder.descriptor, name + ExtractionFolder.unfinished, flags, 0o600)
            guard descriptor >= 0 else { throw FileSystemError(.open, path) }
        }

        /// Appends `bytes`.
        func write(_ bytes: [UInt8]) throws(FileSystemError) {
            hash?.update(bytes)
            size += UInt64(bytes.count)
            try writeAll(Array(bytes), to: descriptor, path)
        }

        /// The SHA-256 of all that was written; once.
        func finish() -> Digest {
            guard let hash = hash.take() else { preconditionFailure("a digest is finished once") }
            return hash.finalize()
        }

        deinit {
            close(descriptor)
        }
    }

    /// Begins the file `name`, which has another ending until it is settled.
    func makeFile(_ name: String) throws(FileSystemError) -> File {
        let file = try File(name, in: self)
        names.insert(name + Self.unfinished)
        return file
    }

    /// Gives a file that is whole its name.
    func settle(_ file: File) throws(FileSystemError) {
        let old = file.name + Self.unfinished
        guard renameat(descriptor, old, descriptor, file.name) == 0 else {
            throw FileSystemError(.rename, "\(path)/\(file.name)")
        }
        names.remove(old)
        names.insert(file.name)
    }

    /// Removes a file that did not become whole.
    func remove(_ file: File) {
        let name = file.name + Self.unfinished
        if unlinkat(descriptor, name, 0) == 0 { names.remove(name) }
    }

    /// Writes a small file whole.
    func write(_ bytes: [UInt8], as name: String) throws(FileSystemError) {
        let file = try makeFile(name)
        try file.write(bytes)
        try settle(file)
    }
}

// MARK: - The archive

extension ExtractionFolder {
    /// A file without a name, open for reading; gone with the value.
    final class Unnamed {
        /// The descriptor, for reading only.
        let descriptor: Int32

        fileprivate init(_ descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit {
            close(descriptor)
        }
    }

    /// A file without a name that holds what `fill` writes.
    ///
    /// It lies on the medium that the plain copies go to, not in memory and not in a folder for temporary files: an archive
    /// may be larger than both. Its name is taken away before its first byte is written.
    func openCopy(
        _ fill: (@escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Unnamed {
        let name = "000_" + [UInt8].random(count: 8).hex + Self.unfinished
        let place = "\(path)/\(name)"
        let writing = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard writing >= 0 else { throw FileSystemError(.open, place) }
        defer { close(writing) }
        // Whoever parses the archive is handed a descriptor that cannot write.
        let reading = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        let failure = reading < 0 ? FileSystemError(.open, place) : nil
        guard unlinkat(descriptor, name, 0) == 0 else { throw FileSystemError(.remove, place) }
        if let failure { throw failure }
        let copy = Unnamed(reading)
        try fill { bytes in try writeAll(Array(bytes), to: writing, place) }
        return copy
    }
}

/// Writes all of `bytes`, however many calls that takes.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileSystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw FileSystemError(.write, path) }
        rest = rest.dropFirst(count)
    }
}
