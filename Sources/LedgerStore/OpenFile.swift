internal import Glibc

/// An open file descriptor and the path it was opened by, closed when let go; never inherited by a child process.
final class OpenFile: Sendable {
    /// The descriptor, owned by this value.
    let descriptor: Int32

    /// The path, for messages.
    let path: String

    /// Opens `path` with `flags` (`O_CLOEXEC` is added); `mode` counts only where the call creates the file.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(FileSystemError) {
        let descriptor = open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileSystemError(.open, path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }
}

extension OpenFile {
    /// Writes all of `bytes`, however many calls that takes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileSystemError(.write, path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws(FileSystemError) {
        var failure: FileSystemError?
        bytes.withUnsafeBytes { buffer in
            do throws(FileSystemError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Up to `buffer.count` bytes from the current position; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileSystemError) -> Int {
        try readOnce(descriptor, into: buffer, of: path)
    }

    /// Returns once the bytes and the size are on the device.
    func synchronize() throws(FileSystemError) {
        guard fsync(descriptor) == 0 else { throw FileSystemError(.synchronize, path) }
    }

    /// What the system says about the file behind the descriptor.
    func status() throws(FileSystemError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileSystemError(.examine, path) }
        return status
    }
}

/// One `read(2)` that survives signals: up to `buffer.count` bytes, 0 at the end of the file.
func readOnce(
    _ descriptor: Int32,
    into buffer: UnsafeMutableRawBufferPointer,
    of path: String
) throws(FileSystemError) -> Int {
    while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        guard errno == EINTR else { throw FileSystemError(.read, path) }
    }
}

/// A system call on a file that failed.
package struct FileSystemError: Error, Hashable, Sendable {
    /// What was attempted.
    package enum Operation: String, Hashable, Sendable {
        case open, read, write, synchronize, rename, remove, lock, examine, map
        case createFolder = "create folder"
    }

    /// What was attempted.
    package let operation: Operation

    /// The file or folder it was attempted on.
    package let path: String

    /// The system's error number (`errno`).
    package let code: Int32

    /// The system's words for `code`.
    package var reason: String { String(cString: strerror(code)) }

    /// A failure for the reason that `code`, an `errno`, names.
    package init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The failure that `errno` names at this moment.
    package init(_ operation: Operation, _ path: String) {
        let code = errno
        self.operation = operation
        self.path = path
        self.code = code
    }
}

extension FileSystemError: CustomStringConvertible {
    package var description: String { "\(path): \(operation.rawValue): \(reason)" }
}
