import Foundation
import Testing

@testable import ASiC

@Suite("reading extracted containers")
struct ContainerFolderTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(ZipProfile.mediaType, to: "x/mimetype")
        for file in Sample.files { try folder.write(file.bytes, to: "x/" + file.name) }
    }

    private func open() throws -> ContainerFolder { try ContainerFolder(path: folder.path("x")) }

    @Test("the extracted container has the container's files and bytes")
    func same() throws {
        try Sample.write(Sample.files, to: folder.path("c.asice"))
        let container = try ContainerReader(path: folder.path("c.asice"))
        let extracted = try open()
        #expect(Set(extracted.entries) == Set(container.entries))
        #expect(extracted.entries.map(\.name) == extracted.entries.map(\.name).sorted())
        for entry in container.entries {
            #expect(
                try extracted.bytes(of: entry.name, limit: 100) == container.bytes(of: entry.name, limit: 100)
            )
        }
        try extracted.checkMimetype()
    }

    @Test("a large file comes in pieces")
    func pieces() throws {
        try folder.write([UInt8](repeating: 7, count: 600_000), to: "x/large")
        var pieces: [Int] = []
        try open().read(ObjectName("large")) { pieces.append($0.count) }
        #expect(pieces == [Int](repeating: 65_536, count: 9) + [10_176])
    }

    @Test("mimetype must be there, and hold the media type")
    func mimetype() throws {
        try folder.write(ZipProfile.mediaType + [0x0A], to: "x/mimetype")
        #expect(throws: ContainerError.wrongMimetype) { try open().checkMimetype() }
        try FileManager.default.removeItem(atPath: folder.path("x/mimetype"))
        #expect(throws: ContainerError.wrongMimetype) { try open().checkMimetype() }
    }

    @Test("a symbolic link is refused, wherever it leads", arguments: ["mimetype", "Pieces", "/etc", "nowhere"])
    func symbolicLink(target: String) throws {
        #expect(symlink(target, folder.path("x/link")) == 0)
        #expect(throws: ContainerError.notARegularFile(path: folder.path("x") + "/link")) { try open() }
    }

    @Test("a pipe is refused, and nobody waits for it")
    func pipe() throws {
        #expect(mkfifo(folder.path("x/Pieces/pipe"), 0o600) == 0)
        #expect(throws: ContainerError.notARegularFile(path: folder.path("x") + "/Pieces/pipe")) { try open() }
    }

    @Test("a link slipped in after the listing is not followed")
    func slippedIn() throws {
        let listed = try open()
        try FileManager.default.removeItem(atPath: folder.path("x/vide"))
        #expect(symlink("/dev/null", folder.path("x/vide")) == 0)
        #expect(throws: ContainerError.notARegularFile(path: folder.path("x") + "/vide")) {
            try listed.read(ObjectName("vide")) { _ in }
        }
        #expect(rename(folder.path("x/Pieces"), folder.path("Pieces")) == 0)
        #expect(symlink("../Pieces", folder.path("x/Pieces")) == 0)
        #expect(throws: ContainerError.notARegularFile(path: folder.path("x") + "/Pieces")) {
            try listed.read(ObjectName("Pieces/001_a.txt")) { _ in }
        }
    }

    @Test("a file that has grown, shrunk or gone since the listing is named")
    func changed() throws {
        let listed = try open()
        let name = try ObjectName("Pieces/001_a.txt")
        try folder.write(Array("abcd".utf8), to: "x/Pieces/001_a.txt")
        #expect(throws: ContainerError.changedWhileRead(name: name.text)) { try listed.read(name) { _ in } }
        var reader = try ContainerFolder(path: folder.path("x")).reader(for: name)
        #expect(truncate(folder.path("x/Pieces/001_a.txt"), 5) == 0)
        #expect(throws: ContainerError.changedWhileRead(name: name.text)) {
            try withUnsafeTemporaryAllocation(byteCount: 10, alignment: 1) { _ = try reader.read(into: $0) }
        }
        try FileManager.default.removeItem(atPath: folder.path("x/vide"))
        #expect(throws: ContainerError.cannotOpen(path: folder.path("x") + "/vide", errno: ENOENT)) {
            try listed.read(ObjectName("vide")) { _ in }
        }
    }

    @Test("names are held to the container's rules")
    func names() throws {
        try folder.write([], to: "x/VIDE")
        #expect(throws: ContainerError.duplicate(name: "vide", of: "VIDE")) { try open() }
        try FileManager.default.removeItem(atPath: folder.path("x/VIDE"))
        try folder.write([], to: "x/a\nb")
        #expect(throws: ContainerError.name("a\\x0ab", .controlCharacter(0x0A))) { try open() }
        try FileManager.default.removeItem(atPath: folder.path("x/a\nb"))
        let path = Array(folder.path("x/").utf8.map { CChar(bitPattern: $0) }) + [-1, 0]
        let descriptor = creat(path, 0o600)
        #expect(descriptor >= 0 && close(descriptor) == 0)
        #expect(throws: ContainerError.name("\\xff", .notUTF8)) { try open() }
    }

    @Test("folders do not nest without end")
    func depth() throws {
        try folder.write([], to: "x/" + String(repeating: "d/", count: 31) + "f")
        #expect(throws: Never.self) { try open() }
        try folder.write([], to: "x/" + String(repeating: "d/", count: 32) + "f")
        #expect(throws: ContainerError.tooDeep(path: folder.path("x") + String(repeating: "/d", count: 32))) {
            try open()
        }
    }

    @Test("a folder that is none is refused")
    func notAFolder() {
        #expect(throws: ContainerError.cannotOpen(path: folder.path("y"), errno: ENOENT)) {
            try ContainerFolder(path: folder.path("y"))
        }
        #expect(throws: ContainerError.cannotOpen(path: folder.path("x/vide"), errno: ENOTDIR)) {
            try ContainerFolder(path: folder.path("x/vide"))
        }
    }
}
