package import Cryptography
package import Custody
internal import Foundation
internal import GRDB

/// An entry as it lies in the ledger: its bytes, not yet judged.
package struct StoredEntry: Hashable, Sendable {
    /// The leaf index.
    package let index: UInt64

    /// One DER SignedData.
    package let der: [UInt8]

    /// The leaf hash that the tree holds for it; an audit calculates it anew.
    package let leafHash: Digest
}

/// What the ledger's lookup table says of an entry: a copy of three members of its statement.
package struct StoredSubject: Hashable, Sendable {
    /// The leaf index.
    package let index: UInt64

    /// The kind with its version, as the statement spells it.
    package let kind: String

    /// The exhibit that the entry is about.
    package let exhibit: ExhibitID?

    /// The submission that the entry is about, or to which its exhibit belongs.
    package let submission: SubmissionID?
}

// MARK: - Entries

extension Ledger {
    /// How many entries one read brings into memory: at most 64 × 65,535 bytes.
    package static let batchCount: UInt64 = 64

    /// The entry at `index`; O(log n).
    package func entry(at index: UInt64) throws(LedgerError) -> StoredEntry {
        guard index < UInt64(Int64.max) else { throw .noEntry(index: index) }
        guard let entry = try entries(in: index..<index + 1).first else { throw .noEntry(index: index) }
        return entry
    }

    /// Hands the entries of `range` to `body` in order, a batch at a time: memory does not grow with the range.
    ///
    /// An entry of the range that is not there is `noEntry`. Between batches the ledger is free for others.
    package func forEachEntry(
        in range: Range<UInt64>,
        _ body: (StoredEntry) throws -> Void
    ) throws {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = start + min(Self.batchCount, range.upperBound - start)
            for entry in try entries(in: start..<end) { try body(entry) }
            start = end
        }
    }

    /// The entries of `range`, which is one batch or less; each of them must be there.
    package func entries(in range: Range<UInt64>) throws(LedgerError) -> [StoredEntry] {
        try readOne { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT entry.idx AS idx, der, hash FROM entry
                    LEFT JOIN node ON node.level = 0 AND node.idx = entry.idx
                    WHERE entry.idx >= ? AND entry.idx < ? ORDER BY entry.idx
                    """
            )
            let rows = try Row.fetchAll(
                statement,
                arguments: [Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound)]
            )
            var entries: [StoredEntry] = []
            for (index, row) in zip(range, rows) {
                guard (row["idx"] as Int64) == Int64(index) else { throw LedgerError.noEntry(index: index) }
                guard let hash = Digest(bytes: (row["hash"] as Data?) ?? Data()) else {
                    throw LedgerError.noNode(level: 0, index: index)
                }
                entries.append(StoredEntry(index: index, der: [UInt8](row["der"] as Data), leafHash: hash))
            }
            guard rows.count == range.count else {
                throw LedgerError.noEntry(index: range.lowerBound + UInt64(rows.count))
            }
            return entries
        }
    }
}

// MARK: - Lookups

extension Ledger {
    /// The indexes of the entries about `exhibit`, oldest first.
    package func indexes(of exhibit: ExhibitID) throws(LedgerError) -> [UInt64] {
        try indexes("SELECT idx FROM subject WHERE exhibit = ? ORDER BY idx", [Data(exhibit.bytes)])
    }

    /// The indexes of the entries about `submission`, oldest first.
    package func indexes(of submission: SubmissionID) throws(LedgerError) -> [UInt64] {
        try indexes("SELECT idx FROM subject WHERE submission = ? ORDER BY idx", [Data(submission.bytes)])
    }

    /// The indexes of the entries of `kind`, oldest first.
    package func indexes(of kind: StatementKind) throws(LedgerError) -> [UInt64] {
        try indexes("SELECT idx FROM subject WHERE kind = ? ORDER BY idx", [kind.name])
    }

    /// The indexes of the entries that decide who may sign: `ledger.*` and `custodian.*`, known or not, oldest first.
    package func governanceIndexes() throws(LedgerError) -> [UInt64] {
        try indexes(
            """
            SELECT idx FROM subject
            WHERE kind >= 'custodian.' AND kind < 'custodian/' OR kind >= 'ledger.' AND kind < 'ledger/' ORDER BY idx
            """,
            []
        )
    }

    /// The index of the newest entry about `exhibit`: what the next one's `previous` names; nil when there is none.
    package func newestIndex(of exhibit: ExhibitID) throws(LedgerError) -> UInt64? {
        try indexes("SELECT idx FROM subject WHERE exhibit = ? ORDER BY idx DESC LIMIT 1", [Data(exhibit.bytes)]).first
    }

    /// The index of the newest entry that decides who may sign: what `governance` names; nil in an empty ledger.
    package func newestGovernanceIndex() throws(LedgerError) -> UInt64? {
        try indexes(
            """
            SELECT max(newest) FROM (
                SELECT max(idx) AS newest FROM subject WHERE kind >= 'custodian.' AND kind < 'custodian/'
                UNION ALL SELECT max(idx) FROM subject WHERE kind >= 'ledger.' AND kind < 'ledger/'
            ) HAVING max(newest) IS NOT NULL
            """,
            []
        ).first
    }

    /// The ids of all exhibits whose hexadecimal text begins with `prefix`, in the order of their first entries.
    package func exhibits(beginningWith prefix: String = "") throws(LedgerError) -> [ExhibitID] {
        try read { database in
            try Data.fetchAll(
                database,
                sql: """
                    SELECT exhibit FROM subject WHERE exhibit IS NOT NULL
                    AND substr(lower(hex(exhibit)), 1, length(:prefix)) = :prefix GROUP BY exhibit ORDER BY min(idx)
                    """,
                arguments: ["prefix": prefix]
            ).compactMap { ExhibitID([UInt8]($0).hex) }
        }
    }

    /// The exhibits that were sealed and not erased, whose originals a whole case holds, by their ids.
    package func keptExhibits() throws(LedgerError) -> [ExhibitID] {
        try read { database in
            try Data.fetchAll(
                database,
                sql: """
                    SELECT exhibit FROM subject WHERE kind = :sealed AND exhibit IS NOT NULL
                    EXCEPT SELECT exhibit FROM subject WHERE kind = :erased ORDER BY exhibit
                    """,
                arguments: [
                    "sealed": StatementKind.exhibitSealed.name, "erased": StatementKind.exhibitErased.name,
                ]
            ).compactMap { ExhibitID([UInt8]($0).hex) }
        }
    }

    /// The subjects of the entries of `range`, those that are there; for `list`, `log` and an audit's comparison.
    package func subjects(in range: Range<UInt64>) throws(LedgerError) -> [StoredSubject] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT idx, kind, exhibit, submission FROM subject WHERE idx >= ? AND idx < ? ORDER BY idx",
                arguments: [Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound)]
            ).map { row in
                StoredSubject(
                    index: row["idx"],
                    kind: row["kind"],
                    exhibit: (row["exhibit"] as Data?).flatMap { ExhibitID([UInt8]($0).hex) },
                    submission: (row["submission"] as Data?).flatMap { SubmissionID([UInt8]($0).hex) }
                )
            }
        }
    }

    private func indexes(_ sql: String, _ arguments: StatementArguments) throws(LedgerError) -> [UInt64] {
        try readOne { try UInt64.fetchAll($0.cachedStatement(sql: sql), arguments: arguments) }
    }
}
