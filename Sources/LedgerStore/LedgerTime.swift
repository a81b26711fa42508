internal import Cryptography
internal import Custody
internal import Foundation
internal import GRDB
package import TransparencyLog

/// How far the time stamps of a ledger reach.
package struct PendingTime: Hashable, Sendable {
    /// The number of entries.
    package let size: UInt64

    /// The size of the newest stamped checkpoint; 0 when there is none.
    package let stampedSize: UInt64

    /// The first entry after it that waits for a time stamp; nil when nothing does.
    package let firstPending: UInt64?
}

// MARK: - Checkpoints

extension Ledger {
    /// The sizes of the checkpoints in `range`, ascending.
    package func checkpointSizes(in range: ClosedRange<UInt64> = 0...UInt64(Int64.max)) throws(LedgerError) -> [UInt64]
    {
        try sizes(
            "SELECT size FROM checkpoint WHERE size BETWEEN ? AND ? ORDER BY size",
            [Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound)]
        )
    }

    /// The checkpoint of exactly this size, as it was signed.
    package func checkpoint(size: UInt64) throws(LedgerError) -> SignedCheckpoint {
        try readOne { try $0.checkpoint(size: size) }
    }

    /// Hands every checkpoint to `body`, smallest first, without keeping them.
    package func forEachCheckpoint(_ body: (SignedCheckpoint) throws -> Void) throws {
        for size in try checkpointSizes() { try body(try checkpoint(size: size)) }
    }

    /// The cosignature lines kept for the checkpoint of this size, in the order in which they came.
    package func cosignatures(size: UInt64) throws(LedgerError) -> [[UInt8]] {
        try read { database in
            try Data.fetchAll(
                database,
                sql: "SELECT line FROM cosignature WHERE size = ? ORDER BY id",
                arguments: [Int64(clamping: size)]
            ).map { [UInt8]($0) }
        }
    }
}

extension Ledger {
    /// The sizes of the checkpoints that a witness cosigned, ascending.
    package func cosignedSizes() throws(LedgerError) -> [UInt64] {
        try sizes("SELECT DISTINCT size FROM cosignature ORDER BY size", [])
    }
}

// MARK: - Time stamps

extension Ledger {
    /// The time stamps over the checkpoint of this size, in the order in which they were entered.
    package func timestamps(size: UInt64) throws(LedgerError) -> [KeptTimestamp] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT authority, query, response, token FROM timestamp WHERE size = ? ORDER BY id",
                arguments: [Int64(clamping: size)]
            ).map { row in
                guard let authority = Digest(bytes: row["authority"] as Data) else {
                    throw StoreError.corrupt(path: path, detail: "an authority that is no digest")
                }
                return KeptTimestamp(
                    size: size,
                    authority: authority,
                    query: [UInt8](row["query"] as Data),
                    response: [UInt8](row["response"] as Data),
                    token: [UInt8](row["token"] as Data)
                )
            }
        }
    }

    /// The sizes of all stamped checkpoints, ascending.
    package func stampedSizes() throws(LedgerError) -> [UInt64] {
        try sizes("SELECT DISTINCT size FROM timestamp ORDER BY size", [])
    }

    /// The size of the smallest stamped checkpoint that covers the entry at `index`; nil when its time is pending.
    package func earliestStampedSize(covering index: UInt64) throws(LedgerError) -> UInt64? {
        try sizes("SELECT size FROM timestamp WHERE size > ? ORDER BY size LIMIT 1", [Int64(clamping: index)]).first
    }

    /// The largest size whose `timestamp.recorded` has an index smaller than `index`: what the `after` of an entry there
    /// names (`docs/formats/statement.md`); nil when there is none.
    package func newestStampedSize(recordedBefore index: UInt64) throws(LedgerError) -> UInt64? {
        try sizes(
            "SELECT max(size) FROM timestamp WHERE recorded < ? HAVING max(size) IS NOT NULL",
            [Int64(clamping: index)]
        ).first
    }

    /// Which entries wait for a time stamp; a tail of `timestamp.recorded` and `bundle.released` only does not.
    package func pendingTime() throws(LedgerError) -> PendingTime {
        try read { database in
            let stamped = try UInt64.fetchOne(database, sql: "SELECT max(size) FROM timestamp") ?? 0
            let first = try UInt64.fetchOne(
                database,
                sql: """
                    SELECT idx FROM subject
                    WHERE idx >= ? AND kind NOT IN (?, ?) ORDER BY idx LIMIT 1
                    """,
                arguments: [
                    Int64(stamped), StatementKind.timestampRecorded.name, StatementKind.bundleReleased.name,
                ]
            )
            let size = try UInt64.fetchOne(database, sql: "SELECT coalesce(max(idx), -1) + 1 FROM entry") ?? 0
            return PendingTime(size: size, stampedSize: stamped, firstPending: first)
        }
    }

    private func sizes(_ sql: String, _ arguments: StatementArguments) throws(LedgerError) -> [UInt64] {
        try readOne { try UInt64.fetchAll($0.cachedStatement(sql: sql), arguments: arguments) }
    }
}
