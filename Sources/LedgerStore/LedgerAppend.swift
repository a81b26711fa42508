package import Cryptography
package import Custody
internal import Foundation
internal import GRDB
package import TransparencyLog

/// A time stamp as it is kept: what was asked, what came back, and the token in it.
package struct KeptTimestamp: Hashable, Sendable {
    /// The tree size of the stamped checkpoint.
    package let size: UInt64

    /// The SHA-256 of the certificate that signs the token, as `timestamp.recorded` names it.
    package let authority: Digest

    /// The TimeStampReq in DER.
    package let query: [UInt8]

    /// The TimeStampResp as it came.
    package let response: [UInt8]

    /// The TimeStampToken as it stands in the response.
    package let token: [UInt8]

    /// A time stamp over the checkpoint of `size`, as `timestamp.recorded` is to name it.
    package init(size: UInt64, authority: Digest, query: [UInt8], response: [UInt8], token: [UInt8]) {
        self.size = size
        self.authority = authority
        self.query = query
        self.response = response
        self.token = token
    }

    /// How `timestamp.recorded` names this time stamp.
    package var stamp: RecordedTimestamps.Stamp {
        RecordedTimestamps.Stamp(
            authority: authority,
            query: Digest(of: query),
            response: Digest(of: response),
            token: Digest(of: token)
        )
    }
}

/// An entry on its way into the ledger.
struct EntryRow {
    let der: [UInt8]
    let leafHash: Digest
    let statement: Custody.Statement

    init(der: [UInt8], leafHash: Digest, statement: Custody.Statement) {
        self.der = der
        self.leafHash = leafHash
        self.statement = statement
    }

    init(_ entry: Entry) {
        self.init(der: entry.der, leafHash: entry.leafHash, statement: entry.statement)
    }
}

// MARK: - Appending

extension Ledger {
    /// Appends `entries`, the checkpoint that covers them, and the time stamps that `timestamp.recorded` entries among
    /// them name, in one transaction; all of it is durable when this returns, none of it when this throws.
    ///
    /// The caller holds the case's lock since it read the head. Refused are entries whose statements name another
    /// index or ledger, a checkpoint whose size, root or origin is not what the entries lead to, and time stamps that
    /// do not match the entries that record them. Signatures are the caller's to judge.
    package func append(
        _ entries: [Entry],
        checkpoint: SignedCheckpoint,
        timestamps: [KeptTimestamp] = []
    ) throws(LedgerError) {
        try append(rows: entries.map { EntryRow($0) }, checkpoint: checkpoint, timestamps: timestamps)
    }

    func append(
        rows: [EntryRow],
        checkpoint: SignedCheckpoint,
        timestamps: [KeptTimestamp]
    ) throws(LedgerError) {
        guard !rows.isEmpty else { throw .nothingToAppend }
        try commit { database in
            var appender = try LedgerAppender(database)
            for row in rows { try appender.add(row) }
            try appender.finish(checkpoint, timestamps, recordedBy: rows)
        }
        // COMMIT POINT, as in `appending`.
    }

    /// Appends the entries that `body` adds one after the other, and the checkpoint that it then returns, in one
    /// transaction: as `append` does, but in memory that does not grow with their number.
    ///
    /// `body` must not use this ledger otherwise than through the appender. What it throws is thrown, and nothing appended.
    package func appending(_ body: (inout LedgerAppender) throws -> SignedCheckpoint) throws {
        do {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    var appender = try LedgerAppender(database)
                    let start = appender.frontier.size
                    let checkpoint = try body(&appender)
                    guard appender.frontier.size > start else { throw LedgerError.nothingToAppend }
                    try appender.finish(checkpoint, [], recordedBy: [])
                    return .commit
                }
            }
        } catch let error as DatabaseError {
            throw LedgerError(error, path: path)
        }
        // COMMIT POINT. From here on the entries are in the ledger and the checkpoint may be shown to others; whatever
        // fails later leaves an operation to be completed (a time stamp, a receipt), never one to be undone.
    }

    /// Keeps cosignature lines of the checkpoint of this size; a line that is there already is passed over.
    package func addCosignatures(_ lines: [[UInt8]], size: UInt64) throws(LedgerError) {
        try commit { database in
            _ = try database.checkpoint(size: size)
            for line in lines {
                try database.execute(
                    sql: """
                        INSERT INTO cosignature (id, size, line)
                        SELECT (SELECT coalesce(max(id), -1) + 1 FROM cosignature), :size, :line
                        WHERE NOT EXISTS (SELECT 1 FROM cosignature WHERE size = :size AND line = :line)
                        """,
                    arguments: ["size": Int64(size), "line": Data(line)]
                )
            }
        }
    }
}

// MARK: - One transaction

