import Cryptography
import Foundation
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("What a witness remembers")
struct WitnessMemoryTests {
    private let folder: TemporaryFolder
    private let memory: WitnessMemory
    private let logKey: VerifierKey
    private let checkpoint: SignedCheckpoint

    init() throws {
        folder = try TemporaryFolder()
        // The keys of docs/formats/checkpoint.md: the page of the format has what they sign.
        logKey = try VerifierKey(parsing: Self.block("record").split(separator: "\n")[0].dropFirst(4).description)
        let witness = try VerifierKey(
            parsing: "witness.example/w1+b72bab2e+BCVDuS/xCVURR2rcg2nbbdyTNmWhGXjdoUBO4QZsqVWd"
        )
        memory = WitnessMemory(of: witness, in: folder("state"))
        let note = try Self.block("record").split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)[1]
        checkpoint = try SignedCheckpoint(parsing: Array(note.utf8))
        #expect(try checkpoint.cosignatures(by: [witness]).count == 1)
    }

    /// The example of this name on the format's page.
    private static func block(_ name: String) throws -> String {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/formats/witness.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let mark = try #require(text.range(of: "<!-- example: \(name) -->\n```text\n"))
        let end = try #require(text.range(of: "```\n", range: mark.upperBound..<text.endIndex))
        return String(text[mark.upperBound..<end.lowerBound])
    }

    private var origin: String { checkpoint.checkpoint.origin }
    private var path: String { "\(memory.folder)/\(Digest(of: Array(origin.utf8)).hex)" }

    @Test("a record is the bytes of the format's example, in a file named by the origin's digest")
    func example() throws {
        #expect(try memory.record(origin: origin) == nil)
        #expect(try memory.records().isEmpty)
        let record = WitnessMemory.Record(logKey: logKey, checkpoint: checkpoint)
        let advanced = try memory.advance(origin: origin) { known in
            #expect(known == nil)
            return record
        }
        #expect(advanced == record)
        #expect(try contents(of: path) == Array(Self.block("record").utf8))
        #expect(try permissions(of: path) == 0o600)
        #expect(try memory.record(origin: origin) == record)
        #expect(try memory.records() == [record])
        _ = try memory.advance(origin: origin) { known in try #require(known) }
    }

    @Test("what is decided against is not remembered")
    func refusal() throws {
        struct Refused: Error {}
        #expect(throws: Refused.self) { try memory.advance(origin: origin) { _ in throw Refused() } }
        #expect(try memory.record(origin: origin) == nil)
    }

    @Test("a file that cannot be read is an error, never an unknown ledger")
    func unreadable() throws {
        let whole = Array(try Self.block("record").utf8)
        _ = try memory.advance(origin: origin) { _ in .init(logKey: logKey, checkpoint: checkpoint) }
        let text = String(decoding: whole, as: UTF8.self)
        let other = Array(text.replacing("\nscelle.invalid/5", with: "\nscelle.invalid/6").utf8)
        for bytes in [[], Array("log \n".utf8), Array(whole.dropLast(3)), Array(whole.dropFirst(4)), other] {
            try DurableFile.write(bytes, to: path)
            #expect(throws: WitnessMemoryError.unreadable(path: path), "\(bytes.count)") {
                try memory.record(origin: origin)
            }
            #expect(throws: WitnessMemoryError.unreadable(path: path)) {
                try memory.advance(origin: origin) { _ in .init(logKey: logKey, checkpoint: checkpoint) }
            }
        }
    }

    @Test("two at once wait for each other: no decision is made on what is being replaced")
    func oneAtATime() async throws {
        let counted = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var seen = 0
                    _ = try memory.advance(origin: origin) { known in
                        seen = known.map { $0.checkpoint.note.signatures.count } ?? 2
                        let line = try WitnessSigner(name: "w\(seen)", key: .generate())
                            .cosign(checkpoint.checkpoint, at: Instant(secondsSince1970: 1)).line
                        return try .init(logKey: logKey, checkpoint: (known?.checkpoint ?? checkpoint).adding([line]))
                    }
                    return seen
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Each found one signature more than the one before it.
        #expect(counted.sorted() == Array(2..<10))
    }
}
