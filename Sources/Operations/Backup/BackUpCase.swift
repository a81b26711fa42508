internal import Cryptography
internal import Custody
internal import LedgerStore
package import TransparencyLog

/// Backs a case up into one file, while others go on working on it, and reads that file again before it calls it done.
///
/// The steps are those of `docs/formats/backup.md` § 5.
package enum BackUpCase {
    /// A backup that was written, read again and judged.
    package struct BackedUp: Sendable {
        /// The path of the file.
        package let path: String
        /// The number of its bytes.
        package let size: UInt64
        /// The ledger's head that it ends with.
        package let checkpoint: SignedCheckpoint
        /// How many originals it holds.
        package let originalCount: Int
        /// Whether every original in it was decrypted and compared with what was sealed.
        package let wasOpened: Bool

        /// The status that the program ends with.
        package var exitStatus: ExitStatus { wasOpened ? .done : .incomplete }
    }

    /// How often a cut is taken anew when an exhibit that it holds is erased meanwhile.
    private static let attempts = 5

    /// Backs up the case at `path` to the new file `output`.
    ///
    /// With `unlocking`, every original in the finished file is decrypted and compared with what was sealed; without, it is
    /// compared with the encrypted file it came from.
    package static func run(
        to output: String,
        case path: String?,
        unlocking: Unlocking?,
        in surroundings: Surroundings,
        progress: @escaping ProgressListener = { _ in }
    ) throws -> BackedUp {
        try OperationError.mapping {
            let caseFile = try CaseFile(at: path, in: surroundings)
            let output = try NewFile.path(output, in: surroundings)
            guard !output.utf8.starts(with: (caseFile.folder.path + "/").utf8) else {
                throw OperationError(.backupInCase, ["path": output])
            }
            let custodian = try unlocking?.custodian(in: surroundings)
            // Who cannot open the case would find every original altered.
            if let custodian { _ = try caseFile.openings.caseKey(with: [custodian.ageKey]) }
            return try BackupProblem.mapping(output) {
                for _ in 0..<attempts {
                    do {
                        return try attempt(caseFile, to: output, custodian, in: surroundings, progress: progress)
                    } catch is ErasedMeanwhile {
                        // What was erased is to be in no backup that is made after it.
                        continue
                    }
                }
                throw CaseLockError.held(caseFile.folder.path)
            }
        }
    }

    private static func attempt(
        _ caseFile: CaseFile,
        to output: String,
        _ custodian: Custodian?,
        in surroundings: Surroundings,
        progress: ProgressListener
    ) throws -> BackedUp {
        let writer = try BackupWriter(for: output)
        do {
            let checkpoint = try write(caseFile, with: writer, beside: output, progress: progress)
            let judged = try judge(writer, beside: output, custodian, in: surroundings)
            guard judged.checkpoint == checkpoint else {
                throw OperationError(.backupMalformed, ["path": output, "member": BackupMember.label.name])
            }
            // An erasure since the cut: its exhibit must not come back from this file.
            let kept = try caseFile.ledger.keptExhibits()
            guard Set(judged.originals).isSubset(of: kept) else { throw ErasedMeanwhile() }
            try writer.commit()
            return BackedUp(
                path: output,
                size: writer.size,
                checkpoint: checkpoint,
                originalCount: judged.originals.count,
                wasOpened: custodian != nil
            )
        } catch {
            writer.discard()
            throw error
        }
    }

    // MARK: - Writing

    /// Steps 2 to 4: the cut, then the originals that it needs.
    private static func write(
        _ caseFile: CaseFile,
        with writer: BackupWriter,
        beside output: String,
        progress: ProgressListener
    ) throws -> SignedCheckpoint {
        let cut = try BackupCut(of: caseFile, beside: output)
        defer { cut.discard() }
        try writer.add(.label, bytes: BackupLabel.bytes(of: cut.checkpoint))
        try writer.add(.settings, bytes: cut.settings)
        try writer.add(.ledgerKey, bytes: cut.ledgerKey)
        try writer.add(.openings, from: cut.openingsPath)
        try writer.add(.ledger, from: cut.ledgerPath)
        for (position, exhibit) in cut.originals.enumerated() {
            do {
                try writer.add(.original(exhibit), from: caseFile.folder.original(of: exhibit))
            } catch {
                guard try caseFile.ledger.keptExhibits().contains(exhibit) else { throw ErasedMeanwhile() }
                throw error
            }
            progress(.backedUp(position + 1, of: cut.originals.count))
        }
        try writer.finish()
        return cut.checkpoint
    }

    // MARK: - Reading again

    /// Step 5: what a restoring would find in the file.
    private static func judge(
        _ writer: BackupWriter,
        beside output: String,
        _ custodian: Custodian?,
        in surroundings: Surroundings
    ) throws -> (checkpoint: SignedCheckpoint, originals: [ExhibitID]) {
        let extraction = try BackupExtraction(beside: output, keepsOriginals: false)
        defer { extraction.discard() }
        let reader = try BackupReader(opening: writer.partial)
        try reader.dropFromMemory()
        let files = try reader.read(extraction.sink)
        guard files == writer.files.filter({ $0.member != .sums }) else {
            throw OperationError(.backupAltered, ["path": output, "member": BackupMember.sums.name])
        }
        let checkpoint = try extraction.finish()
        let contents = BackupContents(folder: extraction.folder, checkpoint: checkpoint, files: files, path: output)
        let archive = writer.partial
        let originals = try contents.audit(by: custodian, in: surroundings) { exhibit, key in
            guard let file = files.first(where: { $0.member == .original(exhibit) }) else { return nil }
            let range = file.offset..<file.offset + file.size
            return try OriginalReader(path: archive, range: range, contentKey: key)
        }
        return (checkpoint, originals)
    }
}

/// An exhibit of the cut was erased while it was copied.
private struct ErasedMeanwhile: Error {}
