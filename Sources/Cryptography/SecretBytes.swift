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

    /// `count` bytes that `fill` writes where they stay; what it leaves is zero.
    package init(byteCount count: Int, filling fill: (UnsafeMutableRawBufferPointer) -> Void) {
        self.count = count
        storage = .allocate(byteCount: count, alignment: 16)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        fill(storage)
    }

    /// Lends the bytes to `body`.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// A copy of the bytes, for interfaces that take arrays; it is the caller's to forget.
    package var copy: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    deinit {
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }
}

// MARK: - Without copies that nobody wipes

extension SecretBytes {
    /// `parts`, one after the other.
    package convenience init(joining parts: [SecretBytes]) {
        self.init(byteCount: parts.reduce(0) { $0 + $1.count }) { all in
            var start = 0
            for part in parts {
                part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: all[start...]).copyMemory(from: $0) }
                start += part.count
            }
        }
    }

    /// `count` bytes from the system's cryptographic generator.
    package static func random(count: Int) -> SecretBytes {
        SecretBytes(byteCount: count) { bytes in
            // A generator that cannot answer must never yield a guessable key.
            guard RAND_bytes(bytes.bytePointer, Int32(count)) == 1 else { fatalError("the random generator failed") }
        }
    }

    /// Some of the bytes.
    package subscript(range: Range<Int>) -> SecretBytes {
        withUnsafeBytes { SecretBytes(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Whether `other` has the same bytes, in a time that does not tell where they differ.
    package func isEqual(to other: SecretBytes) -> Bool {
        withUnsafeBytes { one in
            other.withUnsafeBytes {
                one.count == $0.count && CRYPTO_memcmp(one.baseAddress, $0.baseAddress, one.count) == 0
            }
        }
    }

    /// Standard base64 with padding (RFC 4648 § 4).
    package var base64: SecretBytes {
        let length = (count + 2) / 3 * 4
        // libcrypto ends the text with a zero.
        let text = SecretBytes(byteCount: length + 1) { text in
            withUnsafeBytes { _ = EVP_EncodeBlock(text.bytePointer, $0.bytePointer, Int32(count)) }
        }
        return text[0..<length]
    }

    /// Reads canonical base64 with padding; nil for every other spelling.
    package convenience init?(base64 text: SecretBytes) {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.withUnsafeBytes { $0.suffix(2).count { $0 == UInt8(ascii: "=") } }
        let whole = text.count / 4 * 3
        var length: Int32 = -1
        let decoded = SecretBytes(byteCount: whole) { bytes in
            length = text.withUnsafeBytes { EVP_DecodeBlock(bytes.bytePointer, $0.bytePointer, Int32(text.count)) }
        }
        guard length == whole, whole >= padding else { return nil }
        let bytes = decoded[0..<(whole - padding)]
        // Unused bits, blanks and padding elsewhere spell the same bytes otherwise.
        guard bytes.base64.isEqual(to: text) else { return nil }
        self.init(joining: [bytes])
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "(\(count) secret bytes)" }
    package var debugDescription: String { description }
}
