/// The payload of an age file: STREAM (Rogaway et al.) over ChaCha20-Poly1305.
///
/// A 16-byte nonce, then chunks of 64 KiB of plaintext, each sealed with its own tag. A chunk's nonce is its number in 11
/// bytes, big-endian, and one byte that is 1 in the final chunk: none can be dropped, moved, repeated or cut off unnoticed.
struct AgePayload: ~Copyable {
    /// The length of a full chunk of plaintext.
    static let chunkLength = 65_536

    /// The length of a full chunk sealed.
    static let sealedChunkLength = chunkLength + ChaCha20Poly1305.tagLength

    /// The length of the nonce before the first chunk.
    static let nonceLength = 16

    /// The number of the next chunk, from 0.
    private(set) var chunk: UInt64 = 0

    private var cipher: ChaCha20Poly1305

    /// The chunks under the key that `fileKey` and the payload's `nonce` give.
    init(fileKey: SecretBytes, nonce: [UInt8]) {
        cipher = ChaCha20Poly1305(key: AgePrimitives.hkdf(fileKey, salt: nonce, info: "payload"))
    }

    /// Writes the next chunk, sealed, to `output`; its length.
    mutating func seal(
        _ plaintext: UnsafeRawBufferPointer,
        isFinal: Bool,
        into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        let count = cipher.seal(plaintext, nonce: chunkNonce(isFinal: isFinal), into: output)
        chunk += 1
        return count
    }

    /// Writes the plaintext of the next chunk to `output`; its length, or nil when `sealed` is not that chunk.
    mutating func open(
        _ sealed: UnsafeRawBufferPointer,
        isFinal: Bool,
        into output: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let count = cipher.open(sealed, nonce: chunkNonce(isFinal: isFinal), into: output) else { return nil }
        chunk += 1
        return count
    }

    private func chunkNonce(isFinal: Bool) -> [UInt8] {
        var nonce: [UInt8] = [0, 0, 0]
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            nonce.append(UInt8(truncatingIfNeeded: chunk >> shift))
        }
        nonce.append(isFinal ? 1 : 0)
        return nonce
    }
}
