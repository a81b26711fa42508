import Cryptography
import Custody
import Observation
import Testing

/// Archives as Python writes them, then bent: what is unusual is told, and nothing is followed.
@Suite("what archives show")
struct ArchiveTests {
    private static let archives = Result { try Crafted.archives() }

    private static func look(_ name: String) throws -> (FileInspector.Seen, [ArchiveMember]) {
        let seen = ImageTests.look(try #require(try archives.get()["\(name).zip"]))
        guard let committed = seen.observed.members else { return (seen, []) }
        return (seen, try MemberList(parsing: seen.members, of: committed).members)
    }

    @Test("members are listed in their order, with sizes and digests")
    func plain() throws {
        let (seen, members) = try Self.look("plain")
        #expect(seen.mediaType == "application/zip")
        #expect(seen.observed.observations.map(\.code) == ["archive.members", "file.kind"])
        #expect(members.map { $0.name?.display } == ["a.txt", "dossier/", "dossier/b.txt"])
        #expect(members.map(\.state) == [.read, .folder, .read])
        #expect(members[0].digest == Digest(of: Array("one".utf8)))
        #expect(members[2].digest == Digest(of: Array(String(repeating: "two", count: 400).utf8)))
        #expect(try Self.look("empty").0.observed.members == nil)
    }

    @Test(
        "what is unusual is told, and how often",
        arguments: [
            ("traversal", "archive.traversal", 2), ("absolute", "archive.absolute", 2),
            ("duplicate", "archive.duplicate", 1),
            ("link", "archive.link", 2), ("nested", "archive.archive", 1), ("bzip2", "archive.method", 1),
            ("encrypted", "archive.encrypted", 2), ("header", "archive.header", 3), ("sum", "archive.damaged", 2),
            ("overlap", "archive.overlap", 2), ("beyond", "archive.damaged", 3), ("ratio", "archive.ratio", 1),
            ("bomb", "archive.limit", 1), ("larger", "archive.limit", 2),
        ] as [(String, String, UInt64)]
    )
    func marks(name: String, code: String, count: UInt64) throws {
        let (seen, _) = try Self.look(name)
        let observation = seen.observed.observations.first { $0.code == code }
        #expect(observation?.values == ["count": .integer(count)], "\(seen.observed.observations)")
    }

    @Test(
        "a directory that is missing, wrong or elsewhere",
        arguments: [
            ("cut", "archive.noDirectory"), ("directory", "archive.directory"), ("count", "archive.directory"),
            ("disk", "archive.otherDisk"), ("trailing", "file.trailing"),
        ]
    )
    func directories(name: String, code: String) throws {
        #expect(try Self.look(name).0.observed.observations.map(\.code).contains(code))
    }

    @Test("a bomb is not inflated, and what lies beside it is read")
    func bomb() throws {
        let (seen, members) = try Self.look("bomb")
        #expect(seen.observed.limits == ["bytes"])
        #expect(members.map(\.state) == [.limit, .read])
    }

    @Test("bytes that inflate count as bytes read")
    func budget() throws {
        let bytes = try #require(try Self.archives.get()["ratio.zip"])
        let seen = FileInspector(version: "1").inspect(ByteSource(bytes, budget: 1 << 20))
        #expect(seen.observed.limits == ["bytes"])
        #expect(seen.observed.observations.map(\.code).contains("archive.limit"))
    }
}
