internal import CZlib

/// The CRC-32 of ZIP headers (APPNOTE 4.4.7), over bytes that arrive piece by piece.
///
/// It finds accidents, never intent: nothing in a verdict rests on it but that a container is read as it was written.
struct CRC32: Hashable, Sendable {
    /// The checksum of all bytes taken in; 0 before any.
    private(set) var value: UInt32 = 0

    /// Takes in `bytes`.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // A null pointer would make zlib start anew.
        guard !bytes.isEmpty else { return }
        let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), start, bytes.count))
    }
}
