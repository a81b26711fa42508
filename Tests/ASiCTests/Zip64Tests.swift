import Foundation
import Testing

@testable import ASiC

@Suite("ZIP64, where size demands it and nowhere else")
struct Zip64Tests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func record(size: UInt64, offset: UInt64) throws -> ZipRecord {
        ZipRecord(name: try ObjectName("a"), size: size, crc32: 0, offset: offset)
    }

    @Test(
        "the extra field holds the values that do not fit, in the order of APPNOTE 4.5.3",
        arguments: [
            (UInt64(0xFFFF_FFFE), UInt64(0xFFFF_FFFE), 0, 0), (0xFFFF_FFFF, 0, 20, 20), (0, 0xFFFF_FFFF, 0, 12),
            (0x1_0000_0000, 0x2_0000_0000, 20, 28),
        ]
    )
    func extraFields(size: UInt64, offset: UInt64, localExtra: Int, centralExtra: Int) throws {
        let record = try record(size: size, offset: offset)
        #expect(record.localHeader.count == 31 + localExtra)
        #expect(record.localHeader.count == record.localHeaderSize)
        #expect(record.localHeader[4] == (localExtra > 0 ? 45 : 10))
        #expect(record.centralHeader.count == 47 + centralExtra)
        #expect(record.centralHeader[6] == (centralExtra > 0 ? 45 : 10))
        var values: [UInt64] = []
        if size >= 0xFFFF_FFFF { values += [size, size] }
        if offset >= 0xFFFF_FFFF { values += [offset] }
        for (position, value) in values.enumerated() {
            #expect(record.centralHeader.littleEndian(at: 47 + 4 + 8 * position, as: UInt64.self) == value)
        }
    }

    @Test("the end records of 65,534 and of 65,535 files")
    func endRecords() {
        #expect(ZipEndRecord(count: 65_534, directorySize: 9, directoryOffset: 9).bytes.count == 22)
        #expect(ZipEndRecord(count: 65_535, directorySize: 9, directoryOffset: 9).bytes.count == 98)
        #expect(ZipEndRecord(count: 1, directorySize: 9, directoryOffset: 0xFFFF_FFFF).bytes.count == 98)
    }

    @Test("65,600 files are written, read, and read by Python")
    func manyFiles() throws {
        let path = folder.path("many.asice")
        let writer = try ContainerWriter(path: path)
        for number in 0..<65_600 { try writer.add(ObjectName("f/\(number)"), bytes: []) }
        try writer.finish()
        let reader = try ContainerReader(path: path)
        #expect(reader.entries.count == 65_601)
        #expect(try reader.bytes(of: ObjectName("f/65599"), limit: 0).isEmpty)
        let script = "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))"
        #expect(try Command(["python3", "-c", script, path], in: folder).output == "65601\n")
    }

    @Test("a file of 5 GiB, and one beyond it, in a container with a hole")
    func largeFile() throws {
        let path = try sparseContainer()
        let reader = try ContainerReader(path: path)
        #expect(reader.entries.map(\.size) == [31, 5 << 30, 3, 0])
        #expect(try reader.bytes(of: ObjectName("small"), limit: 3) == Array("abc".utf8))
        let listing = try Command(["zipinfo", "-v", path], in: folder)
        #expect(listing.output.contains("5368709120 bytes"), "\(listing.output)")
        let script = """
            import sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            print([i.file_size for i in z.infolist()], z.read('small'), z.open('large').read(2))
            """
        let python = try Command(["python3", "-c", script, path], in: folder)
        #expect(python.output == "[31, 5368709120, 3, 0] b'abc' b'\\x00\\x00'\n")
    }

    @Test("each bit of the ZIP64 records and fields matters")
    func everyBit() throws {
        let path = try sparseContainer()
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        // The local header of the large file, and all that follows its bytes.
        let tail = UInt64(69 + 30 + 5 + 20) + 5 << 30
        let size = try handle.seekToEnd()
        for position in Array(UInt64(69)..<UInt64(69 + 55)) + Array(tail..<size) {
            try handle.seek(toOffset: position)
            let byte = try #require(try handle.read(upToCount: 1)?.first)
            for bit in 0..<8 {
                try handle.seek(toOffset: position)
                try handle.write(contentsOf: [byte ^ 1 << UInt8(bit)])
                #expect(throws: ContainerError.self, "bit \(bit) of byte \(position)") {
                    let reader = try ContainerReader(path: path)
                    try reader.read(ObjectName("small")) { _ in }
                }
            }
            try handle.seek(toOffset: position)
            try handle.write(contentsOf: [byte])
        }
        #expect(throws: Never.self) { try ContainerReader(path: path) }
    }

    @Test("a ZIP64 field that size does not demand is refused")
    func needless() throws {
        let sample = try Sample()
        var bytes = sample.bytes
        bytes[sample.endOffset + 10] = 0xFF
        bytes[sample.endOffset + 11] = 0xFF
        let record = ZipEndRecord(count: 70_000, directorySize: 1, directoryOffset: 1).bytes.prefix(76)
        bytes.insert(contentsOf: record, at: sample.endOffset)
        let path = try folder.write(bytes, to: "c.asice")
        #expect(throws: ContainerError.endRecord(.count)) { try ContainerReader(path: path) }
    }

    /// A container of which only the headers and a few bytes stand on the disk; the large file's checksum is not its own.
    private func sparseContainer() throws -> String {
        var crc32 = CRC32()
        ZipProfile.mediaType.withUnsafeBytes { crc32.update($0) }
        let mimetype = ZipRecord(name: .mimetype, size: 31, crc32: crc32.value, offset: 0)
        let large = ZipRecord(name: try ObjectName("large"), size: 5 << 30, crc32: 1, offset: 69)
        let smallOffset = large.dataOffset + large.size
        let small = ZipRecord(name: try ObjectName("small"), size: 3, crc32: 0x3524_41C2, offset: smallOffset)
        let last = ZipRecord(name: try ObjectName("META-INF/x"), size: 0, crc32: 0, offset: small.dataOffset + 3)
        let directory = [mimetype, large, small, last].flatMap(\.centralHeader)
        let end = ZipEndRecord(
            count: 4,
            directorySize: UInt64(directory.count),
            directoryOffset: last.dataOffset
        )
        let path = try folder.write(mimetype.localHeader + ZipProfile.mediaType + large.localHeader, to: "large.asice")
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seek(toOffset: smallOffset)
        try handle.write(
            contentsOf: small.localHeader + Array("abc".utf8) + last.localHeader + directory + end.bytes
        )
        try handle.close()
        return path
    }
}
