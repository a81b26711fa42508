/// One file as our ZIP profile records it, and the two headers that say so.
///
/// The headers are a function of these four values: the writer prints them, and the reader prints them again and requires
/// the same bytes. `docs/formats/container.md` § 2 has the layout; the field names are those of APPNOTE 6.3.10 § 4.3.
struct ZipRecord: Hashable, Sendable {
    /// The name of the file.
    let name: ObjectName

    /// Its length in bytes; stored, so this is both sizes.
    let size: UInt64

    /// The CRC-32 of its bytes.
    let crc32: UInt32

    /// Where its local header starts, from the container's first byte.
    let offset: UInt64

    /// Where its first byte stands, from the container's first byte.
    var dataOffset: UInt64 { offset + UInt64(localHeaderSize) }

    /// The length of the local header in bytes.
    var localHeaderSize: Int {
        ZipProfile.localHeaderSize + name.bytes.count + (sizeNeedsZip64 ? 20 : 0)
    }

    /// Whether the size does not fit its 32-bit field, whose highest value is the mark for "see the extra field".
    private var sizeNeedsZip64: Bool { size >= UInt64(ZipProfile.mark32) }

    private var offsetNeedsZip64: Bool { offset >= UInt64(ZipProfile.mark32) }

    private var flags: UInt16 { name.needsUTF8Flag ? ZipProfile.utf8Flag : 0 }

    private var size32: UInt32 { sizeNeedsZip64 ? ZipProfile.mark32 : UInt32(size) }
}

// MARK: - Headers

extension ZipRecord {
    /// The local file header, name and extra field included (APPNOTE 4.3.7).
    var localHeader: [UInt8] {
        var extra: [UInt8] = []
        if sizeNeedsZip64 { extra = Self.zip64Extra([size, size]) }
        var header: [UInt8] = []
        header.reserveCapacity(localHeaderSize)
        header.append(littleEndian: ZipProfile.localSignature)
        appendCommonFields(to: &header, versionNeeded: extra.isEmpty ? 10 : 45, extraLength: extra.count)
        header += name.bytes
        header += extra
        return header
    }

    /// The central directory header, name and extra field included (APPNOTE 4.3.12).
    var centralHeader: [UInt8] {
        var overflowing: [UInt64] = []
        if sizeNeedsZip64 { overflowing += [size, size] }
        if offsetNeedsZip64 { overflowing += [offset] }
        let extra = overflowing.isEmpty ? [] : Self.zip64Extra(overflowing)
        var header: [UInt8] = []
        header.reserveCapacity(ZipProfile.centralHeaderSize + name.bytes.count + extra.count)
        header.append(littleEndian: ZipProfile.centralSignature)
        header.append(littleEndian: ZipProfile.versionMadeBy)
        appendCommonFields(to: &header, versionNeeded: extra.isEmpty ? 10 : 45, extraLength: extra.count)
        header.append(littleEndian: UInt16(0))  // comment length
        header.append(littleEndian: UInt16(0))  // disk number
        header.append(littleEndian: UInt16(0))  // internal attributes
        header.append(littleEndian: ZipProfile.externalAttributes)
        header.append(littleEndian: offsetNeedsZip64 ? ZipProfile.mark32 : UInt32(offset))
        header += name.bytes
        header += extra
        return header
    }

    /// The 26 bytes that both headers have, in the same order.
    private func appendCommonFields(to header: inout [UInt8], versionNeeded: UInt16, extraLength: Int) {
        header.append(littleEndian: versionNeeded)
        header.append(littleEndian: flags)
        header.append(littleEndian: UInt16(0))  // method: stored
        header.append(littleEndian: ZipProfile.time)
        header.append(littleEndian: ZipProfile.date)
        header.append(littleEndian: crc32)
        header.append(littleEndian: size32)  // compressed
        header.append(littleEndian: size32)  // uncompressed
        header.append(littleEndian: UInt16(name.bytes.count))
        header.append(littleEndian: UInt16(extraLength))
    }

    /// The ZIP64 extended information extra field with `values` (APPNOTE 4.5.3).
    private static func zip64Extra(_ values: [UInt64]) -> [UInt8] {
        var extra: [UInt8] = []
        extra.append(littleEndian: ZipProfile.zip64ExtraID)
        extra.append(littleEndian: UInt16(values.count * 8))
        for value in values { extra.append(littleEndian: value) }
        return extra
    }
}
