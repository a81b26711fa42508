internal import CDeflate

/// The CRC-32 of ZIP headers (APPNOTE 4.4.7), over bytes that arrive piece by piece.
///
/// It finds accidents, never intent: nothing in a verdict rests on it but that a container is read as it was written. Every
/// byte of a container passes here, so it is libdeflate's, which has the processor multiply for it; Debian's zlib looks it up
/// in tables.
struct CRC32: Hashable, Sendable {
    /// The checksum of all bytes taken in; 0 before any.
    private(set) var value: UInt32 = 0

    /// Takes in `bytes`.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        value = scelle_crc32(value, bytes.baseAddress, bytes.count)
    }
}
