package import Cryptography
internal import Glibc

/// What is known of a received file that was read and never copied.
package struct SourceDigest: Hashable, Sendable {
    /// The SHA-256 of its bytes.
    package let digest: Digest

    /// Their number.
    package let size: UInt64

    /// Whether the system kept none of the pages that were read.
    ///
    /// False where another process keeps some, where the file lives in memory, or where the system will not say.
    package let wasDroppedFromMemory: Bool
}

extension SourceFile {
    /// What is read in one call; all that this process ever holds of the file.
    private static let pieceSize = 128 * 1_024

    /// Digests the file from its first byte to its last, in pieces, and keeps nothing: no copy, no temporary file.
    ///
    /// The one buffer that the bytes pass through is locked in memory, so that it is never swapped out, and wiped; what the
    /// system kept of the file to read it faster is dropped as it goes. A file that changes meanwhile is refused.
    package func digestOnly() throws(OriginalError) -> SourceDigest {
        do {
            let before = try state()
            try rewind()
            let pageSize = sysconf(Int32(_SC_PAGESIZE))
            let start = UnsafeMutableRawPointer.allocate(byteCount: Self.pieceSize, alignment: pageSize)
            // Where the limit on locked memory is too low the buffer is still wiped.
            mlock(start, Self.pieceSize)
            defer {
                explicit_bzero(start, Self.pieceSize)
                munlock(start, Self.pieceSize)
                start.deallocate()
            }
            let buffer = UnsafeMutableRawBufferPointer(start: start, count: Self.pieceSize)
            // No reading ahead: what was not asked for is not taken into memory.
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
            var hash = SHA256()
            var size: UInt64 = 0
            while true {
                let count = try readOnce(descriptor, into: buffer, of: name)
                guard count > 0 else { break }
                hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                posix_fadvise(descriptor, off_t(size), off_t(count), POSIX_FADV_DONTNEED)
                size += UInt64(count)
                guard size <= before.size else { throw OriginalError.sourceChanged(name) }
            }
            guard try state() == before, size == before.size else { throw OriginalError.sourceChanged(name) }
            let wasDropped = PageCache.drop(descriptor, 0..<Int(size))
            return SourceDigest(digest: hash.finalize(), size: size, wasDroppedFromMemory: wasDropped)
        } catch let error as FileSystemError {
            throw .fileSystem(error)
        } catch let error as OriginalError {
            throw error
        } catch {
            throw .fileSystem(FileSystemError(.read, name, code: EIO))
        }
    }
}
