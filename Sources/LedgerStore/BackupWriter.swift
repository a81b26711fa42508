internal import Cryptography
internal import Glibc

/// Writes a backup: member after member, each read once, digested as it is written (`docs/formats/backup.md` § 3).
///
/// Memory does not grow with the members' sizes. The file is written beside its place, readable by its owner only, and takes
/// its name by `commit()`, once whoever wrote it has read it again.
package final class BackupWriter {
    /// Where the file lies until it is committed.
    package let partial: String

    private let path: String
    private let file: OpenFile
    private var position: UInt64 = 0

    /// The number of bytes that were written.
    package var size: UInt64 { position }

    /// What was written so far.
    package private(set) var files: [BackedUpFile] = []

    /// What is read at once.
    private static let bufferSize = 256 * 1_024

    /// Makes a file that is to become `path`.
    package init(for path: String) throws(FileSystemError) {
        self.path = path
        partial = DurableFile.partialPath(for: path)
        file = try OpenFile(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    }

    /// Adds a member of these bytes.
    package func add(_ member: BackupMember, bytes: [UInt8]) throws(BackupError) {
        do throws(FileSystemError) {
            let offset = try begin(member, size: UInt64(bytes.count))
            try write(bytes)
            try end(BackedUpFile(member: member, offset: offset, size: UInt64(bytes.count), digest: Digest(of: bytes)))
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Adds the file at `path`, a regular one, as it lies there.
    package func add(_ member: BackupMember, from path: String) throws(BackupError) {
        do {
            let source = try OpenFile(path, O_RDONLY | O_NOFOLLOW)
            let size = UInt64(try source.status().st_size)
            let offset = try begin(member, size: size)
            var hash = SHA256()
            var left = size
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
            defer { buffer.deallocate() }
            while case let count = try source.read(into: buffer), count > 0 {
                guard UInt64(count) <= left else { throw BackupError.sourceChanged(path: path) }
                left -= UInt64(count)
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                hash.update(bytes)
                try file.write(bytes)
                position += UInt64(count)
            }
            guard left == 0 else { throw BackupError.sourceChanged(path: path) }
            try end(BackedUpFile(member: member, offset: offset, size: size, digest: hash.finalize()))
        } catch let error as BackupError {
            throw error
        } catch let error as FileSystemError {
            throw .fileSystem(error)
        } catch {
            throw .sourceChanged(path: path)
        }
    }

    /// Adds SHA256SUMS and the end, and makes the file durable.
    package func finish() throws(BackupError) {
        try add(.sums, bytes: files.flatMap(\.line))
        do throws(FileSystemError) {
            try write([UInt8](repeating: 0, count: 2 * TapeHeader.blockSize))
            try file.synchronize()
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Gives the file its name, durably; refused with `EEXIST` when something has come to stand there.
    package func commit() throws(FileSystemError) {
        guard !DurableFile.exists(path) else { throw FileSystemError(.rename, path, code: EEXIST) }
        try DurableFile.replace(path, with: partial)
    }

    /// Removes the file that was not committed.
    package func discard() { unlink(partial) }

    /// Writes the header; returns where the member's bytes begin.
    private func begin(_ member: BackupMember, size: UInt64) throws(FileSystemError) -> UInt64 {
        precondition(member.mayFollow(files.last?.member), "members have an order")
        try write(TapeHeader(name: member.name, size: size).bytes)
        return position
    }

    private func end(_ written: BackedUpFile) throws(FileSystemError) {
        try write([UInt8](repeating: 0, count: TapeHeader.padding(after: written.size)))
        files.append(written)
    }

    private func write(_ bytes: [UInt8]) throws(FileSystemError) {
        try file.write(bytes)
        position += UInt64(bytes.count)
    }
}
