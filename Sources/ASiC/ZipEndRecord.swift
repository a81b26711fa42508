/// The records that end a container: where the central directory lies, and how many files it names.
///
/// Their bytes are a function of these three values. The ZIP64 pair stands before the end record only when one of them does
/// not fit its field (APPNOTE 4.3.14–4.3.16).
struct ZipEndRecord: Hashable, Sendable {
    /// The number of files.
    let count: UInt64

    /// The length of the central directory in bytes.
    let directorySize: UInt64

    /// Where the central directory starts.
    let directoryOffset: UInt64

    /// The most files that a directory of this length can name, whatever `count` says.
    var mostFiles: Int { Int(min(count, directorySize / UInt64(ZipProfile.centralHeaderSize))) }

    /// Whether one of the values does not fit the end record.
    var needsZip64: Bool {
        count >= UInt64(ZipProfile.mark16) || directorySize >= UInt64(ZipProfile.mark32)
            || directoryOffset >= UInt64(ZipProfile.mark32)
    }

    /// The records, to the last byte of the container.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        if needsZip64 { appendZip64Records(to: &bytes) }
        let count16 = count >= UInt64(ZipProfile.mark16) ? ZipProfile.mark16 : UInt16(count)
        bytes.append(littleEndian: ZipProfile.endSignature)
        bytes.append(littleEndian: UInt16(0))  // this disk
        bytes.append(littleEndian: UInt16(0))  // disk of the directory
        bytes.append(littleEndian: count16)  // on this disk
        bytes.append(littleEndian: count16)
        bytes.append(littleEndian: Self.narrowed(directorySize))
        bytes.append(littleEndian: Self.narrowed(directoryOffset))
        bytes.append(littleEndian: UInt16(0))  // comment length
        return bytes
    }

    private func appendZip64Records(to bytes: inout [UInt8]) {
        bytes.append(littleEndian: ZipProfile.zip64EndSignature)
        bytes.append(littleEndian: UInt64(ZipProfile.zip64EndRecordSize - 12))  // what follows this field
        bytes.append(littleEndian: ZipProfile.versionMadeBy)
        bytes.append(littleEndian: UInt16(45))  // version needed
        bytes.append(littleEndian: UInt32(0))  // this disk
        bytes.append(littleEndian: UInt32(0))  // disk of the directory
        bytes.append(littleEndian: count)  // on this disk
        bytes.append(littleEndian: count)
        bytes.append(littleEndian: directorySize)
        bytes.append(littleEndian: directoryOffset)
        bytes.append(littleEndian: ZipProfile.zip64LocatorSignature)
        bytes.append(littleEndian: UInt32(0))  // disk of the ZIP64 record
        bytes.append(littleEndian: directoryOffset + directorySize)
        bytes.append(littleEndian: UInt32(1))  // disks in all
    }

    private static func narrowed(_ value: UInt64) -> UInt32 {
        value >= UInt64(ZipProfile.mark32) ? ZipProfile.mark32 : UInt32(value)
    }
}
