import Cryptography
import Custody
import LedgerStore
import Testing

@testable import Operations

@Suite("what a call holds of its files")
struct ReceivedFilesTests {
    private func files(_ places: [(path: String, name: String)]) throws -> (ReceivedFiles, [ReceivedFile]) {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "x")
        let state = try SourceFile(opening: Array("\(folder.path)/x".utf8)).state()
        let plain = places.map { place in
            ReceivedFile(
                path: Array(place.path.utf8),
                name: ReceivedName(bytes: Array(place.name.utf8)),
                isBehindLink: place.path.contains("cible"),
                state: state
            )
        }
        var packed = ReceivedFiles()
        for file in plain { packed.append(file) }
        return (packed, plain)
    }

    @Test("every file comes out as it went in, through folders, links and more files than a block has")
    func packing() throws {
        var places = [
            ("/p/seul.png", "seul.png"), ("/p/q/r/a.png", "r/a.png"), ("/p/q/r/b.png", "r/b.png"),
            ("/cible/c.png", "lien/c.png"), ("/cible.png", "lien"), ("/p/aa", "aa"),
            ("/long", String(repeating: "n", count: 70_000)),
        ]
        places += (0..<5_000).map { ("/p/lot/\($0).png", "\($0).png") }
        let (packed, plain) = try files(places)
        #expect(packed.count == plain.count)
        #expect(Array(packed) == plain)
    }

    @Test("names that are the same, or look the same, are found, and no others")
    func alike() throws {
        let (packed, _) = try files(["a", "\u{e9}", "b", "e\u{301}", "a", "\u{212a}", "K"].map { ("/p/\($0)", $0) })
        #expect(packed.positions(sharing: \.bytes) == [[0, 4]])
        #expect(Set(packed.positions(sharing: \.display)) == [[0, 4], [1, 3], [5, 6]])
        #expect(try files([("/p/a", "a"), ("/p/b", "b")]).0.positions(sharing: \.display).isEmpty)
    }
}
