internal import CSQLite
package import Cryptography
package import Custody
internal import Foundation
internal import GRDB
package import TransparencyLog

// What an audit reads of a ledger: rows as they lie there, whatever they are. Nothing here is refused because it does not
// fit together; that is the judge's to say. Rows whose columns are of another type than the schema has are passed over,
// and so count as missing.

/// How much a ledger's tables hold, each counted by itself.
package struct LedgerExtent: Hashable, Sendable {
    /// The index after that of the last entry; there may be gaps below.
    package let entryEnd: UInt64

    /// The size of the largest checkpoint; 0 when there is none.
    package let checkpointEnd: UInt64

    /// The number of nodes.
    package let nodeCount: UInt64

    /// The number of subjects.
    package let subjectCount: UInt64

    /// The index after that of the last leaf among the nodes.
    package let leafEnd: UInt64

    /// The index after that of the last subject.
    package let subjectEnd: UInt64
}

/// A row of `timestamp`, by the digests of what it holds.
package struct StoredTimestamp: Hashable, Sendable {
    /// The row.
    package let id: Int64

    /// The tree size of the stamped checkpoint.
    package let size: UInt64

    /// The index of the entry that is said to record it.
    package let recorded: UInt64

    /// The authority, and the digests of the bytes that are there.
    package let stamp: RecordedTimestamps.Stamp
}

extension Ledger {
    /// How much each table holds.
    package func extent() throws(LedgerError) -> LedgerExtent {
        try read { database in
            func number(_ sql: String) throws -> UInt64 {
                UInt64(clamping: try Int64.fetchOne(database, sql: sql) ?? 0)
            }
            return LedgerExtent(
                entryEnd: try number("SELECT coalesce(max(idx), -1) + 1 FROM entry"),
                checkpointEnd: try number("SELECT coalesce(max(size), 0) FROM checkpoint"),
                nodeCount: try number("SELECT count(*) FROM node"),
                subjectCount: try number("SELECT count(*) FROM subject"),
                leafEnd: try number("SELECT coalesce(max(idx), -1) + 1 FROM node WHERE level = 0"),
                subjectEnd: try number("SELECT coalesce(max(idx), -1) + 1 FROM subject")
            )
        }
    }

    /// What SQLite finds wrong with the pages of the file; nil when they are as it writes them.
    ///
    /// A row that breaks a constraint lies on good pages: it was put there by somebody, and the audit judges it.
    package func pageFault() throws(LedgerError) -> String? {
        try read { try $0.pageFault() }
    }

    /// The DER of the entries of `range` that are there.
    package func storedEntries(in range: Range<UInt64>) throws(LedgerError) -> [UInt64: [UInt8]] {
        try read { database in
            var entries: [UInt64: [UInt8]] = [:]
            let select = try database.cachedStatement(sql: "SELECT idx, der FROM entry WHERE idx >= ? AND idx < ?")
            let rows = try Row.fetchCursor(select, arguments: range.asArguments)
            while let row = try rows.next() {
                guard let index = row.index(0), let der = row.bytes(1, of: select.sqliteStatement) else { continue }
                entries[index] = der
            }
            return entries
        }
    }

    /// The nodes of the perfect subtrees that the leaves of `range` complete, those that are there.
    package func storedNodes(completedBy range: Range<UInt64>) throws(LedgerError) -> [TreeNode: Digest] {
        try read { database in
            var nodes: [TreeNode: Digest] = [:]
            let select = try database.cachedStatement(
                sql: "SELECT idx, hash FROM node WHERE level = ? AND idx >= ? AND idx < ?"
            )
            for level in 0..<63 {
                let completed = (range.lowerBound >> UInt64(level))..<(range.upperBound >> UInt64(level))
                guard !completed.isEmpty else { continue }
                let rows = try Row.fetchCursor(
                    select,
                    arguments: StatementArguments([level]) + completed.asArguments
                )
                while let row = try rows.next() {
                    guard let index = row.index(0), let bytes = row.bytes(1, of: select.sqliteStatement),
                        let hash = Digest(bytes: bytes)
                    else { continue }
                    nodes[TreeNode(level: level, index: index)] = hash
                }
            }
            return nodes
        }
    }

