internal import Cryptography
internal import Custody
package import LedgerStore
package import TransparencyLog
internal import Verification

/// One case file, open for work: its settings, its ledger, its openings, and a head that was checked.
///
/// Opening it compares the ledger with the largest checkpoint ever seen of it, outside the case: a ledger that was rolled
/// back or rebuilt is refused before anything is read from it or added.
package final class CaseFile: Sendable {
    /// Where everything of the case lies.
    package let folder: CaseFolder

    /// What case.toml says.
    package let settings: CaseSettings

    /// The ledger.
    package let ledger: Ledger

    /// Disclosures, keys, certificates, receipts.
    package let openings: OpeningsDatabase

    /// The heads remembered outside the case.
    package let heads: Heads

    /// The ledger's first key, as its opening entry names it; its name is the ledger's origin.
    package let ledgerKey: VerifierKey

    /// The ledger's name, `scelle.invalid/…`.
    package var origin: String { ledgerKey.name }

    /// The received bytes.
    package var originals: Originals { Originals(in: folder) }

    /// Whether the case is only read because it cannot be written: then nothing is remembered of it either.
    private let isFixed: Bool

    /// Opens the case in `folder` and checks its head.
    package convenience init(opening folder: CaseFolder, in surroundings: Surroundings) throws {
        try self.init(folder, isFixed: false, in: surroundings)
    }

    private init(_ folder: CaseFolder, isFixed: Bool, in surroundings: Surroundings) throws {
        try surroundings.requireSafePlace(of: folder)
        self.folder = folder
        self.isFixed = isFixed
        settings = try CaseSettings(reading: folder.settings)
        ledger = try isFixed ? Ledger(readingAt: folder.ledger) : Ledger(openingAt: folder.ledger)
        openings =
            try isFixed ? OpeningsDatabase(readingAt: folder.openings) : OpeningsDatabase(openingAt: folder.openings)
        heads = Heads(folder: try surroundings.stateFolder() + "/heads")
        ledgerKey = try Self.ledgerKey(of: ledger)
        try checkHead()
    }

    /// Opens the case that `path` names, or else `SCELLE_CASE`, or else that of the nearest folder upwards.
    package convenience init(at path: String?, in surroundings: Surroundings) throws {
        try self.init(opening: try Self.folder(at: path, in: surroundings), in: surroundings)
    }

    /// Opens the same case for reading it only, which works where nothing can be written: the same is checked and refused.
    package convenience init(readingAt path: String?, in surroundings: Surroundings) throws {
        try self.init(reading: try Self.folder(at: path, in: surroundings), in: surroundings)
    }

    /// Opens the case in `folder` for reading it only.
    package convenience init(reading folder: CaseFolder, in surroundings: Surroundings) throws {
        try self.init(folder, isFixed: !folder.canBeWritten, in: surroundings)
    }

    /// The folder of the case that `path` names, or else `SCELLE_CASE`, or else that of the nearest folder upwards.
    package static func folder(at path: String?, in surroundings: Surroundings) throws -> CaseFolder {
        if let path { return try CaseFolder(opening: surroundings.absolute(path)) }
        let named = surroundings.environment["SCELLE_CASE"].map { surroundings.absolute($0) }
        return try CaseFolder.discover(from: surroundings.workingDirectory, override: named)
    }

    /// The newest checkpoint.
    ///
    /// A case always has one: its first transaction ends with it.
    package func head() throws -> SignedCheckpoint {
        guard let checkpoint = try ledger.head().checkpoint else {
            throw OperationError(.ledgerUnreadable, ["path": ledger.path, "reason": "empty"])
        }
        return checkpoint
    }
}

// MARK: - The ledger's keys

extension CaseFile {
    /// The keys that must have signed the checkpoint of `size`, in the order of their lines.
    package func ledgerKeys(at size: UInt64) throws -> [VerifierKey] {
        try governance().keys.keysRequired(at: size)
    }

    /// The key that signs the checkpoint of `size` alone, or beside the one that it replaces.
    func ledgerKeyInForce(at size: UInt64) throws -> VerifierKey {
        guard let key = try governance().keys.keyInForce(at: size) else {
            throw OperationError(.ledgerKeyChanged, ["path": folder.ledgerKey])
        }
        return key
    }

    /// The vkey of `ledger.opened`.
    private static func ledgerKey(of ledger: Ledger) throws -> VerifierKey {
        let opened = try Entry(parsing: ledger.entry(at: 0).der).statement
        guard case .ledgerKey(let vkey, _)? = opened.facts else { throw LedgerError.unreadableEntry(index: 0) }
        let key = try VerifierKey(parsing: vkey)
        let origin = Array(VerifierKey.ledgerOrigin(for: key.publicKey).utf8)
        guard origin == Array(key.name.utf8), origin == Array(opened.origin.utf8) else {
            throw LedgerError.unreadableEntry(index: 0)
        }
        return key
    }
}

// MARK: - Head

extension CaseFile {
    /// Checks that the newest checkpoint is the ledger key's word, and continues what was seen of the ledger before.
    func checkHead() throws {
        let head = try head()
        do {
            try head.verify(ledgerKeys: ledgerKeys(at: head.checkpoint.treeSize))
        } catch {
            throw OperationError(.ledgerHeadUnsigned, ["path": ledger.path])
        }
        do {
            try isFixed ? heads.compare(head, proof: proof(continuingTo: head)) : remember(head)
        } catch let error as HeadsError {
            // Another process may have grown the ledger, and remembered its head, since this one was read. Only what a second
            // reading still finds is a fault: nobody is accused of having put an old copy back because two work at once.
            guard try self.head().checkpoint.treeSize > head.checkpoint.treeSize else { throw error }
            try checkHead()
        }
    }

    /// Remembers `head` outside the case, with a proof that it continues the one remembered.
    package func remember(_ head: SignedCheckpoint) throws {
        try heads.remember(head, proof: proof(continuingTo: head))
    }

    /// That `head` continues the one remembered; nil where none is, or it is no smaller.
    private func proof(continuingTo head: SignedCheckpoint) throws -> ConsistencyProof? {
        let size = head.checkpoint.treeSize
        let known = try heads.remembered(origin: origin)?.checkpoint.treeSize ?? size
        return known < size ? try ConsistencyProof(oldSize: known, newSize: size, from: ledger) : nil
    }
}
