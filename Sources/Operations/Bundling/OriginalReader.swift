internal import Cryptography
internal import Glibc
internal import LedgerStore

/// Reads an original as it was received, on demand and a piece at a time: memory does not grow with its size.
///
///     let reader = try OriginalReader(path: folder.original(of: exhibit), contentKey: key)
///     while case let count = try reader.read(into: buffer), count > 0 { … }
final class OriginalReader {
    /// How much ciphertext is read at once: four chunks of the age format.
    private static let readSize = 256 * 1_024

    private let descriptor: Int32
    private let path: String
    private let plaintext = Plaintext()
    private let decryptor: AgeDecryptor
    private var isFinished = false
    /// How much of the file is still to be read; nil for all of it.
    private var left: UInt64?

    /// What is decrypted and not read yet.
    private final class Plaintext {
        var bytes: [UInt8] = []
        var position = 0
    }

    /// Opens the age file at `path`, or the one that is its bytes `range`, which `contentKey` decrypts.
    init(path: String, range: Range<UInt64>? = nil, contentKey: AgeIdentity) throws {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard opened >= 0 else {
            throw OperationError(.fileProblem, ["path": path, "reason": String(cString: strerror(errno))])
        }
        descriptor = opened
        left = range.map { $0.upperBound - $0.lowerBound }
        self.path = path
        decryptor = AgeDecryptor(identities: [contentKey]) { [plaintext] chunk in
            plaintext.bytes.append(contentsOf: chunk)
        }
        guard lseek(opened, off_t(range?.lowerBound ?? 0), SEEK_SET) >= 0 else {
            throw OperationError(.fileProblem, ["path": path, "reason": String(cString: strerror(errno))])
        }
    }

    /// Fills the front of `buffer`; returns the number of bytes, 0 at the end, when all of the file has authenticated.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while plaintext.position == plaintext.bytes.count, !isFinished {
            plaintext.bytes.removeAll(keepingCapacity: true)
            plaintext.position = 0
            try decryptMore()
        }
        let count = min(buffer.count, plaintext.bytes.count - plaintext.position)
        plaintext.bytes.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[plaintext.position...].prefix(count)))
        }
        plaintext.position += count
        return count
    }

    private func decryptMore() throws {
        try withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 16) { ciphertext in
            let wanted = left.map { Int(min($0, UInt64(ciphertext.count))) } ?? ciphertext.count
            let count = Glibc.read(descriptor, ciphertext.baseAddress, wanted)
            guard count >= 0 else {
                throw OperationError(.fileProblem, ["path": path, "reason": String(cString: strerror(errno))])
            }
            if count == 0 {
                isFinished = true
                try decryptor.finish()
            } else {
                left = left.map { $0 - UInt64(count) }
                try decryptor.write(UnsafeRawBufferPointer(rebasing: ciphertext[..<count]))
            }
        }
    }

    deinit {
        close(descriptor)
    }
}
