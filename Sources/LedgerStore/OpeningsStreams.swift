internal import CSQLite
internal import Foundation
internal import GRDB

/// A list of an entry that grows with a call, kept in clear: its lines are written one piece after the other.
package struct StreamedList {
    fileprivate let entry: UInt64
    fileprivate let name: String
    fileprivate let byteCount: Int
    fileprivate let pour: Pouring

    /// The list `name` of the entry at index `entry`: the `byteCount` bytes that `pour` hands on.
    package init(entry: UInt64, name: String, byteCount: Int, pouring pour: @escaping Pouring) {
        self.entry = entry
        self.name = name
        self.byteCount = byteCount
        self.pour = pour
    }
}

extension OpeningsDatabase {
    /// Keeps the receipt of the checkpoint of this size: the `byteCount` bytes that `pour` hands on.
    package func addReceipt(size: UInt64, byteCount: Int, pouring pour: Pouring) throws(OpeningsError) {
        try commit { database in
            try database.execute(
                sql: "INSERT INTO receipt (size, text) VALUES (?, zeroblob(?))",
                arguments: [Int64(size), Int64(byteCount)]
            )
            try database.fill("text", of: "receipt", row: Int64(size), byteCount: byteCount, pour)
        }
    }

    /// Keeps the receipt of the checkpoint of this size.
    package func addReceipt(_ text: [UInt8], size: UInt64) throws(OpeningsError) {
        try addReceipt(size: size, byteCount: text.count) { put in try put(text) }
    }
}

extension Database {
    func keep(_ list: StreamedList) throws {
        try execute(
            sql: "INSERT INTO list (entry, name, subject, lines) VALUES (?, ?, NULL, zeroblob(?))",
            arguments: [Int64(list.entry), list.name, Int64(list.byteCount)]
        )
        try fill("lines", of: "list", row: lastInsertedRowID, byteCount: list.byteCount, list.pour)
    }

    /// Writes what `pour` hands on over the zeros of a column, all `byteCount` of them.
    fileprivate func fill(
        _ column: String,
        of table: String,
        row: Int64,
        byteCount: Int,
        _ pour: Pouring
    ) throws {
        var blob: OpaquePointer?
        try require(sqlite3_blob_open(sqliteConnection, "main", table, column, row, 1, &blob))
        var offset = 0
        do {
            try pour { bytes in
                let status = bytes.withUnsafeBytes { buffer in
                    // SQLite refuses what does not fit.
                    sqlite3_blob_write(blob, buffer.baseAddress, Int32(clamping: buffer.count), Int32(clamping: offset))
                }
                try require(status)
                offset += bytes.count
            }
        } catch {
            sqlite3_blob_close(blob)
            throw error
        }
        try require(sqlite3_blob_close(blob))
        guard offset == byteCount else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    }

    private func require(_ status: Int32) throws {
        guard status == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: status)) }
    }
}
