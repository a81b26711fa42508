package import Cryptography
internal import Glibc
internal import Synchronization

/// A file without a name: what is made before its place in a bundle is known lies in it rather than in memory.
///
/// It ends with its last reference, in whatever way the process ends.
package final class ScratchFile: Sendable {
    private let descriptor: Int32
    private let path: String
    private let state = Mutex(State())

    private struct State {
        /// What the file has.
        var written: UInt64 = 0
        /// What was appended and is not in the file yet.
        var pending: [UInt8] = []
    }

    /// How much is gathered before it is written.
    private static let pendingCount = 64 * 1_024

    /// Makes a file on the device of what `path` is to become, which lies or will lie in an existing folder.
    package init(beside path: String) throws(BundleWriterError) {
        let place = try DraftPlace(path)
        self.path = place.temporaryPath
        descriptor = open(self.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: self.path, errno: errno) }
        guard unlink(self.path) == 0 else { throw .cannotWrite(path: self.path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// How many bytes were appended.
    package var size: UInt64 {
        state.withLock { $0.written + UInt64($0.pending.count) }
    }

    /// Appends `bytes`.
    package func append(_ bytes: some Collection<UInt8>) throws(BundleWriterError) {
        try state.withLock { (state) throws(BundleWriterError) in
            state.pending.append(contentsOf: bytes)
            if state.pending.count >= Self.pendingCount { try flush(&state) }
        }
    }

    /// Fills the front of `buffer` with the bytes from `offset` on; returns their number, 0 at the end.
    package func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(BundleWriterError) -> Int {
        try state.withLock { (state) throws(BundleWriterError) in try flush(&state) }
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .cannotWrite(path: path, errno: errno) }
            guard count > 0 else { break }
            done += count
        }
        return done
    }

    /// The `count` bytes from `offset` on, all of which were appended.
    package func bytes(at offset: UInt64, count: Int) throws(BundleWriterError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var result: Result<Int, BundleWriterError> = .success(0)
        bytes.withUnsafeMutableBytes { buffer in
            result = Result { () throws(BundleWriterError) in try read(at: offset, into: buffer) }
        }
        guard try result.get() == count else { throw .cannotWrite(path: path, errno: EIO) }
        return bytes
    }

    /// The SHA-256 of whatever was appended.
    package func digest() throws(BundleWriterError) -> Digest {
        let digest = PassingDigest(expecting: size)
        let read = reader()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pendingCount, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try read(buffer), count > 0 {
            digest.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return digest.finish()
    }

    /// Whatever was appended, from the first byte on, a buffer at a time.
    package func reader() -> (UnsafeMutableRawBufferPointer) throws(BundleWriterError) -> Int {
        var offset: UInt64 = 0
        return { buffer throws(BundleWriterError) in
            let count = try self.read(at: offset, into: buffer)
            offset += UInt64(count)
            return count
        }
    }

    private func flush(_ state: inout State) throws(BundleWriterError) {
        guard !state.pending.isEmpty else { return }
        var failure: Int32?
        state.pending.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(state.written) + off_t(done))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return failure = errno }
                done += count
            }
        }
        if let failure { throw .cannotWrite(path: path, errno: failure) }
        state.written += UInt64(state.pending.count)
        state.pending.removeAll(keepingCapacity: true)
    }
}