/// Takes entries into the ledger within one transaction; nobody else sees them before it is committed.
package struct LedgerAppender {
    private let database: Database
    private var origin: String?

    /// The right edge of the tree over all entries, those added included.
    package private(set) var frontier: TreeFrontier

    fileprivate init(_ database: Database) throws {
        self.database = database
        let head = try database.ledgerHead()
        origin = head.checkpoint?.checkpoint.origin
        frontier = head.frontier
    }

    /// Adds `entry`; refused when it names another index or ledger.
    package mutating func add(_ entry: Entry) throws {
        try add(EntryRow(entry))
    }

    fileprivate mutating func add(_ row: EntryRow) throws {
        guard row.statement.index == frontier.size else {
            throw LedgerError.wrongIndex(expected: frontier.size, found: row.statement.index)
        }
        let origin = origin ?? row.statement.origin
        try requireOrigin(row.statement.origin, equals: origin)
        self.origin = origin
        let index = frontier.size
        try database.insert(row, at: index, nodes: frontier.append(row.leafHash))
    }

    /// The chain of entries about `exhibit`, as far as it is entered; nil when there is none.
    package func chain(of exhibit: ExhibitID) throws -> ExhibitChain? {
        let statement = try database.cachedStatement(
            sql: "SELECT min(idx) AS first, max(idx) AS newest FROM subject WHERE exhibit = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [Data(exhibit.bytes)]),
            let first = row["first"] as UInt64?, let newest = row["newest"] as UInt64?
        else { return nil }
        let head = try StoredNodes(database: database).hash(of: TreeNode(level: 0, index: newest))
        return ExhibitChain(first: first, head: head)
    }

    /// Where the entries about one exhibit stand.
    package struct ExhibitChain: Hashable, Sendable {
        /// The index of the first.
        package let first: UInt64
        /// The leaf hash of the newest.
        package let head: Digest
    }

    /// Adds the checkpoint over all entries, and the time stamps that `rows` record.
    fileprivate func finish(
        _ checkpoint: SignedCheckpoint,
        _ timestamps: [KeptTimestamp],
        recordedBy rows: [EntryRow]
    ) throws {
        let signed = checkpoint.checkpoint
        try requireOrigin(signed.origin, equals: origin ?? signed.origin)
        guard signed.treeSize == frontier.size else {
            throw LedgerError.wrongSize(expected: frontier.size, found: signed.treeSize)
        }
        guard signed.rootHash == frontier.rootHash else {
            throw LedgerError.rootMismatch(
                size: frontier.size,
                calculated: frontier.rootHash,
                expected: signed.rootHash
            )
        }
        try database.insert(timestamps, recordedBy: rows)
        try database.cachedStatement(sql: "INSERT INTO checkpoint (size, note) VALUES (?, ?)")
            .execute(arguments: [Int64(frontier.size), Data(checkpoint.bytes)])
    }

    private func requireOrigin(_ found: String, equals expected: String) throws {
        guard Array(found.utf8) == Array(expected.utf8) else {
            throw LedgerError.wrongOrigin(expected: expected, found: found)
        }
    }
}

extension Database {
    fileprivate func insert(
        _ row: EntryRow,
        at index: UInt64,
        nodes: [(node: TreeNode, hash: Digest)]
    ) throws {
        try cachedStatement(sql: "INSERT INTO entry (idx, der) VALUES (?, ?)")
            .execute(arguments: [Int64(index), Data(row.der)])
        let insertNode = try cachedStatement(sql: "INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)")
        for (node, hash) in nodes {
            try insertNode.execute(arguments: [node.level, Int64(node.index), Data(hash.bytes)])
        }
        try cachedStatement(sql: "INSERT INTO subject (idx, kind, exhibit, submission) VALUES (?, ?, ?, ?)")
            .execute(arguments: [
                Int64(index), row.statement.kind.name, row.statement.exhibit.map { Data($0.bytes) },
                row.statement.submission.map { Data($0.bytes) },
            ])
    }

    /// Inserts each time stamp beside the entry that records it, and requires that none is left on either side.
    fileprivate func insert(_ timestamps: [KeptTimestamp], recordedBy rows: [EntryRow]) throws {
        var waiting = timestamps
        let insert = try cachedStatement(
            sql: """
                INSERT INTO timestamp (id, size, recorded, authority, query, response, token, digest)
                VALUES ((SELECT coalesce(max(id), -1) + 1 FROM timestamp), ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for row in rows {
            guard case .timestamps(let recorded)? = row.statement.facts else { continue }
            let index = row.statement.index
            guard try checkpoint(size: recorded.size).checkpoint.rootHash == recorded.root else {
                throw LedgerError.wrongStampedRoot(index: index, size: recorded.size)
            }
            for stamp in recorded.stamps {
                guard let position = waiting.firstIndex(where: { $0.size == recorded.size && $0.stamp == stamp })
                else { throw LedgerError.missingTimestamp(index: index, token: stamp.token) }
                let kept = waiting.remove(at: position)
                try insert.execute(arguments: [
                    Int64(kept.size), Int64(index), Data(stamp.authority.bytes), Data(kept.query),
                    Data(kept.response), Data(kept.token), Data(stamp.token.bytes),
                ])
            }
        }
        if let left = waiting.first { throw LedgerError.unrecordedTimestamp(token: left.stamp.token) }
    }
}
