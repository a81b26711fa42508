import Cryptography
import Foundation
import GRDB
import Testing

@testable import LedgerStore

/// The opening checks of `docs/formats/ledger.md` § 5.
@Suite("Opening a ledger")
struct LedgerOpeningTests {
    @Test("the connection keeps what DESIGN asks of it")
    func settings() throws {
        let fixture = try LedgerFixture()
        let expected = [
            ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("trusted_schema", "0"),
            ("recursive_triggers", "1"), ("application_id", "1396917580"), ("user_version", "1"),
        ]
        for (pragma, value) in expected {
            let found = try fixture.ledger.read { try String.fetchOne($0, sql: "PRAGMA \(pragma)") }
            #expect(found == value, "\(pragma)")
        }
    }

    @Test("a ledger and its companions are readable by their owner only")
    func isPrivate() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 1)
        for suffix in ["", "-wal", "-shm"] {
            #expect(try permissions(of: fixture.path + suffix) == 0o600)
        }
    }

    @Test("a ledger is never made over a file, nor opened where there is none")
    func refusesTheWrongPlace() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1], to: "taken")
        #expect(throws: LedgerError.store(.exists(path: path))) { try Ledger(creatingAt: path) }
        #expect(try contents(of: path) == [1])
        #expect(throws: LedgerError.store(.missing(path: folder("none")))) { try Ledger(openingAt: folder("none")) }
        #expect(!FileManager.default.fileExists(atPath: folder("none")))
    }

    @Test("a file that is no database is refused and left as it was")
    func refusesOtherFiles() throws {
        let folder = try TemporaryFolder()
        let text = [UInt8](String(repeating: "not a database. ", count: 1_000).utf8)
        let path = try folder.write(text, to: "ledger.sqlite")
        #expect(throws: LedgerError.store(.otherSort(path: path))) { try Ledger(openingAt: path) }
        #expect(try contents(of: path) == text)
    }

    @Test(
        "a database of another program, a newer one, and a changed schema are refused by name and left as they were",
        .enabled(if: Tools.sqlite3, "the sqlite3 command is not installed"),
        arguments: [
            ("PRAGMA application_id = 1;", "sort"),
            ("PRAGMA user_version = 0;", "sort"),
            ("PRAGMA user_version = 2;", "newer"),
            ("DROP TRIGGER entry_delete;", "entry_delete"),
            ("DROP INDEX subject_kind;", "subject_kind"),
            ("CREATE TABLE extra (x);", "extra"),
            ("CREATE TRIGGER late AFTER INSERT ON entry BEGIN SELECT 1; END;", "late"),
            (
                """
                DROP TRIGGER entry_update;
                CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT 1; END;
                """, "entry_update"
            ),
        ]
    )
    func refusesOtherSchemas(sql: String, fault: String) throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        #expect(try sqlite(fixture.path, sql).status == 0)
        let before = try fixture.dump()
        let error =
            switch fault {
            case "sort": StoreError.otherSort(path: fixture.path)
            case "newer": StoreError.newerVersion(path: fixture.path, found: 2, known: 1)
            default: StoreError.alteredSchema(path: fixture.path, object: fault)
            }
        #expect(throws: LedgerError.store(error)) { try Ledger(openingAt: fixture.path) }
        #expect(try fixture.dump() == before)
    }

    @Test(
        "a foreign database keeps its journal mode",
        .enabled(if: Tools.sqlite3, "the sqlite3 command is not installed")
    )
    func leavesForeignDatabases() throws {
        let folder = try TemporaryFolder()
        #expect(try sqlite(folder("other"), "CREATE TABLE letter (text); INSERT INTO letter VALUES ('a');").status == 0)
        let before = try contents(of: folder("other"))
        #expect(throws: LedgerError.store(.otherSort(path: folder("other")))) { try Ledger(openingAt: folder("other")) }
        #expect(try contents(of: folder("other")) == before)
    }

    /// Switches the guards off as an attacker would: the trigger's text is put back, so that the schema looks untouched.
    private func tamper(_ fixture: LedgerFixture, trigger: String, _ sql: String) throws {
        let text = try sqlite(fixture.path, "SELECT sql FROM sqlite_schema WHERE name = '\(trigger)';").text
        let result = try sqlite(fixture.path, "DROP TRIGGER \(trigger); \(sql); \(text);")
        #expect(result.status == 0, "\(result.error)")
    }

    @Test(
        "an entry beyond the newest checkpoint is refused",
        .enabled(if: Tools.sqlite3, "the sqlite3 command is not installed")
    )
    func refusesUncoveredEntries() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 2)
        let extra = "INSERT INTO entry VALUES (2, x'00'); INSERT INTO node VALUES (0, 2, zeroblob(32));"
        #expect(try sqlite(fixture.path, extra).status == 0)
        #expect(throws: LedgerError.uncoveredEntries(entries: 3, covered: 2)) { try Ledger(openingAt: fixture.path) }
    }

    @Test(
        "a removed checkpoint, a removed tail and an edited node are found although the guards are back in place",
        .enabled(if: Tools.sqlite3, "the sqlite3 command is not installed")
    )
    func findsTampering() throws {
        let first = try LedgerFixture()
        try first.grow(by: 2)
        try first.grow(by: 2)
        try tamper(first, trigger: "checkpoint_delete", "DELETE FROM checkpoint WHERE size = 4")
        #expect(throws: LedgerError.uncoveredEntries(entries: 4, covered: 2)) { try Ledger(openingAt: first.path) }

        let second = try LedgerFixture()
        try second.grow(by: 4)
        try tamper(second, trigger: "entry_delete", "DELETE FROM entry WHERE idx = 3")
        #expect(throws: LedgerError.uncoveredEntries(entries: 3, covered: 4)) { try Ledger(openingAt: second.path) }

        let third = try LedgerFixture()
        try third.grow(by: 4)
        let root = try third.ledger.head().rootHash
        let zero = try #require(Digest(bytes: [UInt8](repeating: 0, count: 32)))
        try tamper(third, trigger: "node_update", "UPDATE node SET hash = zeroblob(32) WHERE level = 2")
        #expect(throws: LedgerError.rootMismatch(size: 4, calculated: zero, expected: root)) {
            try Ledger(openingAt: third.path)
        }

        let fourth = try LedgerFixture()
        try fourth.grow(by: 2)
        try tamper(fourth, trigger: "checkpoint_update", "UPDATE checkpoint SET note = x'00'")
        #expect(throws: LedgerError.unreadableCheckpoint(size: 2)) { try Ledger(openingAt: fourth.path) }
    }

    @Test("an altered page is called a corrupt database, not an altered entry")
    func namesCorruption() throws {
        let fixture = try LedgerFixture()
        try fixture.grow(by: 400)
        #expect(try sqlite(fixture.path, "PRAGMA wal_checkpoint(TRUNCATE);").status == 0)
        var bytes = try contents(of: fixture.path)
        // Every page but the first, which holds the header and the schema.
        for position in 4_096..<bytes.count { bytes[position] = 0xFF }
        let path = try fixture.folder.write(bytes, to: "copy.sqlite")
        let error = #expect(throws: LedgerError.self) { try Ledger(openingAt: path) }
        guard case .store(.corrupt(path: path, detail: _))? = error else {
            Issue.record("called \(String(describing: error))")
            return
        }
    }
}
