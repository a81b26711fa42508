import Foundation
import Testing

@testable import ASiC

@Suite("writing containers")
struct ContainerWriterTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sample.asice")
    }

    @Test("the example of docs/formats/container.md, byte for byte")
    func golden() throws {
        try Sample.write([("a.txt", Array("abc".utf8)), ("META-INF/é", [])], to: path)
        let example = try Corpora.hexExample("hex", in: "docs/formats/container.md")
        #expect(!example.isEmpty)
        #expect(try folder.read("sample.asice") == example)
    }

    @Test("the mimetype rule: readable at fixed offsets, without unpacking anything")
    func mimetype() throws {
        try Sample.write(Sample.files, to: path)
        let bytes = try folder.read("sample.asice")
        #expect(bytes[0..<4].elementsEqual([0x50, 0x4B, 0x03, 0x04]))
        #expect(bytes[6..<10].elementsEqual([0, 0, 0, 0]), "flags and method")
        #expect(bytes[18..<22].elementsEqual([31, 0, 0, 0]), "size")
        #expect(bytes[28..<30].elementsEqual([0, 0]), "extra field length")
        #expect(bytes[30..<69].elementsEqual("mimetypeapplication/vnd.etsi.asic-e+zip".utf8))
        #expect(bytes[69..<73].elementsEqual([0x50, 0x4B, 0x03, 0x04]), "no line feed")
    }

    @Test("the same files give the same bytes")
    func deterministic() throws {
        try Sample.write(Sample.files, to: path)
        try Sample.write(Sample.files, to: folder.path("again.asice"))
        #expect(try folder.read("sample.asice") == folder.read("again.asice"))
    }

    @Test("unzip finds no fault, and extracts the same bytes")
    func unzip() throws {
        try Sample.write(Sample.files, to: path)
        let test = try Command(["unzip", "-t", path], in: folder)
        #expect(test.status == 0, "\(test.output)")
        #expect(test.output.contains("No errors detected"))
        let extraction = try Command(["unzip", "-q", path, "-d", "out"], in: folder)
        #expect(extraction.status == 0, "\(extraction.output)")
        for file in Sample.files { #expect(try folder.read("out/" + file.name) == file.bytes) }
    }

    @Test("zipinfo reads the fields that the profile fixes, for every file")
    func zipinfo() throws {
        try Sample.write(Sample.files, to: path)
        let output = try Command(["zipinfo", "-v", path], in: folder).output
        let expected = [
            "version of encoding software:                   3.0",
            "file system or operating system of origin:      Unix",
            "minimum software version required to extract:   1.0",
            "compression method:                             none (stored)",
            "file security status:                           not encrypted",
            "extended local header:                          no",
            "1980 Jan 1 00:00:00",
            "Unix file attributes (100644 octal):            -rw-r--r--",
            "MS-DOS file attributes (00 hex):                none",
            "length of extra field:                          0 bytes",
            "length of file comment:                         0 characters",
        ]
        for line in expected {
            #expect(output.components(separatedBy: line).count == 6, "\(line): five times in \(output)")
        }
        #expect(output.contains("There is no zipfile comment."))
    }

    @Test("Python's zipfile reads names, flags, attributes and contents")
    func python() throws {
        try Sample.write(Sample.files, to: path)
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1]) as z:
                assert z.testzip() is None
                for i in z.infolist():
                    assert i.compress_type == 0 and i.create_version == 30 and i.create_system == 3
                    assert i.date_time == (1980, 1, 1, 0, 0, 0) and i.external_attr == 0o100644 << 16
                    assert i.extra == b'' and i.comment == b'' and i.internal_attr == 0
                    assert i.flag_bits == (0 if i.filename.isascii() else 0x800)
                    print(ascii(i.filename), i.file_size, z.read(i))
                assert z.comment == b''
            """
        let result = try Command(["python3", "-c", script, path], in: folder)
        #expect(result.status == 0, "\(result.output)")
        #expect(
            result.output == """
                'mimetype' 31 b'application/vnd.etsi.asic-e+zip'
                'Pieces/001_a.txt' 3 b'abc'
                'Pieces/002_\\xe9.txt' 7 b'accents'
                'vide' 0 b''
                'META-INF/ASiCManifest001.xml' 4 b'<x/>'

                """
        )
    }

    @Test("a file is never overwritten, and is its owner's alone")
    func exclusive() throws {
        try Sample.write([], to: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect {
            try ContainerWriter(path: path)
        } throws: { error in
            guard case ContainerWriterError.cannotCreate(path, EEXIST) = error else { return false }
            return true
        }
    }

    @Test(
        "names that the reader would refuse are refused",
        arguments: [
            (["a.txt", "a.txt"], ContainerError.duplicate(name: "a.txt", of: "a.txt")),
            (["a.txt", "A.TXT"], .duplicate(name: "A.TXT", of: "a.txt")),
            (["\u{E9}", "e\u{301}"], .duplicate(name: "e\u{301}", of: "\u{E9}")),
            (["Mimetype"], .duplicate(name: "Mimetype", of: "mimetype")),
            (["straße", "STRASSE"], .duplicate(name: "STRASSE", of: "straße")),
            (["kelvin", "\u{212A}elvin"], .duplicate(name: "\u{212A}elvin", of: "kelvin")),
            (["\u{212A}elvin", "kelvin"], .duplicate(name: "kelvin", of: "\u{212A}elvin")),
            (["k/a", "\u{212A}"], .fileIsFolder(name: "\u{212A}")),
            (["A/b/c", "a/B"], .fileIsFolder(name: "a/B")),
            (["A/b", "a/B/c"], .fileIsFolder(name: "A/b")),
            (["a", "a/b"], .fileIsFolder(name: "a")),
            (["A/b/c", "a/B"], .fileIsFolder(name: "a/B")),
            (["META-INF/a", "b"], .objectAfterMetadata(name: "b")),
        ]
    )
    func refusesNames(names: [String], expected: ContainerError) throws {
        let writer = try ContainerWriter(path: path)
        for name in names.dropLast() { try writer.add(ObjectName(name), bytes: []) }
        #expect {
            try writer.add(ObjectName(names.last ?? ""), bytes: [])
        } throws: { error in
            guard case ContainerWriterError.refused(let refusal) = error else { return false }
            return refusal == expected
        }
    }

    @Test("a source must deliver what was announced; after a failure nothing more is written")
    func sources() throws {
        struct Broken: Error {}
        let cases: [(size: UInt64, pieces: [Int], failing: Bool)] = [
            (5, [3, 0], false), (5, [3, 3], false), (0, [1], false), (5, [3], true),
        ]
        for (number, entry) in cases.enumerated() {
            let writer = try ContainerWriter(path: folder.path("\(number).asice"))
            var pieces = entry.pieces[...]
            #expect {
                try writer.add(ObjectName("a"), size: entry.size) { buffer in
                    guard let count = pieces.popFirst() else { throw Broken() }
                    buffer.baseAddress?.initializeMemory(as: UInt8.self, repeating: 0x61, count: count)
                    return count
                }
            } throws: { error in
                switch (number, error) {
                case (0, ContainerWriterError.sourceTooShort("a", 5, 3)): true
                case (1, ContainerWriterError.sourceTooLong("a", 5)): true
                case (2, ContainerWriterError.sourceTooLong("a", 0)): true
                case (3, ContainerWriterError.sourceFailed("a", let cause)): cause is Broken
                default: false
                }
            }
            #expect(throws: ContainerWriterError.self) { try writer.add(ObjectName("b"), bytes: []) }
            #expect(throws: ContainerWriterError.self) { try writer.finish() }
            #expect(throws: ContainerError.self) { try ContainerReader(path: folder.path("\(number).asice")) }
        }
    }

    @Test("places that are kept and filled in any order give the bytes of files added one by one")
    func places() throws {
        let files = (0..<5).map { ("data/\($0).txt", [UInt8](repeating: UInt8($0), count: $0 * 1_000)) }
        let added = try ContainerWriter(path: folder.path("added.asice"))
        for (name, bytes) in files { try added.add(ObjectName(name), bytes: bytes) }
        try added.finish()
        let writer = try ContainerWriter(path: path, expecting: files.count)
        var places = writer.noPlaces
        for (name, bytes) in files {
            places.append(try writer.reserve(ObjectName(name), size: UInt64(bytes.count)))
        }
        #expect(places.count == files.count)
        #expect(throws: ContainerWriterError.self) { try writer.finish() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 700, alignment: 16)
        defer { buffer.deallocate() }
        for position in files.indices.reversed() {
            let (name, bytes) = files[position]
            let place = places.place(at: position, of: try ObjectName(name), size: UInt64(bytes.count))
            var done = 0
            let filled = try place.fill(through: buffer) { buffer in
                let count = min(buffer.count, bytes.count - done)
                buffer.copyBytes(from: bytes[done..<done + count])
                done += count
                return count
            }
            try writer.complete(filled)
        }
        try writer.finish()
        let bytes = FileManager.default.contents(atPath: path)
        #expect(bytes != nil && bytes == FileManager.default.contents(atPath: folder.path("added.asice")))
    }

    @Test("a container is finished once")
    func finishedOnce() throws {
        let writer = try ContainerWriter(path: path)
        try writer.finish()
        #expect(throws: ContainerWriterError.self) { try writer.finish() }
        #expect(throws: ContainerWriterError.self) { try writer.add(ObjectName("a"), bytes: []) }
    }

    @Test("memory stays flat while 300 MB pass through writer and reader")
    func memory() throws {
        // Other tests share the process and its memory; what the container code held would show in every attempt.
        var growths: [Int] = []
        for attempt in 0..<8 where growths.allSatisfy({ $0 >= 20_000 }) {
            growths.append(try growth(path: folder.path("\(attempt).asice")))
            try FileManager.default.removeItem(atPath: folder.path("\(attempt).asice"))
        }
        #expect(growths.contains { $0 < 20_000 }, "kB: \(growths)")
    }

    /// How much larger the process has been, in kB, while 300 MB were written and read back.
    private func growth(path: String) throws -> Int {
        let before = try residentKilobytes()
        var largest = before
        let size = 300_000_000
        var written = 0
        let writer = try ContainerWriter(path: path)
        try writer.add(ObjectName("large"), size: UInt64(size)) { buffer in
            let count = min(buffer.count, size - written)
            buffer.baseAddress?.initializeMemory(as: UInt8.self, repeating: UInt8(written & 0x7F), count: count)
            written += count
            if written & 0xFF_FFFF < count { largest = max(largest, try residentKilobytes()) }
            return count
        }
        try writer.finish()
        let reader = try ContainerReader(path: path)
        var read = 0
        try reader.read(ObjectName("large")) { read += $0.count }
        #expect(read == size)
        return max(largest, try residentKilobytes()) - before
    }

    private func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
    }
}
