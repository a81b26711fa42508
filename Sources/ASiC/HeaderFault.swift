/// What is wrong with a header of a file in a container.
package enum HeaderFault: Hashable, Sendable {
    /// General purpose bit 0 is set.
    case encrypted
    /// General purpose bit 3 is set: sizes and checksum would follow the data.
    case dataDescriptor
    /// The file is not stored; the number is its compression method (APPNOTE 4.4.5).
    case compressed(method: UInt16)
    /// The first other field that is not what the writer would have printed.
    case field(HeaderField)
}

/// The fields of ZIP records, by their names in APPNOTE 6.3.10 § 4.3.
package enum HeaderField: String, Hashable, Sendable {
    case signature
    case versionMadeBy = "version made by"
    case versionNeeded = "version needed to extract"
    case flags = "general purpose bit flag"
    case method = "compression method"
    case time = "last mod file time"
    case date = "last mod file date"
    case crc32 = "crc-32"
    case compressedSize = "compressed size"
    case uncompressedSize = "uncompressed size"
    case nameLength = "file name length"
    case extraLength = "extra field length"
    case commentLength = "file comment length"
    case disk = "disk number"
    case internalAttributes = "internal file attributes"
    case externalAttributes = "external file attributes"
    case offset = "relative offset of local header"
    case name = "file name"
    case extra = "extra field"
    case count = "total number of entries"
    case directorySize = "size of the central directory"
    case directoryOffset = "offset of start of central directory"
    case zip64Record = "zip64 end of central directory record"
}

/// Where the fields of a record stand, in the order in which they are judged.
struct HeaderLayout: Sendable {
    /// Fields of fixed place.
    let fields: [(bytes: Range<Int>, field: HeaderField)]

    /// What stands after them.
    let rest: [(start: Int, field: HeaderField)]

    /// The local file header (APPNOTE 4.3.7).
    static let local = HeaderLayout(
        fields: [
            (0..<4, .signature), (6..<8, .flags), (8..<10, .method), (4..<6, .versionNeeded), (10..<12, .time),
            (12..<14, .date), (14..<18, .crc32), (18..<22, .compressedSize), (22..<26, .uncompressedSize),
            (26..<28, .nameLength), (28..<30, .extraLength),
        ],
        rest: [(30, .name)]
    )

    /// The central directory header (APPNOTE 4.3.12).
    static let central = HeaderLayout(
        fields: [
            (0..<4, .signature), (8..<10, .flags), (10..<12, .method), (4..<6, .versionMadeBy), (6..<8, .versionNeeded),
            (12..<14, .time), (14..<16, .date), (16..<20, .crc32), (20..<24, .compressedSize),
            (24..<28, .uncompressedSize), (28..<30, .nameLength), (30..<32, .extraLength), (32..<34, .commentLength),
            (34..<36, .disk), (36..<38, .internalAttributes), (38..<42, .externalAttributes), (42..<46, .offset),
        ],
        rest: [(46, .name)]
    )

    /// The end of central directory record (APPNOTE 4.3.16).
    static let end = HeaderLayout(
        fields: [
            (0..<4, .signature), (4..<8, .disk), (8..<12, .count), (12..<16, .directorySize),
            (16..<20, .directoryOffset), (20..<22, .commentLength),
        ],
        rest: []
    )

    /// The first fault of `found`, which should be `expected`; nil if it is.
    func fault(of found: [UInt8], expected: [UInt8], nameLength: Int) -> HeaderFault? {
        guard found != expected else { return nil }
        for (bytes, field) in fields where found[bytes] != expected[bytes] {
            let value: UInt16 = found.littleEndian(at: bytes.lowerBound)
            switch field {
            case .flags where value & ZipProfile.encryptedFlag != 0: return .encrypted
            case .flags where value & ZipProfile.dataDescriptorFlag != 0: return .dataDescriptor
            case .method: return .compressed(method: value)
            default: return .field(field)
            }
        }
        for (start, field) in rest
        where found.dropFirst(start).prefix(nameLength) != expected[start..<start + nameLength] {
            return .field(field)
        }
        return .field(.extra)
    }
}
