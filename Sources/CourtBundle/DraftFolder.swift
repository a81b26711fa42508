internal import CFiles
internal import Cryptography
internal import Glibc

/// A hand-over folder while it is being written: 0700, beside its final place, under a name that starts with a dot.
final class DraftFolder {
    /// The temporary path.
    let path: String

    /// The path after `commit()`.
    let finalPath: String

    /// The file name of the container: the folder's own name and `.asice`.
    let containerName: String

    private let parent: String
    /// Every file that was created but the pieces, in that order, relative to the folder.
    private var files: [String] = []
    private var pieces = PlannedPieces.none

    /// Creates the folder, for the final path `finalPath`, where nothing may be yet.
    init(beside finalPath: String) throws(BundleWriterError) {
        let place = try DraftPlace(finalPath)
        parent = place.parent
        self.finalPath = place.finalPath
        containerName = place.name + BundleLayout.containerExtension
        path = place.temporaryPath
        var status = stat()
        guard lstat(self.finalPath, &status) != 0 else { throw .exists(path: finalPath) }
        try Self.makeFolder(path)
        try Self.makeFolder(path + "/" + BundleLayout.pieces)
    }

    /// Notes that a file is about to be created; returns its path.
    func claim(_ file: String) -> String {
        files.append(file)
        return path + "/" + file
    }

    /// Notes that the files of `pieces` are about to be created, which have many names.
    func claim(_ pieces: PlannedPieces) {
        self.pieces = pieces
    }

    /// Creates an empty file, 0600.
    func createFile(_ file: String) throws(BundleWriterError) -> DraftFile {
        try DraftFile(creating: claim(file))
    }

    /// Makes every file and both folders durable, and forgets the bytes, so that they are read back from the disk.
    func sync() throws(BundleWriterError) {
        try ManyAtOnce.run(files.count + pieces.count) { [files, pieces, path] index throws(BundleWriterError) in
            let file = index < files.count ? files[index] : try pieces.piece(at: index - files.count).path
            try Self.sync(path + "/" + file, isFolder: false)
        }
        try Self.sync(path + "/" + BundleLayout.pieces, isFolder: true)
        try Self.sync(path, isFolder: true)
    }

    /// The SHA-256 of a file in the folder.
    func digest(ofFile file: String) throws(BundleWriterError) -> Digest {
        let path = path + "/" + file
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        let reader = LooseReader(adopting: descriptor)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        let digest = DigestAside()
        while true {
            switch reader.read(into: buffer) {
            case .failure(let failure): throw .cannotWrite(path: path, errno: failure.errno)
            case .success(0): return digest.finish()
            case .success(let count): digest.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    /// Gives the folder its final name.
    func commit() throws(BundleWriterError) {
        if scelle_rename_new(path, finalPath) != 0 {
            // EINVAL is said of the file system, as no folder is moved into itself here; ENOSYS of the kernel.
            guard errno == EINVAL || errno == ENOSYS else { throw refusal(errno) }
            try claimAndRename()
        }
        // The bundle bears its name from here on; what may still fail is that it does so after a power cut.
        try Self.sync(parent, isFolder: true)
    }

    /// The same where the file system cannot tell whether anything stands there while it renames.
    private func claimAndRename() throws(BundleWriterError) {
        // An empty folder claims the name: making it fails where anything is, and only it can be renamed over.
        guard mkdir(finalPath, 0o700) == 0 else { throw refusal(errno) }
        guard rename(path, finalPath) == 0 else {
            let failure = errno
            rmdir(finalPath)
            throw refusal(failure)
        }
    }

    private func refusal(_ failure: Int32) -> BundleWriterError {
        failure == EEXIST ? .exists(path: finalPath) : .cannotWrite(path: finalPath, errno: failure)
    }

    /// Removes the folder with all that was created in it, as far as that succeeds.
    func remove() {
        for file in files { unlink(path + "/" + file) }
        for position in 0..<pieces.count {
            // A piece that has no name any more cannot be removed; the others can.
            guard let piece = try? pieces.piece(at: position) else { continue }
            unlink(path + "/" + piece.path)
        }
        rmdir(path + "/" + BundleLayout.pieces)
        rmdir(path)
    }

    private static func makeFolder(_ path: String) throws(BundleWriterError) {
        guard mkdir(path, 0o700) == 0 else { throw .cannotWrite(path: path, errno: errno) }
    }

    private static func sync(_ path: String, isFolder: Bool) throws(BundleWriterError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (isFolder ? O_DIRECTORY : 0))
        guard descriptor >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path: path, errno: errno) }
        if !isFolder { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }
    }
}

/// A loose file that is being written; closed with its last reference.
final class DraftFile {
    private let descriptor: Int32
    private let path: String

    /// Creates an empty file at `path`, 0600.
    init(creating path: String) throws(BundleWriterError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        self.descriptor = descriptor
        self.path = path
    }

    // A failed write-back is reported by the `fsync` that follows.
    deinit { close(descriptor) }

    /// Appends `bytes`.
    func write(_ bytes: [UInt8]) throws(BundleWriterError) {
        var result: Result<Void, BundleWriterError> = .success(())
        bytes.withUnsafeBytes { buffer in
            result = Result { () throws(BundleWriterError) in try write(buffer) }
        }
        try result.get()
    }

    /// Appends `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(BundleWriterError) {
        guard let start = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, start + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: path, errno: errno) }
            done += count
        }
    }
}
