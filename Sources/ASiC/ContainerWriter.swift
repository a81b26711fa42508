internal import Glibc

/// Writes a container of our profile: `mimetype` first, then files as they are added, then the directory.
///
///     let container = try ContainerWriter(path: path)
///     try container.add(ObjectName("Pieces/001_Capture.png"), size: size) { try source.read(into: $0) }
///     try container.finish()
///
/// The same files in the same order give the same bytes. Memory holds one buffer and, for each file, its directory entry.
/// The writer creates the file, 0600, and never overwrites one; making it durable, giving it its final name and removing
/// what a failure leaves behind are the caller's. After a failure no further call succeeds.
package final class ContainerWriter {
    private let path: String
    private var descriptor: Int32
    private var offset: UInt64 = 0
    private var records: [ZipRecord] = []
    private var directory = ContainerDirectory()
    private var isUsable = true
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 16)

    /// Creates the file at `path` and writes `mimetype`.
    package init(path: String) throws(ContainerWriterError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, errno: errno) }
        try add(.mimetype, bytes: ZipProfile.mediaType)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
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
        guard isUsable else { throw .unusable }
        isUsable = false
        do throws(ContainerError) {
            try directory.addNext(ContainerEntry(name: name, size: size))
        } catch {
            throw .refused(error)
        }
        let start = offset
        // The checksum is not known yet; the header is written again when it is, as a descriptor is not in our profile.
        let placeholder = ZipRecord(name: name, size: size, crc32: 0, offset: start)
        try append(placeholder.localHeader)
        let record = ZipRecord(name: name, size: size, crc32: try copy(size, of: name, from: source), offset: start)
        if record.crc32 != 0 { try write(record.localHeader, at: start) }
        records.append(record)
        isUsable = true
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
        guard isUsable else { throw .unusable }
        isUsable = false
        let directoryOffset = offset
        var pending: [UInt8] = []
        for record in records {
            pending += record.centralHeader
            if pending.count >= EntryReader.chunkSize {
                try append(pending)
                pending.removeAll(keepingCapacity: true)
            }
        }
        try append(pending)
        let end = ZipEndRecord(
            count: UInt64(records.count),
            directorySize: offset - directoryOffset,
            directoryOffset: directoryOffset
        )
        try append(end.bytes)
        let result = close(descriptor)
        let failure = errno
        descriptor = -1
        guard result == 0 else { throw .cannotWrite(path: path, errno: failure) }
    }
}

// MARK: - Bytes

extension ContainerWriter {
    /// Copies `size` bytes from `source` to the end of the file; returns their checksum.
    private func copy(
        _ size: UInt64,
        of name: ObjectName,
        from source: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws(ContainerWriterError) -> UInt32 {
        var crc32 = CRC32()
        var written: UInt64 = 0
        while true {
            let count: Int
            do {
                count = try source(buffer)
            } catch {
                throw .sourceFailed(name: name.text, error)
            }
            precondition((0...buffer.count).contains(count), "a source cannot have filled more than its buffer")
            guard count > 0 else { break }
            guard UInt64(count) <= size - written else { throw .sourceTooLong(name: name.text, expected: size) }
            let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            crc32.update(chunk)
            try write(chunk, at: offset)
            offset += UInt64(count)
            written += UInt64(count)
        }
        guard written == size else {
            throw .sourceTooShort(name: name.text, expected: size, delivered: written)
        }
        return crc32.value
    }

    private func append(_ bytes: [UInt8]) throws(ContainerWriterError) {
        try write(bytes, at: offset)
        offset += UInt64(bytes.count)
    }

    private func write(_ bytes: [UInt8], at offset: UInt64) throws(ContainerWriterError) {
        var result: Result<Void, ContainerWriterError> = .success(())
        bytes.withUnsafeBytes { buffer in
            result = Result { () throws(ContainerWriterError) in try write(buffer, at: offset) }
        }
        try result.get()
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(ContainerWriterError) {
        guard let start = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, start + done, bytes.count - done, off_t(offset) + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: path, errno: errno) }
            done += count
        }
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
