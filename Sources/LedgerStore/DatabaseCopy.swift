internal import GRDB

// The two databases as they stand at one moment, copied page by page by SQLite's backup interface while others read and,
// as far as the journal mode allows, write.

extension Ledger {
    /// Copies the ledger as it stands when `onceFixed` is called to a new file at `path`.
    ///
    /// What others append from then on is not in the copy: in WAL mode the reading transaction that is open by then sees one
    /// state, however long the copying takes, and keeps nobody waiting.
    package func copy(to path: String, onceFixed: () throws -> Void) throws {
        do {
            try queue.read { database in
                // A transaction sees its state from its first reading on.
                _ = try database.ledgerHead()
                try onceFixed()
                try database.copyPages(to: path)
            }
        } catch {
            // What `onceFixed` throws is its own.
            if error is DatabaseError || error is StoreError { throw LedgerError(error, path: path) }
            throw error
        }
    }
}

extension OpeningsDatabase {
    /// Copies the openings as they stand to a new file at `path`; nobody can change them meanwhile.
    package func copy(to path: String) throws(OpeningsError) {
        try read { try $0.copyPages(to: path) }
    }
}

extension Database {
    fileprivate func copyPages(to path: String) throws {
        do throws(StoreError) {
            try SchemaVersion.makeFile(path)
        } catch {
            throw error
        }
        let copy = try DatabaseQueue(path: path)
        try copy.writeWithoutTransaction { try backup(to: $0) }
        // A file that is complete by itself, without a journal beside it.
        try copy.close()
    }
}
