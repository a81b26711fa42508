/// A container of our own profile, opened: every header is known to be, byte for byte, what our writer prints.
///
///     let container = try ContainerReader(path: "dossier.asice")
///     try container.read(ObjectName("Pieces/001_Capture.png")) { hash.update($0) }
///
/// `init` carries out checks 1 to 11 of `docs/formats/container.md` § 3, in that order; check 12 is made by each reading.
package struct ContainerReader: ContainerContents {
    private let file: OpenFile
    private let records: [ZipRecord]
    private let directory: ContainerDirectory

    /// Opens the container at `path` and checks its structure; the contents of files but `mimetype` are not read.
    package init(path: String) throws(ContainerError) {
        file = try OpenFile(path: path)
        let end = try EndRecordSearch(file: file).record()
        var walk = DirectoryWalk(file: file, end: end)
        var records: [ZipRecord] = []
        var directory = ContainerDirectory()
        while let record = try walk.next() {
            try directory.addNext(ContainerEntry(name: record.name, size: record.size))
            records.append(record)
        }
        try walk.finish()
        self.records = records
        self.directory = directory
        guard records.first?.name == .mimetype else { throw .mimetypeNotFirst }
        try checkMimetype()
    }

    /// The files, in the order of the container.
    package var entries: [ContainerEntry] { directory.entries }

    /// The file of that name, if there is one.
    package func entry(named name: ObjectName) -> ContainerEntry? {
        directory.position(of: name).map { entries[$0] }
    }

    /// A reader that stands before the first byte of the file of that name.
    package func reader(for name: ObjectName) throws(ContainerError) -> EntryReader {
        guard let position = directory.position(of: name) else { throw .noSuchObject(name: name.text) }
        let record = records[position]
        return EntryReader(
            name: name,
            file: file,
            offset: record.dataOffset,
            size: record.size,
            crc32: record.crc32
        )
    }

    /// The length of the container in bytes.
    package var size: UInt64 { file.size }
}
