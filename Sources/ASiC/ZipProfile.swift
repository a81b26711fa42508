/// The constants of our ZIP profile (`docs/formats/container.md` § 2).
enum ZipProfile {
    static let localSignature: UInt32 = 0x0403_4b50
    static let centralSignature: UInt32 = 0x0201_4b50
    static let endSignature: UInt32 = 0x0605_4b50
    static let zip64EndSignature: UInt32 = 0x0606_4b50
    static let zip64LocatorSignature: UInt32 = 0x0706_4b50

    /// The fixed parts of the records, in bytes.
    static let localHeaderSize = 30
    static let centralHeaderSize = 46
    static let endRecordSize = 22
    static let zip64EndRecordSize = 56
    static let zip64LocatorSize = 20

    /// 3.0, on Unix.
    static let versionMadeBy: UInt16 = 3 << 8 | 30

    /// 00:00:00.
    static let time: UInt16 = 0

    /// 1 January 1980, the first day that MS-DOS knows.
    static let date: UInt16 = 0 << 9 | 1 << 5 | 1

    /// A regular file, read by all and written by its owner.
    static let externalAttributes: UInt32 = 0o100644 << 16

    /// General purpose bit 11: the name is UTF-8.
    static let utf8Flag: UInt16 = 0x0800

    /// General purpose bit 0.
    static let encryptedFlag: UInt16 = 0x0001

    /// General purpose bit 3: sizes and checksum follow the data.
    static let dataDescriptorFlag: UInt16 = 0x0008

    /// What 16- and 32-bit fields hold when the value stands in a ZIP64 field.
    static let mark16: UInt16 = 0xFFFF
    static let mark32: UInt32 = 0xFFFF_FFFF

    static let zip64ExtraID: UInt16 = 0x0001

    /// The content of the first file, without a line feed (EN 319 162-1 Annex A.1).
    static let mediaType = [UInt8]("application/vnd.etsi.asic-e+zip".utf8)
}

extension [UInt8] {
    /// Appends the bytes of `value`, the lowest first.
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    /// The integer whose lowest byte stands at `offset`; the caller has checked the length.
    func littleEndian<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type = Value.self) -> Value {
        var value: Value = 0
        for position in 0..<Value.bitWidth / 8 {
            value |= Value(truncatingIfNeeded: self[offset + position]) << Value(position * 8)
        }
        return value
    }
}
