internal import COpenSSL

/// A SHA-256 digest: 32 bytes (FIPS 180-4).
///
/// Held as four big-endian words, so that arrays of digests are flat and comparison is that of the bytes.
package struct Digest: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The length of a digest in bytes.
    package static let byteCount = 32

    /// The digest whose value is `bytes`; nil unless there are exactly 32.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let digest = bytes.withContiguousStorageIfAvailable { Digest(rawBytes: UnsafeRawBufferPointer($0)) }
        self = digest ?? Array(bytes).withUnsafeBytes { Digest(rawBytes: $0) }
    }

    /// The digest of `bytes`.
    package init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Digest(of: $0) }
    }

    /// The digest of `bytes`.
    package init(of bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bytes)
        self = hash.finalize()
    }

    /// The bytes, eight at a time, as good as random: for whoever scatters digests over a table.
    package var allWords: (UInt64, UInt64, UInt64, UInt64) { words }

    init(rawBytes: UnsafeRawBufferPointer) {
        precondition(rawBytes.count == Self.byteCount)
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: rawBytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Lends the 32 bytes to `body`, with their number.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) { raw in
            raw.withMemoryRebound(to: UInt8.self) { bytes in
                guard let start = bytes.baseAddress else { preconditionFailure("32 bytes lie somewhere") }
                return body(start, bytes.count)
            }
        }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            store(in: UnsafeMutableRawBufferPointer(buffer), at: 0)
            count = Self.byteCount
        }
    }

    /// Writes the 32 bytes into `buffer`, from `offset` on.
    func store(in buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        buffer.storeBytes(of: words.0.bigEndian, toByteOffset: offset, as: UInt64.self)
        buffer.storeBytes(of: words.1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        buffer.storeBytes(of: words.2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
        buffer.storeBytes(of: words.3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
    }

    package static func == (left: Digest, right: Digest) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Digest: Comparable {
    package static func < (left: Digest, right: Digest) -> Bool {
        left.words < right.words
    }
}

// MARK: - Spellings

extension Digest {
    /// 64 lower-case hexadecimal digits.
    package var hex: String { bytes.hex }

    /// Standard base64 with padding (RFC 4648 § 4), as C2SP has it.
    package var base64: String { bytes.base64 }

    /// base64url without padding (RFC 4648 § 5), as statements have it.
    package var base64url: String { bytes.base64url }

    /// Appends the digits of `base64url` to `output`, with no string in between.
    package func appendBase64URL(to output: inout [UInt8]) {
        // Ten groups of three bytes, then one of two: 43 digits.
        withUnsafeTemporaryAllocation(byteCount: Self.byteCount + 1, alignment: 8) { bytes in
            store(in: bytes, at: 0)
            bytes[Self.byteCount] = 0
            output.append(contentsOf: Base64URLDigits(bytes: UnsafeRawBufferPointer(bytes), count: 43))
        }
    }

    /// Reads exactly 64 lower-case hexadecimal digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads canonical base64 with padding.
    package init?(base64: some StringProtocol) {
        guard let bytes = [UInt8](base64: base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads the bytes of what `base64url` spells.
    package init?(base64urlDigits digits: UnsafeBufferPointer<UInt8>) {
        guard digits.count == 43 else { return nil }
        let digest = withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { buffer -> Digest? in
            guard decodeBase64URL(digits, filling: buffer) else { return nil }
            return Digest(rawBytes: UnsafeRawBufferPointer(buffer))
        }
        guard let digest else { return nil }
        self = digest
    }

    /// How many digits its base64 has, padding included.
    package static let base64Count = 44

    /// Reads canonical base64 with padding, as it stands in some text.
    package init?(base64Digits digits: UnsafeBufferPointer<UInt8>) {
        guard digits.count == Self.base64Count, digits[Self.base64Count - 1] == UInt8(ascii: "=") else { return nil }
        let unpadded = UnsafeBufferPointer(rebasing: digits[..<(Self.base64Count - 1)])
        let digest = withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { buffer -> Digest? in
            guard decodeBase64(unpadded, filling: buffer) else { return nil }
            return Digest(rawBytes: UnsafeRawBufferPointer(buffer))
        }
        guard let digest else { return nil }
        self = digest
    }

    /// Reads canonical base64url without padding.
    ///
    /// A statement holds a dozen digests, a ledger a million statements: nothing is allocated here.
    package init?(base64url: some StringProtocol) {
        let digest = withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { buffer -> Digest? in
            guard decodeBase64URL(base64url, filling: buffer) else { return nil }
            return Digest(rawBytes: UnsafeRawBufferPointer(buffer))
        }
        guard let digest else { return nil }
        self = digest
    }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}

// MARK: - Streaming

/// SHA-256 over bytes that arrive piece by piece.
///
///     var hash = SHA256()
///     hash.update(chunk)
///     let digest = hash.finalize()
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Asked for once: with `EVP_sha256()` libcrypto would look the algorithm up for each digest, which of a short text costs
    /// more than the digest.
    // nonisolated(unsafe): written once, and libcrypto's algorithms are for all threads (EVP_MD_fetch(3)).
    nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    /// The state before any byte.
    package init() {
        guard let algorithm = Self.algorithm, let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex(context, algorithm, nil) == 1
        else {
            fatalError("libcrypto has no SHA-256 or no memory")
        }
        self.context = context
    }

    /// Takes in `bytes`.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("SHA-256 refused an update")
        }
    }

    /// Takes in `bytes`.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all bytes taken in.
    package consuming func finalize() -> Digest {
        withUnsafeTemporaryAllocation(byteCount: Digest.byteCount, alignment: 8) { buffer in
            guard EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1 else {
                fatalError("SHA-256 refused to finish")
            }
            return Digest(rawBytes: UnsafeRawBufferPointer(buffer))
        }
    }

    deinit {
        EVP_MD_CTX_free(context)
    }
}
