/// Walks the central directory and, beside it, the local headers: checks 5 to 8 for each file, in that order.
struct DirectoryWalk {
    private let file: OpenFile
    private let end: ZipEndRecord
    private var remainingCount: UInt64
    /// Where the next central header starts.
    private var position: UInt64
    /// Where the next local header must start, since files stand without a gap.
    private var nextOffset: UInt64 = 0
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0

    /// Bytes of the files, read for the sake of the local headers among them.
    private var ahead: [UInt8] = []
    private var aheadStart: UInt64 = 0

    /// How much of the directory is held at a time; longer than any header.
    private static let windowSize = 512 * 1024

    /// How much of the files is read at a time where they are no longer than `smallSize`.
    private static let aheadSize = 64 * 1024
    private static let smallSize: UInt64 = 8 * 1024

    /// A walk of the directory that `end` announces, before its first header.
    init(file: OpenFile, end: ZipEndRecord) {
        self.file = file
        self.end = end
        remainingCount = end.count
        position = end.directoryOffset
    }

    /// The next file, its two headers checked; nil after the last.
    mutating func next() throws(ContainerError) -> ZipRecord? {
        guard remainingCount > 0 else { return nil }
        let header = try nextCentralHeader()
        let name = try Self.name(in: header)
        let record = try Self.record(named: name, header: header)
        try checkPlace(of: record)
        try checkLocalHeader(of: record)
        nextOffset = record.dataOffset + record.size
        remainingCount -= 1
        return record
    }

    /// Check 7, at its end: neither the directory nor the files leave a gap.
    func finish() throws(ContainerError) {
        let directoryEnd = end.directoryOffset + end.directorySize
        guard position == directoryEnd else { throw .hiddenBytes(offset: position, count: directoryEnd - position) }
        guard nextOffset == end.directoryOffset else {
            throw .hiddenBytes(offset: nextOffset, count: end.directoryOffset - nextOffset)
        }
    }

    /// Check 8: the local header too is what the writer prints.
    private mutating func checkLocalHeader(of record: ZipRecord) throws(ContainerError) {
        let expected = record.localHeader
        let isAhead = record.offset >= aheadStart && record.offset - aheadStart <= UInt64(ahead.count)
        if !isAhead || Int(record.offset - aheadStart) + expected.count > ahead.count {
            // Small files stand by the thousand one after the other: their headers are read together.
            let wanted = record.size < Self.smallSize ? UInt64(Self.aheadSize) : UInt64(expected.count)
            let room = end.directoryOffset - record.offset
            ahead = try file.bytes(at: record.offset, count: Int(max(UInt64(expected.count), min(wanted, room))))
            aheadStart = record.offset
        }
        let start = Int(record.offset - aheadStart)
        let found = ahead[start..<start + expected.count]
        guard !found.elementsEqual(expected) else { return }
        let nameLength = record.name.bytes.count
        if let fault = HeaderLayout.local.fault(of: Array(found), expected: expected, nameLength: nameLength) {
            throw .localHeader(name: record.name.text, fault)
        }
    }

    /// The bytes of the next central header: fixed part, name, extra field and comment.
    private mutating func nextCentralHeader() throws(ContainerError) -> [UInt8] {
        var start = try reach(ZipProfile.centralHeaderSize)
        guard window.littleEndian(at: start, as: UInt32.self) == ZipProfile.centralSignature else {
            throw .endRecord(.count)
        }
        var length = ZipProfile.centralHeaderSize
        for field in stride(from: 28, through: 32, by: 2) {
            length += Int(window.littleEndian(at: start + field, as: UInt16.self))
        }
        start = try reach(length)
        position += UInt64(length)
        return [UInt8](window[start..<start + length])
    }

    /// Sees to it that the next `count` bytes of the directory are in the window; where in it they start.
    private mutating func reach(_ count: Int) throws(ContainerError) -> Int {
        let directoryEnd = end.directoryOffset + end.directorySize
        guard UInt64(count) <= directoryEnd - position else { throw .truncated }
        if position + UInt64(count) > windowStart + UInt64(window.count) {
            windowStart = position
            window = try file.bytes(
                at: position,
                count: Int(min(UInt64(Self.windowSize), directoryEnd - position))
            )
        }
        return Int(position - windowStart)
    }

    /// Check 5: the name is a name.
    private static func name(in header: [UInt8]) throws(ContainerError) -> ObjectName {
        let length: UInt16 = header.littleEndian(at: 28)
        let bytes = header[ZipProfile.centralHeaderSize..<ZipProfile.centralHeaderSize + Int(length)]
        do throws(ObjectNameError) {
            return try ObjectName(bytes: bytes)
        } catch {
            throw .name(ContainerError.shown(bytes), error)
        }
    }

    /// Check 6: the central header is what the writer prints for the values that it states.
    private static func record(named name: ObjectName, header: [UInt8]) throws(ContainerError) -> ZipRecord {
        var size = UInt64(header.littleEndian(at: 24, as: UInt32.self))
        var offset = UInt64(header.littleEndian(at: 42, as: UInt32.self))
        // The ZIP64 values, where the profile has them; anything else there differs from what is printed.
        var extra = ZipProfile.centralHeaderSize + name.bytes.count + 4
        if size == UInt64(ZipProfile.mark32), header.count >= extra + 16 {
            size = header.littleEndian(at: extra)
            extra += 16
        }
        if offset == UInt64(ZipProfile.mark32), header.count >= extra + 8 {
            offset = header.littleEndian(at: extra)
        }
        let record = ZipRecord(name: name, size: size, crc32: header.littleEndian(at: 16), offset: offset)
        let nameLength = name.bytes.count
        if let fault = HeaderLayout.central.fault(of: header, expected: record.centralHeader, nameLength: nameLength) {
            throw .directoryHeader(name: name.text, fault)
        }
        return record
    }

    /// Check 7: the file starts where the one before it ended, and ends before the directory starts.
    private func checkPlace(of record: ZipRecord) throws(ContainerError) {
        guard record.offset >= nextOffset else { throw .overlap(name: record.name.text) }
        guard record.offset < end.directoryOffset else { throw .truncated }
        guard record.offset == nextOffset else {
            throw .hiddenBytes(offset: nextOffset, count: record.offset - nextOffset)
        }
        let room = end.directoryOffset - record.offset
        let headerSize = UInt64(record.localHeaderSize)
        guard room >= headerSize, room - headerSize >= record.size else { throw .truncated }
    }
}
