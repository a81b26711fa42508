/// The bytes of one member of a ZIP archive, as they pass by; nothing is kept.
enum MemberBytes {
    /// Where the bytes of a member begin, by its own header, and whether that says what the directory does; nil when there is
    /// none.
    static func start(
        of record: ZipDirectory.Record,
        _ source: ByteSource
    ) throws(ReadingLimit) -> (place: UInt64, isSame: Bool)? {
        guard let header = try source.exactly(30, at: record.header), header.has("PK\u{3}\u{4}"),
            let nameLength = header.little(2, at: 26), let extraLength = header.little(2, at: 28),
            let name = try source.exactly(Int(nameLength), at: record.header + 30)
        else { return nil }
        let isLater = record.flags & 8 != 0
        let isSame =
            name == record.name && header.little(2, at: 8) == record.method && header.little(2, at: 6) == record.flags
            && (isLater || header.little(4, at: 14) == record.checkSum)
        return (record.header + 30 + nameLength + extraLength, isSame)
    }

    /// Hands the bytes of a member that is stored or deflated to `take` until that answers false.
    ///
    /// - Returns: whether all of them passed; what they are is for `take` to say.
    static func pass(
        _ record: ZipDirectory.Record,
        from start: UInt64,
        _ source: ByteSource,
        to take: (UnsafeRawBufferPointer) -> Bool
    ) throws(ReadingLimit) -> Bool {
        guard start <= source.size, record.packedSize <= source.size - start else { return false }
        var done: UInt64 = 0
        func next() throws(ReadingLimit) -> [UInt8] {
            guard done < record.packedSize else { return [] }
            let part = try source.bytes(at: start + done, Int(min(256 * 1_024, record.packedSize - done)))
            done += UInt64(part.count)
            return part
        }
        if record.method == 0 {
            guard record.size == record.packedSize else { return false }
            while true {
                let part = try next()
                if part.isEmpty { return done == record.packedSize }
                guard part.withUnsafeBytes({ take($0) }) else { return false }
            }
        }
        let end = try Inflation.run(.raw, input: next) {
            (part: UnsafeRawBufferPointer) throws(ReadingLimit) -> Bool in
            try source.spend(part.count)
            return take(part)
        }
        guard case .ended = end else { return false }
        return true
    }
}
