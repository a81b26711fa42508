/// A container of our own profile, opened: every header is known to be, byte for byte, what our writer prints.
///
///     let container = try ContainerReader(path: "dossier.asice")
///     try container.read(ObjectName("Pieces/001_Capture.png")) { hash.update($0) }
///
/// `init` carries out checks 1 to 11 of `docs/formats/container.md` § 3, in that order; check 12 is made by each reading.
package struct ContainerReader: ContainerContents {
    private let file: OpenFile
    private let directory: ContainerDirectory
    /// Where the bytes of each file are, and what their checksum is to be, in the order of the container.
    private let places: [(dataOffset: UInt64, crc32: UInt32)]

    /// Opens the container at `path` and checks its structure; the contents of files but `mimetype` are not read.
    package init(path: String) throws(ContainerError) {
        file = try OpenFile(path: path)
        let end = try EndRecordSearch(file: file).record()
        var walk = DirectoryWalk(file: file, end: end)
        var places: [(dataOffset: UInt64, crc32: UInt32)] = []
        let count = min(end.mostFiles, Self.mostExpected)
        var directory = ContainerDirectory(room: count)
        places.reserveCapacity(count)
        while let record = try walk.next() {
            try directory.addNext(ContainerEntry(name: record.name, size: record.size))
            places.append((record.dataOffset, record.crc32))
        }
        try walk.finish()
        self.places = places
        self.directory = directory
        guard entries.first?.name == .mimetype else { throw .mimetypeNotFirst }
        try checkMimetype()
    }

    /// For how many files room is made before they are read: what a container announces costs nothing to announce.
    private static let mostExpected = 1 << 20

    /// The files, in the order of the container.
    package var entries: ContainerEntries { directory.entries }

    /// The position of the file whose name has exactly these bytes, if there is one.
    package func position(of name: UnsafeBufferPointer<UInt8>) -> Int? { directory.position(of: name) }

    /// A reader that stands before the first byte of the file at `position`.
    package func reader(at position: Int) throws(ContainerError) -> EntryReader {
        let (offset, crc32) = places[position]
        let entry = entries[position]
        return EntryReader(name: entry.name, file: file, offset: offset, size: entry.size, crc32: crc32)
    }

    /// The length of the container in bytes.
    package var size: UInt64 { file.size }
}
