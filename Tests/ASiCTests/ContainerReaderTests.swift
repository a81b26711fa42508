import Foundation
import Testing

@testable import ASiC

@Suite("reading containers")
struct ContainerReaderTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Opens these bytes as a container.
    private func open(_ bytes: [UInt8]) throws -> ContainerReader {
        try ContainerReader(path: folder.write(bytes, to: "c.asice"))
    }

    @Test("what was written is read: names in order, sizes, bytes")
    func roundTrip() throws {
        let reader = try open(Sample().bytes)
        #expect(reader.entries.map(\.name.text) == ["mimetype"] + Sample.files.map(\.name))
        #expect(reader.entries.map(\.size) == [31, 3, 7, 0, 4])
        for file in Sample.files {
            #expect(try reader.bytes(of: ObjectName(file.name), limit: 7) == file.bytes)
        }
        let absent = try ObjectName("absent")
        #expect(reader.entry(named: absent) == nil)
        #expect(throws: ContainerError.noSuchObject(name: "absent")) { try reader.bytes(of: absent, limit: 1) }
        #expect(throws: ContainerError.tooLarge(name: "Pieces/001_a.txt", size: 3, limit: 2)) {
            try reader.bytes(of: ObjectName("Pieces/001_a.txt"), limit: 2)
        }
    }

    @Test("a container with nothing but mimetype is one")
    func empty() throws {
        try Sample.write([], to: folder.path("e.asice"))
        #expect(try ContainerReader(path: folder.path("e.asice")).entries.count == 1)
    }

    @Test("several threads read one container at once")
    func concurrent() async throws {
        let files = (0..<8).map { number in
            (name: "f\(number)", bytes: [UInt8](repeating: UInt8(number), count: 700_000 + number))
        }
        try Sample.write(files, to: folder.path("c.asice"))
        let reader = try ContainerReader(path: folder.path("c.asice"))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for file in files + files {
                group.addTask { try reader.bytes(of: ObjectName(file.name), limit: 1_000_000) == file.bytes }
            }
            for try await same in group { #expect(same) }
        }
    }

    @Test("every bit of every header matters")
    func everyBit() throws {
        let sample = try Sample()
        let path = try folder.write(sample.bytes, to: "c.asice")
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        var contents = Set<Int>()
        for (record, file) in zip(sample.records.dropFirst(), Sample.files) {
            contents.formUnion(Int(record.dataOffset)..<Int(record.dataOffset) + file.bytes.count)
        }
        for position in sample.bytes.indices {
            for bit in 0..<8 {
                try handle.seek(toOffset: UInt64(position))
                try handle.write(contentsOf: [sample.bytes[position] ^ 1 << UInt8(bit)])
                #expect(throws: ContainerError.self, "bit \(bit) of byte \(position)") {
                    let reader = try ContainerReader(path: path)
                    #expect(contents.contains(position), "only contents are checked later than at the opening")
                    for entry in reader.entries { try reader.read(entry.name) { _ in } }
                }
            }
            try handle.seek(toOffset: UInt64(position))
            try handle.write(contentsOf: [sample.bytes[position]])
        }
        #expect(throws: Never.self) { try ContainerReader(path: path) }
    }

    @Test("a container cut short anywhere, or with a byte more anywhere, is refused")
    func lengths() throws {
        let bytes = try Sample().bytes
        for length in 0..<bytes.count {
            #expect(throws: ContainerError.self, "\(length) bytes") { try open([UInt8](bytes.prefix(length))) }
        }
        for position in 0...bytes.count {
            #expect(throws: ContainerError.self, "a byte more at \(position)") {
                var longer = bytes
                longer.insert(0, at: position)
                let reader = try open(longer)
                for entry in reader.entries { try reader.read(entry.name) { _ in } }
            }
        }
    }

    @Test("a byte of a file is found when the file is read, and not before")
    func checksum() throws {
        let sample = try Sample()
        var bytes = sample.bytes
        bytes[Int(sample.records[1].dataOffset)] ^= 1
        let reader = try open(bytes)
        #expect(throws: ContainerError.checksumMismatch(name: "Pieces/001_a.txt")) {
            try reader.read(ObjectName("Pieces/001_a.txt")) { _ in }
        }
        #expect(throws: Never.self) { try reader.read(ObjectName("Pieces/002_é.txt")) { _ in } }
    }

    @Test("a file that shrinks while it is read is named")
    func shrinks() throws {
        let reader = try open(Sample().bytes)
        #expect(truncate(folder.path("c.asice"), 80) == 0)
        #expect(throws: ContainerError.changedWhileRead(name: "Pieces/002_é.txt")) {
            try reader.read(ObjectName("Pieces/002_é.txt")) { _ in }
        }
    }

    @Test("what is not a regular file, or not there, is refused")
    func notAFile() throws {
        #expect(throws: ContainerError.cannotOpen(path: folder.path("none"), errno: ENOENT)) {
            try ContainerReader(path: folder.path("none"))
        }
        #expect(throws: ContainerError.notARegularFile(path: folder.path)) { try ContainerReader(path: folder.path) }
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(throws: ContainerError.notARegularFile(path: folder.path("pipe"))) {
            try ContainerReader(path: folder.path("pipe"))
        }
    }
}
