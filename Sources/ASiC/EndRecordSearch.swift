/// Finds the end records of a container where our profile has them: at the very end (checks 2 to 4).
struct EndRecordSearch {
    let file: OpenFile

    /// The end records, which account for the file's last byte and say that the directory ends where they start.
    func record() throws(ContainerError) -> ZipEndRecord {
        try checkStart()
        let fixed = try lastRecord()
        let record = try claimedRecord(from: fixed)
        try check(record, against: fixed)
        return record
    }

    /// Check 2: nothing stands before the first local header.
    private func checkStart() throws(ContainerError) {
        guard file.size >= 4 else { throw file.size == 0 ? .truncated : .notAContainer }
        let signature: UInt32 = try file.bytes(at: 0, count: 4).littleEndian(at: 0)
        guard signature == ZipProfile.localSignature else { throw .notAContainer }
    }

    /// Check 3: the last 22 bytes are an end record without a comment.
    private func lastRecord() throws(ContainerError) -> [UInt8] {
        guard file.size >= UInt64(ZipProfile.endRecordSize) else { throw .truncated }
        let bytes = try file.bytes(
            at: file.size - UInt64(ZipProfile.endRecordSize),
            count: ZipProfile.endRecordSize
        )
        let signature: UInt32 = bytes.littleEndian(at: 0)
        let commentLength: UInt16 = bytes.littleEndian(at: 20)
        guard signature == ZipProfile.endSignature, commentLength == 0 else { throw try faultOfEnd() }
        return bytes
    }

    /// Tells a comment from bytes after the end, and both from an end that is missing.
    private func faultOfEnd() throws(ContainerError) -> ContainerError {
        let longest = ZipProfile.endRecordSize + Int(UInt16.max)
        let tail = try file.bytes(
            at: file.size - min(file.size, UInt64(longest)),
            count: Int(min(file.size, UInt64(longest)))
        )
        for start in (0...tail.count - ZipProfile.endRecordSize).reversed() {
            guard tail[start] == 0x50, tail.littleEndian(at: start, as: UInt32.self) == ZipProfile.endSignature else {
                continue
            }
            let following = tail.count - start - ZipProfile.endRecordSize
            let commentLength: UInt16 = tail.littleEndian(at: start + 20)
            if Int(commentLength) == following && following > 0 { return .archiveComment }
            return following > 0 ? .bytesAfterEnd(count: UInt64(following)) : .endRecord(.commentLength)
        }
        return .truncated
    }

    /// The values that the end record states, or the ZIP64 record in its place.
    private func claimedRecord(from fixed: [UInt8]) throws(ContainerError) -> ZipEndRecord {
        let count: UInt16 = fixed.littleEndian(at: 10)
        let size: UInt32 = fixed.littleEndian(at: 12)
        let offset: UInt32 = fixed.littleEndian(at: 16)
        guard count == ZipProfile.mark16 || size == ZipProfile.mark32 || offset == ZipProfile.mark32 else {
            return ZipEndRecord(count: UInt64(count), directorySize: UInt64(size), directoryOffset: UInt64(offset))
        }
        let length = ZipProfile.zip64EndRecordSize + ZipProfile.zip64LocatorSize
        guard file.size >= UInt64(length + fixed.count) else { throw .truncated }
        let zip64 = try file.bytes(at: file.size - UInt64(length + fixed.count), count: length)
        return ZipEndRecord(
            count: zip64.littleEndian(at: 32),
            directorySize: zip64.littleEndian(at: 40),
            directoryOffset: zip64.littleEndian(at: 48)
        )
    }

    /// Check 4: the records are what the writer prints for these values, and the directory ends where they start.
    private func check(_ record: ZipEndRecord, against fixed: [UInt8]) throws(ContainerError) {
        let (directoryEnd, overflow) = record.directoryOffset.addingReportingOverflow(record.directorySize)
        guard !overflow, directoryEnd <= file.size else { throw .endRecord(.directoryOffset) }
        let expected = record.bytes
        guard file.size >= UInt64(expected.count) else { throw .truncated }
        let found = try file.bytes(at: file.size - UInt64(expected.count), count: expected.count)
        guard found == expected else {
            switch HeaderLayout.end.fault(of: fixed, expected: [UInt8](expected.suffix(fixed.count)), nameLength: 0) {
            case .field(let field)?: throw .endRecord(field)
            default: throw .endRecord(.zip64Record)
            }
        }
        let start = file.size - UInt64(expected.count)
        guard directoryEnd >= start else { throw .hiddenBytes(offset: directoryEnd, count: start - directoryEnd) }
        guard directoryEnd == start else { throw .endRecord(.directorySize) }
    }
}
