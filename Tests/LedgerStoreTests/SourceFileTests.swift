import LedgerStore
import Testing

@Suite("the beginning of a received file")
struct SourceFileTests {
    @Test(
        "the first bytes are read, as many as there are, and the next reading still begins at the first",
        arguments: [(0, 5), (3, 5), (5, 5), (9, 5), (4, 0), (200_000, 150_000)]
    )
    func beginning(count: Int, size: Int) throws {
        let temporary = try TemporaryFolder()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let source = try SourceFile(opening: Array(try temporary.write(bytes, to: "x").utf8))
        #expect(try source.beginning(count) == Array(bytes.prefix(count)))
        #expect(try source.beginning(count) == Array(bytes.prefix(count)))
    }
}
