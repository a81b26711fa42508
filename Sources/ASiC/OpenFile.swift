internal import Glibc

/// A regular file opened for reading, from any offset and by several threads at once; closed with its last reference.
final class OpenFile: Sendable {
    /// What messages call it.
    let path: String

    /// Its length when it was opened.
    let size: UInt64

    private let descriptor: Int32

    /// Opens the file at `path`, following symbolic links, as a person means the file that a link names.
    convenience init(path: String) throws(ContainerError) {
        // Not to block should a pipe stand there.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, errno: errno) }
        try self.init(adopting: descriptor, path: path)
    }

    /// Takes over `descriptor`, which is closed even if it is refused.
    init(adopting descriptor: Int32, path: String) throws(ContainerError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = errno
            close(descriptor)
            throw .cannotRead(path: path, errno: failure)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notARegularFile(path: path)
        }
        self.path = path
        self.descriptor = descriptor
        self.size = UInt64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills `buffer` with the bytes from `offset` on; returns fewer than it holds only at the end of the file.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            guard let position = off_t(exactly: offset &+ UInt64(filled)) else { throw .truncated }
            let count = pread(descriptor, start + filled, buffer.count - filled, position)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .cannotRead(path: path, errno: errno) }
            guard count > 0 else { break }
            filled += count
        }
        return filled
    }

    /// The `count` bytes from `offset` on; a file that has fewer is truncated.
    func bytes(at offset: UInt64, count: Int) throws(ContainerError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var result: Result<Int, ContainerError> = .success(0)
        bytes.withUnsafeMutableBytes { buffer in
            result = Result { () throws(ContainerError) in try read(at: offset, into: buffer) }
        }
        guard try result.get() == count else { throw .truncated }
        return bytes
    }
}
