import Cryptography
import Custody
import Foundation
import Testing

@testable import LedgerStore

@Suite("Originals")
struct OriginalsTests {
    private let temporary: TemporaryFolder
    private let folder: CaseFolder
    private let originals: Originals
    private let key = AgeIdentity.generate()

    init() throws {
        temporary = try TemporaryFolder()
        folder = try CaseFolder.create(at: temporary("case"))
        originals = Originals(in: folder)
    }

    private func source(_ bytes: [UInt8], name: String = "source") throws -> SourceFile {
        try SourceFile(opening: Array(try temporary.write(bytes, to: name).utf8))
    }

    private func stored(_ bytes: [UInt8]) throws -> ExhibitID {
        let id = ExhibitID.random()
        _ = try originals.store(try source(bytes), as: id, contentKey: key)
        return id
    }

    @Test(
        "what was received comes back, at every size where a chunk or a buffer ends",
        arguments: [0, 1, 65_535, 65_536, 65_537, 262_144, 300_000]
    )
    func keeps(count: Int) throws {
        let bytes = [UInt8].random(count: count)
        let id = ExhibitID.random()
        let stored = try originals.store(try source(bytes), as: id, contentKey: key)
        #expect(stored.digest == Digest(of: bytes))
        #expect(stored.size == UInt64(count))
        #expect(try permissions(of: folder.original(of: id)) == 0o600)
        var back: [UInt8] = []
        let opened = try originals.open(id, with: key) { back += $0 }
        #expect(back == bytes)
        #expect(opened == (stored.digest, stored.size))
        #expect(try DurableFile.names(inFolder: folder.originals) == ["\(id.hex).age"])
    }

    @Test("the age command opens an original", .enabled(if: Tools.age, "the age command is not installed"))
    func opensElsewhere() throws {
        let bytes = [UInt8].random(count: 100_000)
        let id = try stored(bytes)
        try temporary.write(key.line.copy, to: "key")
        let result = try run("age", ["--decrypt", "-i", temporary("key"), folder.original(of: id)])
        #expect(result.output == bytes)
    }

    @Test("an original is never replaced")
    func refusesReplacement() throws {
        let id = try stored([1])
        let other = try source([2])
        #expect(throws: OriginalError.exists(id)) { try originals.store(other, as: id, contentKey: key) }
        #expect(try originals.open(id, with: key).digest == Digest(of: [1]))
    }

