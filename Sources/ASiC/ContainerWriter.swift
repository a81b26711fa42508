/// Writes a container of our profile: `mimetype` first, then files as they are added, then the directory.
///
///     let container = try ContainerWriter(path: path)
///     try container.add(ObjectName("Pieces/001_Capture.png"), size: size) { try source.read(into: $0) }
///     try container.finish()
///
/// The same files in the same order give the same bytes. Memory holds one buffer and, for each file, what `ContainerDirectory` does
/// and its checksum.
/// The writer creates the file, 0600, and never overwrites one; making it durable, giving it its final name and removing
/// what a failure leaves behind are the caller's. After a failure no further call succeeds.
package final class ContainerWriter {
    private let file: ContainerOutput
    private var offset: UInt64 = 0
    /// The checksums of the files, by their position in the directory; 0 until a place is completed.
    private var checksums: [UInt32] = []
    /// How many places are reserved and not filled yet.
    private var openCount = 0
    private var directory: ContainerDirectory
    private var isUsable = true
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 16)

    /// Creates the file at `path` and writes `mimetype`; makes room in memory for `count` files.
    package init(path: String, expecting count: Int = 0) throws(ContainerWriterError) {
        file = try ContainerOutput(path: path)
        checksums.reserveCapacity(count)
        directory = ContainerDirectory(room: count)
        try add(.mimetype, bytes: ZipProfile.mediaType)
    }

    deinit {
        buffer.deallocate()
    }

    /// Adds a file of `size` bytes, which `source` delivers piece by piece.
    ///
    /// The source fills the front of the buffer that it is given and returns how many bytes it has put there, 0 when it has
    /// no more. It must deliver exactly `size` bytes, and is asked once more to make sure.
    package func add(
        _ name: ObjectName,
        size: UInt64,
        from source: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws(ContainerWriterError) {
        let place = try reserve(name, size: size)
        isUsable = false
        let filled = try place.fill(through: buffer, from: source)
        isUsable = true
        try complete(filled)
    }

    /// Makes room for a file of `size` bytes after those before it.
    ///
    /// A place may be filled on any thread, many at once; each must be filled and completed before `finish()`.
    package func reserve(_ name: ObjectName, size: UInt64) throws(ContainerWriterError) -> ContainerPlace {
        guard isUsable else { throw .unusable }
        isUsable = false
        do throws(ContainerError) {
            try directory.addNext(ContainerEntry(name: name, size: size))
        } catch {
            throw .refused(error)
        }
        // The checksum is not known yet, and the header is written when it is: a descriptor is not in our profile.
        let record = ZipRecord(name: name, size: size, crc32: 0, offset: offset)
        offset = record.dataOffset + size
        let place = ContainerPlace(file: file, record: record, position: UInt32(checksums.count))
        checksums.append(0)
        openCount += 1
        isUsable = true
        return place
    }

    /// None yet of the places that will be reserved.
    package var noPlaces: ReservedPlaces { ReservedPlaces(file: file) }

    /// Takes note of a place that was filled.
    package func complete(_ filled: FilledPlace) throws(ContainerWriterError) {
        guard isUsable else { throw .unusable }
        checksums[Int(filled.position)] = filled.crc32
        openCount -= 1
    }

    /// Adds a file whose bytes are in memory.
    package func add(_ name: ObjectName, bytes: [UInt8]) throws(ContainerWriterError) {
        var position = 0
        try add(name, size: UInt64(bytes.count)) { buffer in
            let count = min(buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<position + count])
            position += count
            return count
        }
    }

    /// Writes the directory and closes the file.
    ///
    /// The bytes are the kernel's then; syncing them is the caller's.
    package func finish() throws(ContainerWriterError) {
        guard isUsable, openCount == 0 else { throw .unusable }
        isUsable = false
        let directoryOffset = offset
        var pending: [UInt8] = []
        // Files follow each other without a gap: where one starts follows from those before it.
        var start: UInt64 = 0
        for (position, entry) in directory.entries.enumerated() {
            let record = ZipRecord(name: entry.name, size: entry.size, crc32: checksums[position], offset: start)
            start = record.dataOffset + record.size
            pending += record.centralHeader
            if pending.count >= EntryReader.chunkSize {
                try append(pending)
                pending.removeAll(keepingCapacity: true)
            }
        }
        try append(pending)
        let end = ZipEndRecord(
            count: UInt64(checksums.count),
            directorySize: offset - directoryOffset,
            directoryOffset: directoryOffset
        )
        try append(end.bytes)
        try file.finish()
    }
}

// MARK: - Bytes

extension ContainerWriter {
    private func append(_ bytes: [UInt8]) throws(ContainerWriterError) {
        try file.write(bytes, at: offset)
        offset += UInt64(bytes.count)
    }
}

/// Why a container cannot be written.
package enum ContainerWriterError: Error {
    /// The file cannot be created, for instance because there is one already.
    case cannotCreate(path: String, errno: Int32)
    /// Writing to the file failed.
    case cannotWrite(path: String, errno: Int32)
    /// The name or its place is one that our own reader would refuse.
    case refused(ContainerError)
    /// The source of a file threw; what it threw is passed on.
    case sourceFailed(name: String, any Error)
    /// The source ended before the announced size.
    case sourceTooShort(name: String, expected: UInt64, delivered: UInt64)
    /// The source went on after the announced size.
    case sourceTooLong(name: String, expected: UInt64)
    /// An earlier call failed, or the container is finished.
    case unusable
}
