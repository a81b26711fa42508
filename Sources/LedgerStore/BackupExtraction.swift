internal import Cryptography
internal import Glibc
package import TransparencyLog

/// A case folder while it is extracted from a backup: 0700, of files that are 0600, under a name that is not yet its own.
package final class BackupExtraction {
    /// The folder; it has no file `place`, so that what grows from it is adopted first.
    package let folder: CaseFolder

    private let keepsOriginals: Bool
    private var label: [UInt8] = []
    private var current: OpenFile?

    /// Makes the folder, beside what is to be `path`; originals are written only where `keepsOriginals`.
    package init(beside path: String, keepsOriginals: Bool) throws(FileSystemError) {
        folder = CaseFolder(path: DurableFile.partialPath(for: path))
        self.keepsOriginals = keepsOriginals
        try DurableFile.createFolder(folder.path)
        try DurableFile.createFolder(folder.originals)
        try DurableFile.createFolder(folder.working)
    }

    /// Where the bytes of a member go.
    package func sink(for header: BackedUpFile.Header) throws -> BackupReader.Sink {
        try current?.synchronize()
        current = nil
        switch header.member {
        case .label: return { [self] in label.append(contentsOf: $0) }
        case .original where !keepsOriginals: return { _ in }
        case .original, .settings, .ledgerKey, .openings, .ledger, .sums:
            // The name is one of `BackupMember`'s, never one that the archive chose.
            let file = try OpenFile(
                "\(folder.path)/\(header.member.name)",
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
            )
            current = file
            return { try file.write($0) }
        }
    }

    /// Makes all of it durable; returns the checkpoint that the label names.
    package func finish() throws -> SignedCheckpoint {
        try current?.synchronize()
        current = nil
        for path in [folder.originals, folder.path] { try DurableFile.synchronizeFolder(holding: path + "/.") }
        return try BackupLabel.checkpoint(in: label)
    }

    /// Gives the folder its name, durably; refused with `EEXIST` when something has come to stand there.
    package func commit(to path: String) throws(FileSystemError) {
        guard !DurableFile.exists(path) else { throw FileSystemError(.rename, path, code: EEXIST) }
        guard rename(folder.path, path) == 0 else { throw FileSystemError(.rename, path) }
        try DurableFile.synchronizeFolder(holding: path)
    }

    /// Removes the folder, which was not committed, and all that is in it.
    package func discard() {
        current = nil
        for path in [folder.originals, folder.working, folder.path] {
            // What cannot be listed cannot be removed; the reason for discarding is what is told.
            for name in (try? DurableFile.names(inFolder: path)) ?? [] { unlink("\(path)/\(name)") }
            rmdir(path)
        }
    }
}

/// The first member of a backup: a line that names the version, then the signed checkpoint.
package enum BackupLabel {
    private static let version = "SCELLE-BACKUP-1\n"

    /// The label of a backup that ends with `checkpoint`.
    package static func bytes(of checkpoint: SignedCheckpoint) -> [UInt8] { Array(version.utf8) + checkpoint.bytes }

    /// The checkpoint in a label.
    static func checkpoint(in label: [UInt8]) throws(BackupError) -> SignedCheckpoint {
        guard label.starts(with: version.utf8) else {
            throw label.starts(with: "SCELLE-BACKUP-".utf8) ? .newerVersion : .notABackup
        }
        do {
            return try SignedCheckpoint(parsing: Array(label[version.utf8.count...]))
        } catch {
            throw .altered(member: BackupMember.label.name)
        }
    }
}
