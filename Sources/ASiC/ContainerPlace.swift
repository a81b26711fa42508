internal import Glibc
internal import Synchronization

/// Room in a container that is being written, for one file of a known length.
package struct ContainerPlace: Sendable {
    let file: ContainerOutput
    let record: ZipRecord
    let position: UInt32

    /// Fills the place with what `source` delivers, as `ContainerWriter.add` takes it, through `buffer`; its header is written last.
    package func fill(
        through buffer: UnsafeMutableRawBufferPointer,
        from source: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws(ContainerWriterError) -> FilledPlace {
        let name = record.name.text
        var crc32 = CRC32()
        var written: UInt64 = 0
        while true {
            let count: Int
            do {
                count = try source(buffer)
            } catch {
                throw .sourceFailed(name: name, error)
            }
            precondition((0...buffer.count).contains(count), "a source cannot have filled more than its buffer")
            guard count > 0 else { break }
            guard UInt64(count) <= record.size - written else {
                throw .sourceTooLong(name: name, expected: record.size)
            }
            let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            crc32.update(chunk)
            try file.write(chunk, at: record.dataOffset + written)
            written += UInt64(count)
        }
        guard written == record.size else {
            throw .sourceTooShort(name: name, expected: record.size, delivered: written)
        }
        let checked = ZipRecord(name: record.name, size: record.size, crc32: crc32.value, offset: record.offset)
        try file.write(checked.localHeader, at: checked.offset)
        return FilledPlace(position: position, crc32: checked.crc32)
    }
}

/// Places of one container, for whoever reserves very many and fills them later: sixteen bytes each, without the names.
///
///     var places = container.noPlaces
///     places.append(try container.reserve(name, size: size))
///     places.place(at: 0, of: name, size: size)               // the same place again
package struct ReservedPlaces: Sendable {
    private let file: ContainerOutput
    private var marks: [(offset: UInt64, position: UInt32)] = []

    init(file: ContainerOutput) {
        self.file = file
    }

    /// How many there are.
    package var count: Int { marks.count }

    /// Keeps where `place` is.
    package mutating func append(_ place: ContainerPlace) {
        marks.append((place.record.offset, place.position))
    }

    /// The place that was appended at `index`, which was reserved for the file `name` of `size` bytes.
    package func place(at index: Int, of name: ObjectName, size: UInt64) -> ContainerPlace {
        let (offset, position) = marks[index]
        let record = ZipRecord(name: name, size: size, crc32: 0, offset: offset)
        return ContainerPlace(file: file, record: record, position: position)
    }
}

/// A place with its header and all its bytes, and their checksum.
package struct FilledPlace: Sendable {
    let position: UInt32
    let crc32: UInt32
}

/// A file that is written at any offset, by several threads at once; closed with its last reference.
final class ContainerOutput: Sendable {
    private let path: String
    /// -1 once it is finished.
    private let descriptor: Mutex<Int32>

    /// Creates the file, 0600, where nothing may be.
    init(path: String) throws(ContainerWriterError) {
        self.path = path
        let opened = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .cannotCreate(path: path, errno: errno) }
        descriptor = Mutex(opened)
    }

    deinit {
        descriptor.withLock { if $0 >= 0 { close($0) } }
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(ContainerWriterError) {
        var result: Result<Void, ContainerWriterError> = .success(())
        bytes.withUnsafeBytes { buffer in
            result = Result { () throws(ContainerWriterError) in try write(buffer, at: offset) }
        }
        try result.get()
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(ContainerWriterError) {
        guard let start = bytes.baseAddress else { return }
        let descriptor = descriptor.withLock { $0 }
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, start + done, bytes.count - done, off_t(offset) + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: path, errno: errno) }
            done += count
        }
    }

    /// Closes the file; nothing is written afterwards.
    func finish() throws(ContainerWriterError) {
        let (result, failure) = descriptor.withLock { descriptor in
            let result = close(descriptor)
            let failure = errno
            descriptor = -1
            return (result, failure)
        }
        guard result == 0 else { throw .cannotWrite(path: path, errno: failure) }
    }
}
