package import Cryptography
internal import Foundation
internal import GRDB
package import TransparencyLog

/// The append-only ledger of one case: ledger.sqlite, the only authority for what was entered and in which order.
///
/// The tables and numbered invariants are in `LedgerSchema.swift`, and in prose in `docs/formats/ledger.md`. The database
/// is confined to one serial connection, so an instance may be used from several threads. To grow a ledger:
///
///     try folder.withLock {
///         let head = try ledger.head()
///         …make the statements for indexes head.size …, sign them, sign the checkpoint over them…
///         try ledger.append(entries, checkpoint: checkpoint)
///     }
package final class Ledger: Sendable {
    /// The path of ledger.sqlite, for messages.
    package let path: String

    let queue: DatabaseQueue

    /// The first table, index or trigger that is not as its version makes it, where the ledger was opened for looking at it
    /// only; nil when all are.
    package let alteredObject: String?

    /// The copy that is read instead of the file itself, when there is one.
    private let copy: ScratchFolder?

    /// Makes a new, empty ledger at `path`, readable by its owner only; a file that stands there is refused.
    package convenience init(creatingAt path: String) throws(LedgerError) {
        do throws(StoreError) {
            try SchemaVersion.makeFile(path)
        } catch {
            throw .store(error)
        }
        try self.init(path: path)
    }

    /// Opens the ledger at `path` and carries out the opening checks of `docs/formats/ledger.md` § 5, in that order.
    package convenience init(openingAt path: String) throws(LedgerError) {
        try self.init(path: path)
        try checkHead()
    }

    /// Opens the ledger at `path` for looking at it, whatever state it is in; nothing in its folder changes.
    ///
    /// Opening checks 1 and 2 alone are carried out. The schema, the head and everything else is for whoever looks.
    package init(examiningAt path: String) throws(LedgerError) {
        self.path = path
        do throws(StoreError) {
            let examined = try LedgerSchema.version.examine(path)
            queue = examined.queue
            alteredObject = examined.alteredObject
            copy = examined.copy
        } catch {
            throw .store(error)
        }
    }

    /// Opens the ledger at `path`, which cannot be written, for reading it: nothing in its folder changes, and all opening
    /// checks are carried out.
    package convenience init(readingAt path: String) throws(LedgerError) {
        try self.init(examiningAt: path)
        if let alteredObject { throw .store(.alteredSchema(path: path, object: alteredObject)) }
        try checkHead()
    }

    /// Opening checks 1 to 3.
    private init(path: String) throws(LedgerError) {
        self.path = path
        alteredObject = nil
        copy = nil
        do throws(StoreError) {
            queue = try LedgerSchema.version.open(
                path,
                configuration: .hardened(synchronous: "FULL", secureDelete: false),
                journal: "wal"
            )
        } catch {
            throw .store(error)
        }
    }

    /// Opening checks 4 and 5: the newest checkpoint covers every entry, and its root is that of the nodes.
    private func checkHead() throws(LedgerError) {
        let head = try head()
        guard let checkpoint = head.checkpoint?.checkpoint else {
            guard head.size == 0 else { throw .uncoveredEntries(entries: head.size, covered: 0) }
            return
        }
        guard checkpoint.treeSize == head.size else {
            throw .uncoveredEntries(entries: head.size, covered: checkpoint.treeSize)
        }
        guard checkpoint.rootHash == head.frontier.rootHash else {
            throw .rootMismatch(
                size: head.size,
                calculated: head.frontier.rootHash,
                expected: checkpoint.rootHash
            )
        }
    }

    /// Runs `body` in a read transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
        do {
            return try queue.read(body)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Runs `body`, which is one SELECT and so needs no transaction around it.
    func readOne<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
        do {
            return try queue.unsafeRead(body)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Runs `body` in one `BEGIN IMMEDIATE` transaction.
    ///
    /// Once this returns the rows are on the device (WAL, `synchronous=FULL`); if it throws none of them is.
    func commit(_ body: (Database) throws -> Void) throws(LedgerError) {
        do {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try body(database)
                    return .commit
                }
            }
        } catch {
            throw LedgerError(error, path: path)
        }
    }
}

// MARK: - Head

/// Where a ledger stands: what the next append builds on.
package struct LedgerHead: Sendable {
    /// The right edge of the tree over all entries.
    package let frontier: TreeFrontier

    /// The newest checkpoint; nil in an empty ledger.
    package let checkpoint: SignedCheckpoint?

    /// The number of entries, and the index of the next.
    package var size: UInt64 { frontier.size }

    /// The root over all entries.
    package var rootHash: Digest { frontier.rootHash }
}

extension Ledger {
    /// The head of the ledger; O(log n) reads.
    package func head() throws(LedgerError) -> LedgerHead {
        try read { try $0.ledgerHead() }
    }
}

extension Database {
    /// The head, read within the transaction at hand.
    func ledgerHead() throws -> LedgerHead {
        let size = try UInt64.fetchOne(self, sql: "SELECT coalesce(max(idx), -1) + 1 FROM entry") ?? 0
        let newest = try UInt64.fetchOne(self, sql: "SELECT max(size) FROM checkpoint")
        return LedgerHead(
            frontier: try TreeFrontier(size: size, from: StoredNodes(database: self)),
            checkpoint: try newest.map { try checkpoint(size: $0) }
        )
    }

    /// The checkpoint of exactly this size.
    func checkpoint(size: UInt64) throws -> SignedCheckpoint {
        let statement = try cachedStatement(sql: "SELECT note FROM checkpoint WHERE size = ?")
        guard let note = try Data.fetchOne(statement, arguments: [Int64(clamping: size)]) else {
            throw LedgerError.noCheckpoint(size: size)
        }
        return try LedgerError.readCheckpoint([UInt8](note), size: size)
    }
}

// MARK: - Nodes

/// The table `node`, within one transaction.
struct StoredNodes: NodeSource {
    let database: Database

    func hash(of node: TreeNode) throws -> Digest {
        let statement = try database.cachedStatement(sql: "SELECT hash FROM node WHERE level = ? AND idx = ?")
        guard let index = Int64(exactly: node.index),
            let bytes = try Data.fetchOne(statement, arguments: [node.level, index]), let hash = Digest(bytes: bytes)
        else { throw LedgerError.noNode(level: node.level, index: node.index) }
        return hash
    }
}

extension Ledger: NodeSource {
    /// The hash of a perfect subtree; one read.
    ///
    /// Nodes never change, so proofs need no transaction around their reads.
    package func hash(of node: TreeNode) throws(LedgerError) -> Digest {
        try readOne { try StoredNodes(database: $0).hash(of: node) }
    }
}
