import Custody
import GRDB
import Testing

@testable import LedgerStore

/// What the schema refuses to whoever opens ledger.sqlite with a stock tool; the numbers are those of the invariants in
/// `LedgerSchema.swift`.
@Suite("Append-only, whoever writes", .enabled(if: Tools.sqlite3, "the sqlite3 command is not installed"))
struct AppendOnlyTests {
    /// Five entries, a checkpoint at 3 with a token and a cosignature, a checkpoint at 4, one at 5.
    static func ledger() throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 3)
        try fixture.stamp(seed: 1)
        try fixture.ledger.addCosignatures([[1, 2, 3]], size: 3)
        try fixture.append([try fixture.row(4, exhibit: .random())])
        return fixture
    }

    private static let hash = "zeroblob(32)"
    static let refusals: [(sql: String, reason: String)] = [
        ("UPDATE entry SET der = x'00' WHERE idx = 1", "an entry is never changed"),
        ("UPDATE OR REPLACE entry SET idx = 2 WHERE idx = 1", "an entry is never changed"),
        ("UPDATE node SET hash = \(hash) WHERE level = 1", "a node is never changed"),
        ("UPDATE checkpoint SET note = x'00'", "a checkpoint is never changed"),
        ("UPDATE timestamp SET token = x'00'", "a time stamp is never changed"),
        ("UPDATE cosignature SET line = x'00'", "a cosignature is never changed"),
        ("UPDATE subject SET kind = 'other'", "a subject is never changed"),
        ("DELETE FROM entry WHERE idx = 4", "an entry is never removed"),
        ("DELETE FROM node", "a node is never removed"),
        ("DELETE FROM checkpoint WHERE size = 5", "a checkpoint is never removed"),
        ("DELETE FROM timestamp", "a time stamp is never removed"),
        ("DELETE FROM cosignature", "a cosignature is never removed"),
        ("DELETE FROM subject", "a subject is never removed"),
        ("REPLACE INTO entry VALUES (1, x'00')", "an entry takes the next index"),
        ("INSERT OR REPLACE INTO entry VALUES (4, x'00')", "an entry takes the next index"),
        ("INSERT OR IGNORE INTO entry VALUES (4, x'00')", "an entry takes the next index"),
        ("INSERT INTO entry VALUES (4, x'00') ON CONFLICT DO UPDATE SET der = x'00'", "an entry takes the next index"),
        ("INSERT INTO entry VALUES (6, x'00')", "an entry takes the next index"),
        ("INSERT INTO entry VALUES (-1, x'00')", "an entry takes the next index"),
        ("INSERT INTO entry (der) VALUES (x'00')", "an entry takes the next index"),
        ("REPLACE INTO node VALUES (0, 1, \(hash))", "a node takes the next index of its level"),
        ("REPLACE INTO node VALUES (1, 0, \(hash))", "a node takes the next index of its level"),
        ("INSERT INTO node VALUES (0, 5, \(hash))", "a leaf stands beside its entry"),
        ("INSERT INTO node VALUES (1, 2, \(hash))", "a node stands over both its children"),
        ("INSERT INTO node VALUES (7, 0, \(hash))", "a node stands over both its children"),
        ("REPLACE INTO checkpoint VALUES (5, x'00')", "checkpoints grow"),
        ("REPLACE INTO checkpoint VALUES (3, x'00')", "a checkpoint covers"),
        ("INSERT INTO checkpoint VALUES (6, x'00')", "a checkpoint covers"),
        ("INSERT INTO entry VALUES (5, x'00'); INSERT INTO checkpoint VALUES (6, x'00')", "every perfect subtree"),
        (
            """
            INSERT INTO entry VALUES (5, x'00'); INSERT INTO node VALUES (0, 5, \(hash));
            INSERT INTO checkpoint VALUES (6, x'00')
            """, "every perfect subtree"
        ),
        (
            "REPLACE INTO timestamp SELECT id, size, recorded, authority, query, response, x'00', digest FROM timestamp",
            "a token stands once"
        ),
        (
            "REPLACE INTO timestamp SELECT 1, size, recorded, authority, query, response, x'00', digest FROM timestamp",
            "a token stands once"
        ),
        ("REPLACE INTO cosignature SELECT 1, size, line FROM cosignature", "a cosignature stands once"),
        ("REPLACE INTO cosignature SELECT 0, size, x'00' FROM cosignature", "a cosignature stands once"),
        ("REPLACE INTO subject SELECT idx, 'other', NULL, NULL FROM subject WHERE idx = 1", "a subject takes the next"),
        ("INSERT INTO entry VALUES (5, zeroblob(65536))", "CHECK constraint failed"),
        ("INSERT INTO entry VALUES (5, x'')", "CHECK constraint failed"),
        ("INSERT INTO entry VALUES (5, 'text')", "cannot store TEXT value"),
        (
            "INSERT INTO entry VALUES (5, x'00'); INSERT INTO node VALUES (0, 5, zeroblob(31))",
            "CHECK constraint failed"
        ),
        (
            """
            INSERT INTO timestamp SELECT 1, 5, 4, authority, query, response, token, zeroblob(32) FROM timestamp
            """, "CHECK constraint failed"
        ),
    ]

    @Test("the sqlite3 shell is refused, with and without recursive triggers", arguments: refusals)
    func refuses(sql: String, reason: String) throws {
        let fixture = try Self.ledger()
        let before = try fixture.dump()
        for recursive in ["OFF", "ON"] {
            let result = try sqlite(fixture.path, "PRAGMA recursive_triggers=\(recursive); BEGIN; \(sql); COMMIT;")
            #expect(result.status != 0, "\(sql)")
            #expect(result.error.contains(reason), "\(sql): \(result.error)")
        }
        #expect(try fixture.dump() == before)
        #expect(try Ledger(openingAt: fixture.path).head().size == 5)
    }

    @Test("what an append writes is accepted from the shell too: the refusals above have no other cause")
    func acceptsTheNext() throws {
        let fixture = try Self.ledger()
        let hash = Self.hash
        let result = try sqlite(
            fixture.path,
            """
            BEGIN; INSERT INTO entry VALUES (5, x'00'); INSERT INTO node VALUES (0, 5, \(hash));
            INSERT INTO node VALUES (1, 2, \(hash)); INSERT INTO subject VALUES (5, 'x', NULL, NULL);
            INSERT INTO checkpoint VALUES (6, x'00'); COMMIT;
            """
        )
        #expect(result.status == 0, "\(result.error)")
    }

    @Test("a row that refers to nothing is refused on our own connections")
    func refusesDanglingReferences() throws {
        let fixture = try Self.ledger()
        #expect(throws: LedgerError.self) {
            try fixture.ledger.commit { database in
                try database.execute(sql: "INSERT INTO cosignature VALUES (1, 4000, x'00')")
            }
        }
        #expect(throws: LedgerError.noCheckpoint(size: 4000)) {
            try fixture.ledger.addCosignatures([[1]], size: 4000)
        }
    }

    @Test("our own connections cannot rewrite the schema or switch the guards off")
    func defendsTheSchema() throws {
        let fixture = try Self.ledger()
        #expect(throws: LedgerError.self) {
            try fixture.ledger.commit { database in
                try database.execute(sql: "PRAGMA writable_schema = ON")
                try database.execute(sql: "DELETE FROM sqlite_schema WHERE type = 'trigger'")
            }
        }
        #expect(try Ledger(openingAt: fixture.path).head().size == 5)
    }
}
