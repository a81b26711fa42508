internal import Cryptography
internal import Custody
internal import Glibc
internal import LedgerStore
internal import TransparencyLog

/// A case as it stood at one moment: both databases, the settings and the ledger's key, and which originals belong to them.
///
/// The case's lock is held while the openings, settings and key are copied and until the ledger's state is fixed; the ledger's
/// pages and the originals, which are most of the bytes, are copied afterwards. Whoever appends writes originals first, then
/// openings, then the ledger, all under the lock: under it the three agree. Originals never change; only an erasure
/// removes one, and it makes the cut be taken anew.
struct BackupCut {
    /// The bytes of case.toml.
    let settings: [UInt8]

    /// The bytes of ledger.key.age.
    let ledgerKey: [UInt8]

    /// The newest checkpoint.
    let checkpoint: SignedCheckpoint

    /// The exhibits whose originals belong to the cut, by their ids.
    let originals: [ExhibitID]

    private let folder: String

    /// The copy of ledger.sqlite.
    var ledgerPath: String { folder + "/ledger.sqlite" }

    /// The copy of openings.sqlite.
    var openingsPath: String { folder + "/openings.sqlite" }

    /// Takes the cut of `caseFile` into a new folder beside `output`, where there is room for the backup itself.
    init(of caseFile: CaseFile, beside output: String) throws {
        let folder = "\(output).\([UInt8].random(count: 8).hex).\(DurableFile.partialExtension)"
        try DurableFile.createFolder(folder)
        do {
            var settings: [UInt8] = []
            var ledgerKey: [UInt8] = []
            var lock: CaseLock? = try CaseLock(caseFile.folder)
            try caseFile.ledger.copy(to: folder + "/ledger.sqlite") {
                try caseFile.openings.copy(to: folder + "/openings.sqlite")
                settings = try DurableFile.read(caseFile.folder.settings)
                ledgerKey = try DurableFile.read(caseFile.folder.ledgerKey)
                lock = nil
            }
            withExtendedLifetime(lock) {}
            let copy = try Ledger(openingAt: folder + "/ledger.sqlite")
            guard let checkpoint = try copy.head().checkpoint else {
                throw OperationError(.ledgerUnreadable, ["path": caseFile.ledger.path, "reason": "empty"])
            }
            self.checkpoint = checkpoint
            originals = try copy.keptExhibits()
            self.settings = settings
            self.ledgerKey = ledgerKey
            self.folder = folder
        } catch {
            Self.remove(folder)
            throw error
        }
    }

    /// Removes the copies.
    func discard() { Self.remove(folder) }

    private static func remove(_ folder: String) {
        for database in ["ledger.sqlite", "openings.sqlite"] {
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink("\(folder)/\(database)\(suffix)") }
        }
        rmdir(folder)
    }
}
