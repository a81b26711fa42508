internal import Glibc

/// A received file, open for reading: a regular file, never one behind a link in the last component.
package final class SourceFile {
    /// The path in readable form, for messages; the bytes of a name need not be UTF-8.
    package let name: String

    /// The open descriptor, closed when the value is let go; also what is handed to a process that looks at the file.
    package let descriptor: Int32

    /// Opens the regular file at `path`, given as the bytes that the file system has, without a final zero.
    package init(opening path: [UInt8]) throws(OriginalError) {
        name = String(decoding: path, as: UTF8.self)
        let descriptor = (path + [0]).withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return -1 }
            // Without O_NONBLOCK a pipe would wait for a writer.
            return Glibc.open(start, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            throw errno == ELOOP ? .notARegularFile(name) : .fileSystem(FileSystemError(.open, name))
        }
        self.descriptor = descriptor
        let kind: mode_t
        do throws(FileSystemError) {
            kind = try status().st_mode & S_IFMT
        } catch {
            throw .fileSystem(error)
        }
        guard kind == S_IFREG else { throw .notARegularFile(name) }
    }

    deinit {
        close(descriptor)
    }
}

// MARK: - Change

extension SourceFile {
    /// What tells one state of a file from another.
    ///
    /// A program can set the time of modification back; that of the last change of status it cannot.
    package struct State: Hashable, Sendable {
        /// How many bytes it has.
        package let size: UInt64
        private let device: dev_t
        private let inode: ino_t
        private let modified: Moment
        private let changed: Moment

        /// A time as the file system has it.
        private struct Moment: Hashable, Sendable {
            let seconds: Int
            let nanoseconds: Int32

            init(_ time: timespec) {
                seconds = time.tv_sec
                nanoseconds = Int32(truncatingIfNeeded: time.tv_nsec)
            }
        }

        init(_ status: stat) {
            size = UInt64(max(0, status.st_size))
            device = status.st_dev
            inode = status.st_ino
            modified = Moment(status.st_mtim)
            changed = Moment(status.st_ctim)
        }
    }

    /// The state of the file now.
    package func state() throws(OriginalError) -> State {
        do throws(FileSystemError) {
            return State(try status())
        } catch {
            throw .fileSystem(error)
        }
    }

    /// The first `count` bytes, or all there are; where the next reading begins does not change.
    package func beginning(_ count: Int) throws(OriginalError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(filled))
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw .fileSystem(FileSystemError(.read, name)) }
            guard read > 0 else { break }
            filled += read
        }
        return Array(bytes.prefix(filled))
    }

    /// Goes back to the first byte.
    func rewind() throws(FileSystemError) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileSystemError(.read, name) }
    }

    private func status() throws(FileSystemError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileSystemError(.examine, name) }
        return status
    }
}
