/// What a container holds, whether it stands in one file or was extracted to a folder: names, sizes and bytes.
///
/// The two conformances are `ContainerReader` and `ContainerFolder`; whoever judges one judges the other alike. Both have
/// checked the names, and both can be read by several threads at once.
package protocol ContainerContents: Sendable {
    /// The files: a container's in its own order, a folder's in byte order of their names.
    var entries: ContainerEntries { get }

    /// The position among `entries` of the file whose name has exactly these bytes, if there is one.
    func position(of name: UnsafeBufferPointer<UInt8>) -> Int?

    /// A reader that stands before the first byte of the file at `position` among `entries`.
    func reader(at position: Int) throws(ContainerError) -> EntryReader
}

// MARK: - By name

extension ContainerContents {
    /// The position of the file of that name, if there is one.
    package func position(of name: ObjectName) -> Int? {
        name.bytes.withUnsafeBufferPointer { position(of: $0) }
    }

    /// The file of that name, if there is one.
    package func entry(named name: ObjectName) -> ContainerEntry? { position(of: name).map { entries[$0] } }

    /// A reader that stands before the first byte of the file of that name.
    package func reader(for name: ObjectName) throws(ContainerError) -> EntryReader {
        guard let position = position(of: name) else { throw .noSuchObject(name: name.text) }
        return try reader(at: position)
    }
}

// MARK: - Reading

extension ContainerContents {
    /// Hands the bytes of a file to `sink`, at most `EntryReader.chunkSize` at a time, in order.
    ///
    /// What the sink has been given counts only once this returns: the checksum is compared last.
    package func read(
        _ name: ObjectName,
        into sink: (UnsafeRawBufferPointer) -> Void
    ) throws(ContainerError) {
        var reader = try reader(for: name)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try reader.read(into: buffer), count > 0 {
            sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// All bytes of a file that is no longer than `limit`.
    package func bytes(of name: ObjectName, limit: Int) throws(ContainerError) -> [UInt8] {
        guard let position = position(of: name) else { throw .noSuchObject(name: name.text) }
        return try bytes(at: position, limit: limit)
    }

    /// All bytes of the file at `position`, when it is no longer than `limit`.
    package func bytes(at position: Int, limit: Int) throws(ContainerError) -> [UInt8] {
        let size = entries.size(at: position)
        guard size <= UInt64(limit) else {
            throw .tooLarge(name: entries[position].name.text, size: size, limit: limit)
        }
        var reader = try reader(at: position)
        var failure: ContainerError?
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            do throws(ContainerError) {
                count = try reader.read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The bytes of the file at `position` in `range`, whose checksum nobody compares here: for whoever has read it to its end before, and believes
    /// nothing of what stands there now.
    package func bytes(at position: Int, in range: Range<Int>) throws(ContainerError) -> [UInt8] {
        try reader(at: position).bytes(in: range)
    }

    /// Check 11: the file `mimetype` holds the media type, and nothing else.
    package func checkMimetype() throws(ContainerError) {
        guard let entry = entry(named: .mimetype), entry.size == UInt64(ZipProfile.mediaType.count),
            try bytes(of: .mimetype, limit: ZipProfile.mediaType.count) == ZipProfile.mediaType
        else { throw .wrongMimetype }
    }
}
