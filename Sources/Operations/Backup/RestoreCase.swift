internal import Cryptography
internal import Custody
internal import LedgerStore
package import TransparencyLog

/// Restores a case from a backup into a new folder, if the backup is whole and the case in it passes an audit.
///
/// The steps are those of `docs/formats/backup.md` § 6. After a refusal nothing is left of the folder.
package enum RestoreCase {
    /// A case that was restored, and is to be adopted before it grows.
    package struct Restored: Sendable {
        /// The absolute path of its folder.
        package let path: String
        /// The ledger's newest checkpoint.
        package let checkpoint: SignedCheckpoint
        /// How many originals there are.
        package let originalCount: Int
        /// Whether every original was decrypted and compared with what was sealed.
        package let wasOpened: Bool
        /// The size of the larger ledger that was seen here before: what was entered since the backup is not in it.
        package let remembered: UInt64?
        /// Who else can open the case, as its ledger says.
        package let recoveryRecipient: String?
        /// The names of the authorities in case.toml; nobody vouches for that file.
        package let authorities: [String]

        /// The status that the program ends with.
        package var exitStatus: ExitStatus { wasOpened && remembered == nil ? .done : .incomplete }
    }

    /// Restores the backup at `path` into the new folder `output`.
    ///
    /// With `unlocking`, every original is decrypted and compared with what was sealed.
    package static func run(
        _ path: String,
        to output: String,
        unlocking: Unlocking?,
        in surroundings: Surroundings
    ) throws -> Restored {
        try OperationError.mapping {
            let path = surroundings.absolute(path)
            let output = try NewFile.path(output, in: surroundings)
            let custodian = try unlocking?.custodian(in: surroundings)
            return try BackupProblem.mapping(path) {
                let reader = try BackupReader(opening: path)
                let extraction = try BackupExtraction(beside: output, keepsOriginals: true)
                do {
                    return try extract(reader, path, to: output, extraction, by: custodian, in: surroundings)
                } catch {
                    extraction.discard()
                    throw error
                }
            }
        }
    }

    private static func extract(
        _ reader: BackupReader,
        _ path: String,
        to output: String,
        _ extraction: BackupExtraction,
        by custodian: Custodian?,
        in surroundings: Surroundings
    ) throws -> Restored {
        // 1. to 3. Every member, its place and its digest.
        let files = try reader.read(extraction.sink)
        let checkpoint = try extraction.finish()
        // 4. and 5. The case in it.
        let folder = extraction.folder
        let contents = BackupContents(folder: folder, checkpoint: checkpoint, files: files, path: path)
        let originals = try contents.audit(by: custodian, in: surroundings) { exhibit, key in
            try OriginalReader(path: folder.original(of: exhibit), contentKey: key)
        }
        // 6. What was seen of the ledger before.
        let remembered = try remembered(of: checkpoint, in: folder, surroundings)
        let settings = try CaseSettings(reading: folder.settings)
        let recovery = try recoveryRecipient(in: folder)
        // 7. From here on there is a case.
        try extraction.commit(to: output)
        return Restored(
            path: output,
            checkpoint: checkpoint,
            originalCount: originals.count,
            wasOpened: custodian != nil,
            remembered: remembered,
            recoveryRecipient: recovery,
            authorities: settings.authorities.map(\.name)
        )
    }

    /// Who else can open the case, as its ledger says; the databases are closed again before the folder gets its name.
    private static func recoveryRecipient(in folder: CaseFolder) throws -> String? {
        let openings = try OpeningsDatabase(openingAt: folder.openings)
        let governance = try CaseGovernance(of: Ledger(openingAt: folder.ledger)) { try openings.certificate($0) }
        return governance.recovery.map { "\($0)" }
    }

    /// The size of the larger ledger that is remembered, if one is; another history is refused.
    private static func remembered(
        of checkpoint: SignedCheckpoint,
        in folder: CaseFolder,
        _ surroundings: Surroundings
    ) throws -> UInt64? {
        let heads = Heads(folder: try surroundings.stateFolder() + "/heads")
        let found = checkpoint.checkpoint
        guard let seen = try heads.remembered(origin: found.origin)?.checkpoint else { return nil }
        guard seen.treeSize <= found.treeSize else { return seen.treeSize }
        guard seen.treeSize < found.treeSize || seen.rootHash == found.rootHash else {
            throw HeadsError.otherRoot(size: found.treeSize, remembered: seen.rootHash, found: found.rootHash)
        }
        let ledger = try Ledger(openingAt: folder.ledger)
        let proof = try ConsistencyProof(oldSize: seen.treeSize, newSize: found.treeSize, from: ledger)
        do throws(ProofError) {
            try proof.verify(oldRoot: seen.rootHash, newRoot: found.rootHash)
        } catch {
            throw HeadsError.inconsistent(remembered: seen.treeSize, found: found.treeSize, error)
        }
        return nil
    }
}
