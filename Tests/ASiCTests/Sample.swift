@testable import ASiC

/// A small container with what the tests need: an ASCII name, a UTF-8 name, an empty file, a file of META-INF.
struct Sample {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("Pieces/001_a.txt", Array("abc".utf8)),
        ("Pieces/002_é.txt", Array("accents".utf8)),
        ("vide", []),
        ("META-INF/ASiCManifest001.xml", Array("<x/>".utf8)),
    ]

    /// The container's bytes.
    let bytes: [UInt8]

    /// Its files as recorded, `mimetype` the first.
    let records: [ZipRecord]

    /// Where the central headers start, in the order of the records.
    let directoryOffsets: [Int]

    /// Where the end record starts.
    let endOffset: Int

    init() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sample.asice")
        try Sample.write(Sample.files, to: path)
        bytes = try folder.read("sample.asice")
        var records: [ZipRecord] = []
        var offset: UInt64 = 0
        for file in [("mimetype", ZipProfile.mediaType)] + Sample.files {
            var crc32 = CRC32()
            file.1.withUnsafeBytes { crc32.update($0) }
            records.append(
                ZipRecord(
                    name: try ObjectName(file.0),
                    size: UInt64(file.1.count),
                    crc32: crc32.value,
                    offset: offset
                )
            )
            offset += UInt64(30 + file.0.utf8.count + file.1.count)
        }
        self.records = records
        var position = Int(offset)
        var offsets: [Int] = []
        for record in records {
            offsets.append(position)
            position += record.centralHeader.count
        }
        directoryOffsets = offsets
        endOffset = position
    }

    /// Writes a container of `files`.
    static func write(_ files: [(name: String, bytes: [UInt8])], to path: String) throws {
        let writer = try ContainerWriter(path: path)
        for file in files { try writer.add(ObjectName(file.name), bytes: file.bytes) }
        try writer.finish()
    }

    /// A container made of records and contents as they are given, however wrong.
    static func assemble(_ files: [(record: ZipRecord, bytes: [UInt8])], count: Int? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        for file in files { bytes += file.record.localHeader + file.bytes }
        let directory = files.flatMap { $0.record.centralHeader }
        let end = ZipEndRecord(
            count: UInt64(count ?? files.count),
            directorySize: UInt64(directory.count),
            directoryOffset: UInt64(bytes.count)
        )
        return bytes + directory + end.bytes
    }

    /// A container with `mimetype` and empty files of these names, which the writer might refuse.
    static func assemble(names: [ObjectName]) -> [UInt8] {
        var crc32 = CRC32()
        ZipProfile.mediaType.withUnsafeBytes { crc32.update($0) }
        var files: [(record: ZipRecord, bytes: [UInt8])] = []
        var offset: UInt64 = 0
        for name in names {
            let content = name == .mimetype ? ZipProfile.mediaType : []
            let record = ZipRecord(
                name: name,
                size: UInt64(content.count),
                crc32: content.isEmpty ? 0 : crc32.value,
                offset: offset
            )
            files.append((record, content))
            offset = record.dataOffset + record.size
        }
        return assemble(files)
    }
}
