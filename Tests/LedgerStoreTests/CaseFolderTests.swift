import Custody
import Foundation
import Testing

@testable import LedgerStore

@Suite("The folder of a case")
struct CaseFolderTests {
    @Test("a new case has its folders, for its owner only, and is not whole before case.toml is there")
    func creates() throws {
        let temporary = try TemporaryFolder()
        let folder = try CaseFolder.create(at: temporary("a/dossier"))
        for path in [folder.path, folder.originals, folder.working, temporary("a")] {
            #expect(try permissions(of: path) == 0o700, "\(path)")
        }
        #expect(throws: CaseFolderError.notACase(folder.path)) { try CaseFolder(opening: folder.path) }
        try DurableFile.write([], to: folder.settings)
        #expect(try permissions(of: folder.settings) == 0o600)
        #expect(try CaseFolder(opening: folder.path) == folder)
    }

    @Test("an empty folder becomes a case; one that holds something is refused and left alone")
    func refusesOccupied() throws {
        let temporary = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: temporary("empty"), withIntermediateDirectories: false)
        #expect(try CaseFolder.create(at: temporary("empty")).path.hasSuffix("/empty"))
        try FileManager.default.createDirectory(atPath: temporary("full"), withIntermediateDirectories: false)
        try temporary.write([1], to: "full/.hidden")
        #expect(throws: CaseFolderError.notEmpty(temporary("full"))) { try CaseFolder.create(at: temporary("full")) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary("full")) == [".hidden"])
    }

    @Test("the nearest folder above that holds case.toml is the case, unless one is named")
    func discovers() throws {
        let temporary = try TemporaryFolder()
        let outer = try CaseFolder.create(at: temporary("outer"))
        try DurableFile.write([], to: outer.settings)
        #expect(try CaseFolder.discover(from: outer.path, override: nil) == outer)
        #expect(try CaseFolder.discover(from: outer.originals, override: nil) == outer)
        let inner = try CaseFolder.create(at: outer.working + "/inner")
        #expect(try CaseFolder.discover(from: inner.originals, override: nil) == outer)
        try DurableFile.write([], to: inner.settings)
        #expect(try CaseFolder.discover(from: inner.originals, override: nil) == inner)
        #expect(try CaseFolder.discover(from: inner.originals, override: outer.path) == outer)
        #expect(throws: CaseFolderError.noneAbove(temporary.path)) {
            try CaseFolder.discover(from: temporary.path, override: nil)
        }
        #expect(throws: CaseFolderError.notACase(temporary.path)) {
            try CaseFolder.discover(from: inner.path, override: temporary.path)
        }
    }

    @Test("the names in a case are those that the documents promise")
    func names() throws {
        let id = try #require(ExhibitID("00112233445566778899aabbccddeeff"))
        let folder = CaseFolder(path: "/c")
        #expect(
            [
                folder.settings, folder.ledger, folder.openings, folder.ledgerKey, folder.original(of: id),
                folder.working, folder.lock,
            ] == [
                "/c/case.toml", "/c/ledger.sqlite", "/c/openings.sqlite", "/c/ledger.key.age",
                "/c/originals/00112233445566778899aabbccddeeff.age", "/c/working", "/c/lock",
            ]
        )
    }
}

@Suite("The lock of a case")
struct CaseLockTests {
    @Test("one holder at a time; letting go lets the next in")
    func excludes() throws {
        let folder = try CaseFolder.create(at: try TemporaryFolder().path + "-lock")
        defer { try? FileManager.default.removeItem(atPath: folder.path) }  // a leftover in /tmp changes no verdict
        try folder.withLock {
            #expect(throws: CaseLockError.held(folder.path)) { try CaseLock(folder, attempts: 1) }
        }
        _ = try CaseLock(folder, attempts: 1)
        #expect(try permissions(of: folder.lock) == 0o600)
    }

    @Test("another process that holds the lock keeps us out, and its death lets us in")
    func excludesProcesses() throws {
        let temporary = try TemporaryFolder()
        let folder = try CaseFolder.create(at: temporary("case"))
        let holder = Process()
        let (input, output) = (Pipe(), Pipe())
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = ["flock", folder.lock, "sh", "-c", "echo held; exec cat"]
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "held\n")
        #expect(throws: CaseLockError.held(folder.path)) { try CaseLock(folder, attempts: 2) }
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        _ = try CaseLock(folder, attempts: 1)
    }

    @Test("eight writers at once lose nothing and enter nothing twice")
    func serialises() async throws {
        let temporary = try TemporaryFolder()
        let folder = try CaseFolder.create(at: temporary("case"))
        let fixture = try LedgerFixture()
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [path = fixture.path] in
                    for _ in 0..<5 {
                        try folder.withLock(attempts: 600) {
                            // Each writer has a connection of its own, as each process would.
                            try LedgerFixture(continuing: path, of: fixture).grow(by: 1)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let again = try Ledger(openingAt: fixture.path)
        #expect(try again.head().size == 40)
        #expect(try again.checkpointSizes() == Array(1...40))
    }
}

@Suite("Durable files")
struct DurableFileTests {
    @Test("a file is replaced whole, readable by its owner only, and nothing is left beside it")
    func replaces() throws {
        let folder = try TemporaryFolder()
        try DurableFile.write([1, 2, 3], to: folder("file"))
        try DurableFile.write([4], to: folder("file"))
        #expect(try DurableFile.read(folder("file")) == [4])
        #expect(try permissions(of: folder("file")) == 0o600)
        #expect(try DurableFile.names(inFolder: folder.path) == ["file"])
    }

    @Test("what cannot be written leaves the old bytes and says why")
    func keepsTheOld() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: FileSystemError.self) {
            try DurableFile.write([1], to: folder("none/file"))
        }
        #expect(error?.operation == .open)
        #expect(error?.code == ENOENT)
        #expect(error?.reason == "No such file or directory")
        try FileManager.default.createDirectory(atPath: folder("taken"), withIntermediateDirectories: false)
        #expect(throws: FileSystemError.self) { try DurableFile.write([1], to: folder("taken")) }
        #expect(try DurableFile.names(inFolder: folder.path) == ["taken"])
    }

    @Test("a file beyond the limit is refused")
    func limits() throws {
        let folder = try TemporaryFolder()
        try DurableFile.write([UInt8](repeating: 0, count: 11), to: folder("file"))
        #expect(try DurableFile.read(folder("file"), limit: 11).count == 11)
        let error = #expect(throws: FileSystemError.self) { try DurableFile.read(folder("file"), limit: 10) }
        #expect(error?.code == EFBIG)
    }
}