    /// The subjects of the entries of `range`, those that are there and can be read.
    package func storedSubjects(in range: Range<UInt64>) throws(LedgerError) -> [UInt64: StoredSubject] {
        try read { database in
            var subjects: [UInt64: StoredSubject] = [:]
            let select = try database.cachedStatement(
                sql: "SELECT idx, kind, exhibit, submission FROM subject WHERE idx >= ? AND idx < ?"
            )
            let rows = try Row.fetchCursor(select, arguments: range.asArguments)
            while let row = try rows.next() {
                guard let index = row.index(0), let kind = String.fromDatabaseValue(row[1]) else { continue }
                let exhibit = row.bytes(2, of: select.sqliteStatement).map { ExhibitID(bytes: $0) }
                let submission = row.bytes(3, of: select.sqliteStatement).map { SubmissionID(bytes: $0) }
                // An id that is none is no copy of the statement's.
                guard exhibit != .some(nil), submission != .some(nil) else { continue }
                subjects[index] = StoredSubject(
                    index: index,
                    kind: kind,
                    exhibit: exhibit ?? nil,
                    submission: submission ?? nil
                )
            }
            return subjects
        }
    }

    /// Every time stamp that is kept, by the digests of its bytes, in the order in which they were entered.
    package func storedTimestamps() throws(LedgerError) -> [StoredTimestamp] {
        try read { database in
            var timestamps: [StoredTimestamp] = []
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT id, size, recorded, authority, query, response, token FROM timestamp ORDER BY id"
            )
            while let row = try rows.next() {
                guard let id = Int64.fromDatabaseValue(row[0]), let size = row.index(1), let recorded = row.index(2),
                    let authority = Data.fromDatabaseValue(row[3]).flatMap({ Digest(bytes: $0) }),
                    let query = Data.fromDatabaseValue(row[4]), let response = Data.fromDatabaseValue(row[5]),
                    let token = Data.fromDatabaseValue(row[6])
                else { continue }
                timestamps.append(
                    StoredTimestamp(
                        id: id,
                        size: size,
                        recorded: recorded,
                        stamp: RecordedTimestamps.Stamp(
                            authority: authority,
                            query: Digest(of: [UInt8](query)),
                            response: Digest(of: [UInt8](response)),
                            token: Digest(of: [UInt8](token))
                        )
                    )
                )
            }
            return timestamps
        }
    }

    /// The token of the row `id`, as it lies there.
    package func storedToken(_ id: Int64) throws(LedgerError) -> [UInt8] {
        try read { database in
            [UInt8](
                try Data.fetchOne(database, sql: "SELECT token FROM timestamp WHERE id = ?", arguments: [id]) ?? Data()
            )
        }
    }
}

extension Database {
    /// The first fault of a page that SQLite reports; nil when there is none.
    func pageFault() throws -> String? {
        let constraints = ["CHECK constraint failed", "NULL value in", "NUMERIC value in", "TEXT value in", "non-"]
        return try String.fetchAll(self, sql: "PRAGMA quick_check(8)").first { line in
            line != "ok" && !constraints.contains { line.hasPrefix($0) }
        }
    }
}

extension Row {
    /// The column as a count from 0; nil when it is anything else.
    fileprivate func index(_ column: Int) -> UInt64? {
        Int64.fromDatabaseValue(self[column]).flatMap { UInt64(exactly: $0) }
    }

    /// The bytes of the column, which is that of the row at which `statement` stands: a blob's copied once, straight from
    /// SQLite; a text's as ever; nil when it is neither.
    fileprivate func bytes(_ column: Int, of statement: OpaquePointer) -> [UInt8]? {
        guard sqlite3_column_type(statement, Int32(column)) == SQLITE_BLOB else {
            return Data.fromDatabaseValue(self[column]).map { [UInt8]($0) }
        }
        let start = sqlite3_column_blob(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

extension Range<UInt64> {
    fileprivate var asArguments: StatementArguments {
        [Int64(clamping: lowerBound), Int64(clamping: upperBound)]
    }
}
