internal import CSQLite
internal import GRDB
internal import Glibc

/// What one of the case's two databases must look like, and how it gets there.
///
/// Migrations are SQL strings run in order; `PRAGMA user_version` counts those that have run. What has shipped is never
/// edited: a later version appends a string.
struct SchemaVersion: Sendable {
    /// The `PRAGMA application_id` of a database of this sort.
    let applicationID: Int32

    /// Migration n takes a database from version n to n + 1.
    let migrations: [String]

    /// Makes an empty file for a new database at `path`, readable by its owner only; a file that stands there is refused.
    static func makeFile(_ path: String) throws(StoreError) {
        do throws(FileSystemError) {
            try OpenFile(path, O_RDWR | O_CREAT | O_EXCL).synchronize()
            try DurableFile.synchronizeFolder(holding: path)
        } catch {
            throw error.code == EEXIST ? .exists(path: path) : .fileSystem(error)
        }
    }

    /// Opens the database at `path`, prepares it, and only then sets its journal mode: a file of another sort is left as
    /// it is.
    func open(_ path: String, configuration: Configuration, journal: String) throws(StoreError) -> DatabaseQueue {
        // SQLite would make the file.
        guard DurableFile.exists(path) else { throw .missing(path: path) }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try prepare(database, path: path)
                try database.requireJournal(journal)
            }
            return queue
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Brings `database` to the newest version, in one immediate transaction, and checks that nobody changed the schema.
    ///
    /// A database with neither version nor content is a new one. Throws a `StoreError` for a database of another
    /// sort, of a newer version, or whose schema is not the one its version makes; nothing is written to such a one.
    private func prepare(_ database: Database, path: String) throws {
        let found = try version(of: database, path: path)
        guard found <= migrations.count else {
            throw StoreError.newerVersion(path: path, found: found, known: migrations.count)
        }
        if found < migrations.count {
            try database.inTransaction(.immediate) {
                // Another process may have migrated between the reading above and the lock.
                for migration in migrations[(try version(of: database, path: path))...] {
                    try database.execute(sql: migration)
                }
                try database.execute(
                    sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(migrations.count)"
                )
                return .commit
            }
        }
        try requireOwnSchema(database, path: path)
    }

    func version(of database: Database, path: String) throws -> Int {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if application == 0 && version == 0 && objects == 0 { return 0 }
        guard application == applicationID, version > 0 else { throw StoreError.otherSort(path: path) }
        return version
    }

    func requireOwnSchema(_ database: Database, path: String) throws {
        let expected = try DatabaseQueue().write { fresh in
            for migration in migrations { try fresh.execute(sql: migration) }
            return try objects(of: fresh)
        }
        let found = try objects(of: database)
        for name in Set(expected.keys).union(found.keys).sorted() where expected[name] != found[name] {
            throw StoreError.alteredSchema(path: path, object: name)
        }
    }

    /// The text that made each object, by the object's name, as bytes so that nothing compares by Unicode equivalence.
    private func objects(of database: Database) throws -> [String: [UInt8]] {
        let rows = try Row.fetchAll(database, sql: "SELECT name, coalesce(sql, '') AS sql FROM sqlite_schema")
        return Dictionary(
            rows.map { row -> (String, [UInt8]) in (row["name"], Array((row["sql"] as String).utf8)) },
            uniquingKeysWith: { first, second in first + second }
        )
    }
}

// MARK: - Connections

extension Configuration {
    /// The settings that both databases share: nothing in the file is trusted to run, references hold, waits are bounded.
    static func hardened(synchronous: String, secureDelete: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            guard scelle_sqlite_enable_defensive(database.sqliteConnection) == SQLITE_OK else {
                throw DatabaseError(message: "the SQLite library has no defensive mode")
            }
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA recursive_triggers = ON;
                    PRAGMA cell_size_check = ON;
                    PRAGMA synchronous = \(synchronous);
                    PRAGMA secure_delete = \(secureDelete ? "ON" : "OFF");
                    """
            )
        }
        return configuration
    }
}

extension Database {
    /// Sets the journal mode, which is kept in the file; refuses to go on in another one.
    func requireJournal(_ mode: String) throws {
        guard try String.fetchOne(self, sql: "PRAGMA journal_mode = \(mode)") == mode else {
            throw DatabaseError(message: "the journal mode \(mode) is not to be had here")
        }
    }
}
