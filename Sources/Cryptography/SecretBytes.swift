internal import COpenSSL

/// Bytes that must not outlive their use: passphrases, seeds, content keys.
///
/// Wiped when the last holder lets go.
///
/// Nothing prints them: the description says only how many there are.
package final class SecretBytes: Sendable {
    /// The number of bytes.
    package let count: Int

    // Written once in `init` before the instance is shared, read-only until `deinit`.
    private nonisolated(unsafe) let storage: UnsafeMutableRawBufferPointer

    /// A copy of `bytes`; the caller's own copy is the caller's to forget.
    package init(_ bytes: some Collection<UInt8>) {
        count = bytes.count
        storage = .allocate(byteCount: bytes.count, alignment: 16)
        storage.copyBytes(from: bytes)
    }

    /// Lends the bytes to `body`.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// A copy of the bytes, for interfaces that take arrays.
    package var copy: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    deinit {
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "(\(count) secret bytes)" }
    package var debugDescription: String { description }
}
