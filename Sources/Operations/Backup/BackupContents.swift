internal import Cryptography
internal import Custody
internal import Foundation
internal import LedgerStore
internal import TransparencyLog
internal import Verification

/// What was extracted from a backup, before anything of it is relied on.
struct BackupContents {
    /// The folder it was extracted to.
    let folder: CaseFolder

    /// The checkpoint that its label names.
    let checkpoint: SignedCheckpoint

    /// Its members.
    let files: [BackedUpFile]

    /// The path of the backup, for messages.
    let path: String

    /// Audits the case as a restoring finds it; whatever is *failed* refuses the backup.
    ///
    /// The steps are 4 and 5 of `docs/formats/backup.md` § 6. Nobody's trust is asked for, and no remembered head: what a
    /// backup holds is judged by itself. `read` opens an original with its content key; without a custodian nothing is
    /// opened.
    ///
    /// - Returns: the exhibits whose originals it holds.
    func audit(
        by custodian: Custodian?,
        in surroundings: Surroundings,
        read: @escaping @Sendable (ExhibitID, AgeIdentity) throws -> OriginalReader?
    ) throws -> [ExhibitID] {
        let state = FileManager.default.temporaryDirectory.appending(path: "scelle-\([UInt8].random(count: 16).hex)")
        // What a failed removal leaves is the checkpoint that the backup itself shows.
        defer { try? FileManager.default.removeItem(at: state) }
        let caseFile = try CaseFile(opening: folder, in: surroundings.remembering(in: state.path))
        // 4. The label's checkpoint is the ledger's newest, and the originals are those that the ledger calls for.
        guard try caseFile.head().checkpoint == checkpoint.checkpoint else {
            throw OperationError(.backupMalformed, ["path": path, "member": BackupMember.label.name])
        }
        let wanted = try caseFile.ledger.keptExhibits()
        let found = files.compactMap { if case .original(let exhibit) = $0.member { exhibit } else { nil } }
        if let odd = Set(wanted).symmetricDifference(found).min(by: { $0.hex < $1.hex }) {
            throw OperationError(.backupMalformed, ["path": path, "member": BackupMember.original(odd).name])
        }
        // 5. Nothing in it fails an audit.
        if let custodian { _ = try caseFile.openings.caseKey(with: [custodian.ageKey]) }
        let report = LedgerAuditor(policy: TrustPolicy(), now: surroundings.now())
            .audit(try ExaminedCase(folder, in: surroundings.remembering(in: state.path)).evidence(for: custodian)) {
                exhibit in
                guard let custodian else { return .locked }
                do {
                    let key = try caseFile.openings.unlock(.exhibit(exhibit), with: [custodian.ageKey])
                    return try read(exhibit, key).map { try digest($0) } ?? .missing
                } catch {
                    return .unreadable("\(error)")
                }
            }
        if report.verdict == .failed, let finding = report.findings.first(where: { $0.outcome == .failed }) {
            throw OperationError(
                .backupNotSound,
                ["path": path, "check": finding.check.rawValue, "subject": finding.subject.name]
            )
        }
        return found
    }
}

/// Reads an original to its end.
private func digest(_ reader: OriginalReader) throws -> LedgerAuditor.OriginalReading {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1_024, alignment: 16)
    defer { buffer.deallocate() }
    var hash = SHA256()
    var size: UInt64 = 0
    while case let count = try reader.read(into: buffer), count > 0 {
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        size += UInt64(count)
    }
    return .read(hash.finalize(), size: size)
}

extension Surroundings {
    /// The same, but for what is remembered of ledgers, which lies in `folder`.
    fileprivate func remembering(in folder: String) -> Surroundings {
        Surroundings(
            environment: environment.merging(["SCELLE_HOME": folder]) { $1 },
            workingDirectory: workingDirectory,
            now: now,
            offsetMinutes: offsetMinutes
        )
    }
}
