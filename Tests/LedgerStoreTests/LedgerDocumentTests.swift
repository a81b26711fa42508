import Custody
import Foundation
import Testing
import TransparencyLog

@testable import LedgerStore

/// `docs/formats/ledger.md` and its example are test data: neither can drift from the program.
@Suite("The page on ledgers", .enabled(if: Tools.sqlite3, "the sqlite3 command is not installed"))
struct LedgerDocumentTests {
    private static let formats = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/formats")

    /// The example ledger of the schema's version 1, in a folder of its own.
    private func example(in folder: TemporaryFolder) throws -> String {
        let sql = try contents(of: Self.formats.appendingPathComponent("examples/ledger-1.sql").path)
        let path = folder("ledger.sqlite")
        #expect(try sqlite(path, String(decoding: sql, as: UTF8.self)).status == 0)
        return path
    }

    /// The fenced blocks of the page, with the language that each names.
    private func blocks() throws -> [(language: String, text: String)] {
        let page = try String(contentsOf: Self.formats.appendingPathComponent("ledger.md"), encoding: .utf8)
        return page.components(separatedBy: "\n```").dropFirst().enumerated().compactMap { position, part in
            guard position.isMultiple(of: 2), let end = part.firstIndex(of: "\n") else { return nil }
            return (String(part[..<end]), String(part[part.index(after: end)...]))
        }
    }

    @Test("every query of the page answers what the page shows")
    func queries() throws {
        let folder = try TemporaryFolder()
        let path = try example(in: folder)
        let blocks = try blocks()
        let pairs = zip(blocks, blocks.dropFirst()).filter { $0.0.language == "sql" }
        #expect(pairs.count == 5)
        for (query, answer) in pairs {
            #expect(answer.language == "text")
            let result = try run("sqlite3", ["-list", "-header", path, query.text])
            #expect(result.text == answer.text + "\n", "\(query.text)")
        }
    }

    @Test("a ledger that version 1 wrote opens, parses and holds together")
    func opensVersion1() throws {
        let folder = try TemporaryFolder()
        let ledger = try Ledger(openingAt: try example(in: folder))
        let head = try ledger.head()
        #expect(head.size == 3)
        var frontier = TreeFrontier()
        var statements: [Custody.Statement] = []
        try ledger.forEachEntry(in: 0..<head.size) { stored in
            let entry = try Entry(parsing: stored.der)
            #expect(entry.leafHash == stored.leafHash)
            _ = frontier.append(entry.leafHash)
            statements.append(entry.statement)
        }
        #expect(frontier == head.frontier)
        #expect(statements.map(\.kind) == [.ledgerOpened, .custodianEnrolled, .timestampRecorded])
        guard case .ledgerKey(let vkey, _)? = statements.first?.facts else {
            Issue.record("entry 0 names no ledger key")
            return
        }
        try #require(head.checkpoint).verify(ledgerKeys: [try VerifierKey(parsing: vkey)])
        #expect(try ledger.timestamps(size: 2).map(\.token) == [[1, 3]])
    }

    @Test("the page's table of columns is the schema's")
    func columns() throws {
        let folder = try TemporaryFolder()
        let ledger = try example(in: folder)
        let openings = try OpeningsDatabase(creatingAt: folder("openings.sqlite")).path
        let page = try String(contentsOf: Self.formats.appendingPathComponent("ledger.md"), encoding: .utf8)
        for path in [ledger, openings] {
            let tables = try sqlite(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name;").text
            for table in tables.split(separator: "\n") {
                let names = try sqlite(path, "SELECT name FROM pragma_table_info('\(table)') ORDER BY cid;").text
                // The case key's `id` is always 0 and says nothing.
                let columns = names.split(separator: "\n").filter { table != "case_key" || $0 != "id" }
                let row = "| `\(table)` | \(columns.map { "`\($0)`" }.joined(separator: ", ")) |"
                #expect(page.contains(row), "\(row)")
            }
        }
    }
}