    @Test("a folder, a link, a pipe and a missing file are refused by name")
    func refusesOtherKinds() throws {
        let link = temporary("link")
        try temporary.write([1], to: "target")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: temporary("target"))
        #expect(mkfifo(temporary("pipe"), 0o600) == 0)
        for path in [temporary.path, link, temporary("pipe")] {
            #expect(throws: OriginalError.notARegularFile(path)) { try SourceFile(opening: Array(path.utf8)) }
        }
        let error = #expect(throws: OriginalError.self) { try SourceFile(opening: Array(temporary("none").utf8)) }
        guard case .fileSystem(let fault)? = error, fault.code == ENOENT else {
            Issue.record("called \(String(describing: error))")
            return
        }
    }

    @Test("a name that is not UTF-8 is a name")
    func opensAnyName() throws {
        let path = Array(temporary.path.utf8) + [0x2F, 0x70, 0xE9]
        let descriptor = (path + [0]).withUnsafeBytes { bytes in
            bytes.assumingMemoryBound(to: CChar.self).baseAddress.map { creat($0, 0o600) } ?? -1
        }
        try #require(descriptor >= 0)
        close(descriptor)
        let id = ExhibitID.random()
        #expect(try originals.store(try SourceFile(opening: path), as: id, contentKey: key).size == 0)
    }

    @Test(
        "a source that grew, shrank or was rewritten is not the one that was opened",
        arguments: ["grows", "shrinks", "same size"]
    )
    func tellsChange(how: String) throws {
        let bytes = [UInt8](repeating: 7, count: 600_000)
        let path = try temporary.write(bytes, to: "source")
        let source = try SourceFile(opening: Array(path.utf8))
        // The state that the reader saw first is not the one that it finds at the end.
        let before = try source.state()
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        switch how {
        case "grows":
            try handle.seekToEnd()
            try handle.write(contentsOf: Data([1]))
        case "shrinks": try handle.truncate(atOffset: 5)
        default:
            try handle.write(contentsOf: Data([8]))
            // The kernel's clock may not have ticked since the file was made.
            var times = [timespec(tv_sec: 1_000, tv_nsec: 0), timespec(tv_sec: 1_000, tv_nsec: 0)]
            #expect(futimens(handle.fileDescriptor, &times) == 0)
        }
        try handle.close()
        #expect(try source.state() != before)
    }

    @Test("a source that grows under the reader is refused and leaves nothing")
    func refusesGrowth() throws {
        let path = try temporary.write([UInt8](repeating: 7, count: 3_000_000), to: "source")
        let source = try SourceFile(opening: Array(path.utf8))
        let writer = try GrowingFile(path)
        let id = ExhibitID.random()
        defer { writer.stop() }
        #expect(throws: OriginalError.sourceChanged(path)) { try originals.store(source, as: id, contentKey: key) }
        #expect(!originals.holds(id))
        #expect(try DurableFile.names(inFolder: folder.originals) == [])
    }

    @Test("an altered, cut, lengthened or exchanged original is found when it is opened")
    func findsAlterations() throws {
        let bytes = [UInt8].random(count: 200_000)
        let (id, other) = (try stored(bytes), try stored([1]))
        let path = folder.original(of: id)
        let good = try contents(of: path)
        for position in [0, 60, 250, 70_000, good.count - 1] {
            var bad = good
            bad[position] ^= 1
            try DurableFile.write(bad, to: path)
            let error = #expect(throws: OriginalError.self) { try originals.open(id, with: key) }
            guard case .age(id, _)? = error else {
                Issue.record("at \(position): called \(String(describing: error))")
                return
            }
        }
        try DurableFile.write(Array(good.dropLast(1)), to: path)
        #expect(throws: OriginalError.self) { try originals.open(id, with: key) }
        try DurableFile.write(good + [0], to: path)
        #expect(throws: OriginalError.self) { try originals.open(id, with: key) }
        try DurableFile.write(try contents(of: folder.original(of: other)), to: path)
        #expect(try originals.open(id, with: key).digest != Digest(of: bytes))
        #expect(throws: OriginalError.age(id, .noMatchingIdentity)) { try originals.open(id, with: .generate()) }
        try DurableFile.remove(path)
        #expect(throws: OriginalError.missing(id)) { try originals.open(id, with: key) }
    }

    @Test("a copy that cannot be read back as it was received does not become an original")
    func findsFailedReread() throws {
        // A content key that does not open what was written stands for a device that does not give back what it took.
        let wrong = SplitKey(sealing: key.recipient, opening: .generate())
        let id = ExhibitID.random()
        let file = try source([1, 2, 3])
        #expect(throws: OriginalError.age(id, .noMatchingIdentity)) {
            try originals.store(file, as: id, sealing: wrong.sealing, opening: wrong.opening)
        }
        #expect(try DurableFile.names(inFolder: folder.originals) == [])
    }

    @Test("erasing removes the file, once")
    func erases() throws {
        let id = try stored([1])
        try originals.erase(id)
        #expect(!originals.holds(id))
        #expect(throws: OriginalError.missing(id)) { try originals.erase(id) }
    }

    @Test("leftovers of an interrupted operation are told from originals, and left alone")
    func tellsLeftovers() throws {
        let (known, orphan) = (try stored([1]), try stored([2]))
        let partial = "\(orphan.hex).age.0011223344556677.partial"
        for name in [partial, "Thumbs.db"] { try DurableFile.write([], to: "\(folder.originals)/\(name)") }
        let expected = [partial, "Thumbs.db", "\(orphan.hex).age"].sorted()
        #expect(try originals.leftovers { $0 == known }.sorted() == expected)
        #expect(try DurableFile.names(inFolder: folder.originals).count == 4)
    }

    @Test("several originals are stored at once")
    func storesInParallel() async throws {
        let sources = try (0..<6).map { try temporary.write([UInt8].random(count: 400_000), to: "\($0)") }
        let ids = try await withThrowingTaskGroup(of: (ExhibitID, String, Digest).self) { group in
            for path in sources {
                group.addTask { [originals, key] in
                    let id = ExhibitID.random()
                    let source = try SourceFile(opening: Array(path.utf8))
                    let stored = try originals.store(source, as: id, contentKey: key)
                    return (id, path, stored.digest)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try originals.synchronizeFolder()
        #expect(ids.count == 6)
        for (id, path, digest) in ids {
            #expect(digest == Digest(of: try contents(of: path)))
            #expect(try originals.open(id, with: key).digest == digest)
        }
    }

    @Test("a copy on a file system in memory is said to have been read again from there")
    func tellsMemory() throws {
        let inMemory = "/dev/shm/scelle-\(ExhibitID.random().hex)"
        let folder = try CaseFolder.create(at: inMemory)
        defer { try? FileManager.default.removeItem(atPath: inMemory) }  // a leftover changes no verdict
        let bytes = [UInt8].random(count: 500_000)
        let stored = try Originals(in: folder).store(try source(bytes), as: .random(), contentKey: key)
        #expect(stored.reread == .fromMemory)
    }

    @Test(
        "a copy on a disk is read again from the disk",
        .enabled(if: isOnDisk, "temporary files are not on ext4 or XFS")
    )
    func tellsDisk() throws {
        let bytes = [UInt8].random(count: 500_000)
        let stored = try originals.store(try source(bytes), as: .random(), contentKey: key)
        #expect(stored.reread == .fromDevice)
    }

    @Test("memory stays flat for 200 MB")
    func staysFlat() async throws {
        await #expect(processExitsWith: .success) { [parent = temporary.path as String] in
            let temporary = try TemporaryFolder(in: parent)
            let folder = try CaseFolder.create(at: temporary("case"))
            let path = temporary("large")
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            #expect(truncate(path, 200 * 1_024 * 1_024) == 0)
            let (id, key) = (ExhibitID.random(), AgeIdentity.generate())
            let before = peakMemory()
            let source = try SourceFile(opening: Array(path.utf8))
            let stored = try Originals(in: folder).store(source, as: id, contentKey: key)
            let opened = try Originals(in: folder).open(id, with: key)
            #expect(opened == (stored.digest, stored.size))
            #expect(opened.size == 200 * 1_024 * 1_024)
            #expect(peakMemory() - before < 16 * 1_024, "in kB")
        }
    }
}

/// Whether temporary files lie on a file system that gives its pages back when asked.
let isOnDisk: Bool = {
    let kind = try? run("stat", ["-f", "-c", "%T", FileManager.default.temporaryDirectory.path])
    // Without an answer the test is skipped, and says so.
    return ["ext2/ext3\n", "xfs\n"].contains(kind?.text ?? "")
}()

/// The most memory that this process ever had resident, in kB.
private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
}

/// A key pair whose halves do not belong together.
private struct SplitKey {
    let sealing: AgeRecipient
    let opening: AgeIdentity
}

/// A file to which another process keeps adding until it is told to stop, or after a while by itself.
private final class GrowingFile {
    private let process = Process()

    init(_ path: String) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script =
            "echo x >> \"$0\"; echo started; n=0; while [ $n -lt 500000 ]; do echo x >> \"$0\"; n=$((n+1)); done"
        process.arguments = ["sh", "-c", script, path]
        process.standardOutput = output
        try process.run()
        _ = output.fileHandleForReading.availableData
    }

    func stop() {
        // The child may have inherited a mask that blocks SIGTERM.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
