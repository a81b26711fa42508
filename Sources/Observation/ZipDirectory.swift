/// The directory of a ZIP archive as it stands (APPNOTE 6.3.10), every archive's and not only ours: what it says is hearsay.
struct ZipDirectory {
    /// One member as the directory has it.
    struct Record {
        let name: [UInt8]
        let flags: UInt64
        let method: UInt64
        let checkSum: UInt64
        let packedSize: UInt64
        let size: UInt64
        let mode: UInt64
        let isDOSFolder: Bool
        /// Where its own header stands, in the file.
        let header: UInt64
    }

    /// What was wrong with the directory as a whole.
    enum Fault: Error {
        case missing
        case malformed(UInt64)
        case otherDisk
        case limit(ReadingLimit)
    }

    /// How many members are listed.
    static let mostMembers = 100_000
    private static let largest: UInt64 = 64 << 20

    private(set) var records: [Record] = []
    /// Whether there are more than are listed, or than the directory really has.
    private(set) var isCut = false
    /// How many bytes stand before the archive.
    private(set) var prefix: UInt64 = 0
    /// Where the archive ends.
    private(set) var end: UInt64 = 0

    init(_ source: ByteSource) throws(Fault) {
        do throws(ReadingLimit) {
            let tail = UInt64(min(source.size, 65_557))
            let bytes = try source.bytes(at: source.size - tail, Int(tail))
            guard let place = Self.endRecord(in: bytes) else { throw ReadingLimit.parts }
            end = source.size - tail + UInt64(place) + 22 + (bytes.little(2, at: place + 20) ?? 0)
            try read(source, endRecord: Array(bytes[place...]), at: source.size - tail + UInt64(place))
        } catch {
            switch error {
            case .parts where end == 0: throw .missing
            case .parts: throw .malformed(end)
            case .members: throw .otherDisk
            case .bytes: throw .limit(error)
            }
        }
    }

    /// Where the last end record stands whose comment fits.
    private static func endRecord(in bytes: [UInt8]) -> Int? {
        var at = bytes.count - 22
        while at >= 0 {
            if bytes[at] == 0x50, bytes.has("PK\u{5}\u{6}", at: at),
                at + 22 + Int(bytes.little(2, at: at + 20) ?? 0) <= bytes.count
            {
                return at
            }
            at -= 1
        }
        return nil
    }

    private mutating func read(_ source: ByteSource, endRecord: [UInt8], at place: UInt64) throws(ReadingLimit) {
        guard let disk = endRecord.little(2, at: 4), var count = endRecord.little(2, at: 10),
            var size = endRecord.little(4, at: 12), var start = endRecord.little(4, at: 16)
        else { throw .parts }
        guard disk == 0 || disk == 0xffff else { throw .members }
        var directoryEnd = place
        if place >= 20, let locator = try source.exactly(20, at: place - 20), locator.has("PK\u{6}\u{7}"),
            let far = locator.little(8, at: 8), let record = try source.exactly(56, at: far), record.has("PK\u{6}\u{6}")
        {
            count = record.little(8, at: 32) ?? 0
            size = record.little(8, at: 40) ?? 0
            start = record.little(8, at: 48) ?? 0
            directoryEnd = far
        }
        guard size <= directoryEnd else { throw .parts }
        // What stands before an archive shifts it; whoever wrote the offsets did not know.
        let found = directoryEnd - size
        if found >= start { prefix = found - start }
        guard size <= Self.largest else { throw .bytes }
        let bytes = try source.bytes(at: found, Int(size))
        var at = 0
        while at < bytes.count {
            guard records.count < Self.mostMembers else {
                isCut = true
                return
            }
            guard let (record, length) = Self.record(in: bytes, at: at, prefix: prefix) else {
                isCut = true
                return
            }
            records.append(record)
            at += length
        }
        isCut = UInt64(records.count) != count
    }

    private static func record(in bytes: [UInt8], at offset: Int, prefix: UInt64) -> (Record, Int)? {
        guard bytes.has("PK\u{1}\u{2}", at: offset), let made = bytes.little(2, at: offset + 4),
            let flags = bytes.little(2, at: offset + 8), let method = bytes.little(2, at: offset + 10),
            let sum = bytes.little(4, at: offset + 16), let nameLength = bytes.little(2, at: offset + 28),
            let extraLength = bytes.little(2, at: offset + 30), let commentLength = bytes.little(2, at: offset + 32),
            let attributes = bytes.little(4, at: offset + 38),
            let name = bytes.slice(offset + 46, Int(nameLength)),
            let extra = bytes.slice(offset + 46 + Int(nameLength), Int(extraLength))
        else { return nil }
        var wide = [
            bytes.little(4, at: offset + 24) ?? 0, bytes.little(4, at: offset + 20) ?? 0,
            bytes.little(4, at: offset + 42) ?? 0,
        ]
        if wide.contains(0xffff_ffff) { widen(&wide, by: Array(extra)) }
        let isUnix = made >> 8 == 3 || made >> 8 == 19
        return (
            Record(
                name: Array(name),
                flags: flags,
                method: method,
                checkSum: sum,
                packedSize: wide[1],
                size: wide[0],
                mode: isUnix ? attributes >> 16 : 0,
                isDOSFolder: attributes & 0x10 != 0,
                header: wide[2].addingReportingOverflow(prefix).partialValue
            ),
            46 + Int(nameLength) + Int(extraLength) + Int(commentLength)
        )
    }

    /// ZIP64's field has, in this order, whichever of size, packed size and offset did not fit.
    private static func widen(_ wide: inout [UInt64], by extra: [UInt8]) {
        var at = 0
        while let kind = extra.little(2, at: at), let length = extra.little(2, at: at + 2) {
            if kind == 1 {
                var value = at + 4
                for position in wide.indices where wide[position] == 0xffff_ffff {
                    guard let number = extra.little(8, at: value) else { return }
                    wide[position] = number
                    value += 8
                }
                return
            }
            at += 4 + Int(length)
        }
    }
}
