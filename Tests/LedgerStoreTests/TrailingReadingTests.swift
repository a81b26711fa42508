import Cryptography
import Custody
import Foundation
import Testing

@testable import LedgerStore

@Suite("the second reading of a large copy, behind its writing")
struct TrailingReadingTests {
    private let temporary: TemporaryFolder
    private let folder: CaseFolder
    private let originals: Originals
    private let key = AgeIdentity.generate()

    init() throws {
        temporary = try TemporaryFolder()
        folder = try CaseFolder.create(at: temporary("case"))
        originals = Originals(in: folder)
    }

    private static let worthwhile = Int(TrailingReading.worthwhileSize)

    private func source(_ bytes: [UInt8]) throws -> SourceFile {
        try SourceFile(opening: Array(try temporary.write(bytes, to: "source").utf8))
    }

    @Test("a large original comes back as it was received", arguments: [worthwhile, worthwhile + 5_000_001])
    func keeps(count: Int) throws {
        let bytes = [UInt8].random(count: count)
        let id = ExhibitID.random()
        let stored = try originals.store(try source(bytes), as: id, contentKey: key)
        #expect(stored.digest == Digest(of: bytes))
        #expect(stored.size == UInt64(count))
        if isOnDisk { #expect(stored.reread == .fromDevice) }
        #expect(try originals.open(id, with: key) == (stored.digest, stored.size))
    }

    @Test("a large copy on a file system in memory is said to have been read again from there")
    func tellsMemory() throws {
        let inMemory = "/dev/shm/scelle-\(ExhibitID.random().hex)"
        let folder = try CaseFolder.create(at: inMemory)
        defer { try? FileManager.default.removeItem(atPath: inMemory) }  // a leftover changes no verdict
        let bytes = [UInt8](repeating: 7, count: Self.worthwhile)
        let stored = try Originals(in: folder).store(try source(bytes), as: .random(), contentKey: key)
        #expect(stored.reread == .fromMemory)
        #expect(stored.digest == Digest(of: bytes))
    }

    @Test("a large copy that cannot be read back as it was received does not become an original")
    func findsFailedReread() throws {
        let id = ExhibitID.random()
        let file = try source([UInt8](repeating: 7, count: Self.worthwhile))
        #expect(throws: OriginalError.age(id, .noMatchingIdentity)) {
            try originals.store(file, as: id, sealing: key.recipient, opening: .generate())
        }
        #expect(try DurableFile.names(inFolder: folder.originals) == [])
    }

    @Test("a large file that an exhibit has already leaves nothing")
    func leavesKnownFile() throws {
        let known = ExhibitID.random()
        let bytes = [UInt8](repeating: 7, count: Self.worthwhile)
        let result = try originals.store(try source(bytes), as: .random(), contentKey: key) { _ in known }
        #expect(result == .known(known, Digest(of: bytes)))
        #expect(try DurableFile.names(inFolder: folder.originals) == [])
    }

    // MARK: - What the device gives back

    /// A copy that is whole, as it would lie on the device.
    private func copy() throws -> (path: String, bytes: [UInt8], digest: Digest) {
        let bytes = [UInt8].random(count: 2 * Int(TrailingReading.stretch) + 12_345)
        let file = try AgeEncryptor.encrypt(bytes, to: [key.recipient])
        return (try temporary.write(file, to: "copy"), file, Digest(of: bytes))
    }

    private func reading(_ path: String) throws -> TrailingReading.Found? {
        let reading = try TrailingReading(of: path, expecting: 1, with: key)
        reading.follow(to: TrailingReading.stretch)
        reading.follow(to: 2 * TrailingReading.stretch)
        try OpenFile(path, O_RDWR).synchronize()
        return try reading.finish()
    }

    @Test("what is read is what the device has", .enabled(if: isOnDisk, "temporary files are not on ext4 or XFS"))
    func readsAll() throws {
        let copy = try copy()
        let found = try #require(try reading(copy.path))
        #expect(found.digest == copy.digest)
    }

    @Test(
        "one bit that the device gives back otherwise is found, wherever it is",
        .enabled(if: isOnDisk, "temporary files are not on ext4 or XFS"),
        arguments: [0.0, 0.1, 0.5, 0.9, 1.0]
    )
    func findsOtherBit(place: Double) throws {
        var copy = try copy()
        copy.bytes[Int(Double(copy.bytes.count - 1) * place)] ^= 1
        let path = try temporary.write(copy.bytes, to: "copy")
        #expect(throws: AgeError.self) { try reading(path) }
    }

    @Test("a copy that was cut is found", .enabled(if: isOnDisk, "temporary files are not on ext4 or XFS"))
    func findsCut() throws {
        let copy = try copy()
        for length in [copy.bytes.count - 1, 2 * Int(TrailingReading.stretch), Int(TrailingReading.stretch) - 1] {
            let path = try temporary.write(Array(copy.bytes[..<length]), to: "copy")
            #expect(throws: AgeError.self) { try reading(path) }
        }
    }

    @Test("a reading that nobody waits for ends, and lets go of the copy")
    func ends() async throws {
        let path = try copy().path
        do {
            let reading = try TrailingReading(of: path, expecting: 1, with: key)
            reading.follow(to: TrailingReading.stretch)
        }
        while Self.isOpen(path) { await Task.yield() }
    }

    private static func isOpen(_ path: String) -> Bool {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []  // no list, nothing open
        return names.contains { name in
            // What was closed meanwhile leads nowhere.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            return target == path
        }
    }
}
