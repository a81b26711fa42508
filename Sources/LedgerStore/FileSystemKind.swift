internal import CFiles

/// What holds a folder: a disk of this computer, or something behind which another computer or program stands.
///
/// A ledger needs a lock that keeps everybody else out, memory that two processes share, and a synchronisation after which
/// the bytes are there. SQLite names network file systems as the first way to corrupt a database; where they fail, they
/// fail in silence.
package struct FileSystemKind: Hashable, Sendable {
    /// `f_type` of `statfs(2)`.
    package let type: UInt32

    /// The kind with this type.
    package init(type: UInt32) {
        self.type = type
    }

    /// The kind that holds the folder at `path`.
    package init(holding path: String) throws(FileSystemError) {
        var type: UInt32 = 0
        guard scelle_file_system_type(path, &type) == 0 else { throw FileSystemError(.examine, path) }
        self.type = type
    }

    /// What it is called where a ledger must not lie on it; nil for a disk of this computer.
    package var unsafeName: String? { Self.unsafe[type] }

    /// The magic numbers of `statfs(2)` and linux/magic.h.
    private static let unsafe: [UInt32: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "SMB/CIFS", 0xFE53_4D42: "SMB", 0x564C: "NCP",
        0x0102_1997: "9P", 0x6573_5546: "FUSE", 0x6573_5543: "FUSE", 0x5346_414F: "AFS", 0x6B41_4653: "AFS",
        0x7375_7245: "Coda", 0x00C3_6400: "Ceph", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2", 0x0BD0_0BD0: "Lustre",
        0x4750_4653: "GPFS", 0x786F_4256: "vboxsf", 0xBACB_ACBC: "vmhgfs",
    ]
}

// MARK: - Copies that a synchronisation made

extension CaseFolder {
    /// The names in the folder that look like second copies of the case's own files, as synchronising programs make them
    /// when two machines wrote at once.
    ///
    ///     Dropbox, Nextcloud   ledger (conflicted copy 2020-06-17).sqlite, ledger (Copie en conflit de …).sqlite
    ///     Syncthing            ledger.sync-conflict-20200617-182231-ABCDEFG.sqlite
    ///     OneDrive             ledger-PORTABLE.sqlite
    ///     Google Drive, iCloud ledger (1).sqlite, ledger 2.sqlite
    ///
    /// Two ledgers of one name mean that one of them lost entries which the other has.
    package func conflictCopies() throws(FileSystemError) -> [String] {
        try DurableFile.names(inFolder: path).filter { name in
            Self.ownFiles.contains { Self.isSecondCopy(name, of: $0) }
        }
    }

    private static let ownFiles: [(stem: String, extensions: [String])] = [
        ("ledger", ["sqlite", "sqlite-wal", "sqlite-shm", "sqlite-journal"]),
        ("openings", ["sqlite", "sqlite-wal", "sqlite-shm", "sqlite-journal"]),
        ("ledger.key", ["age"]), ("case", ["toml"]),
    ]

    /// Whether `name` is the stem, then something, then one of the extensions; or a marker stands behind the whole name.
    private static func isSecondCopy(_ name: String, of file: (stem: String, extensions: [String])) -> Bool {
        file.extensions.contains { ending in
            let whole = "\(file.stem).\(ending)"
            guard !name.utf8.elementsEqual(whole.utf8), name.hasPrefix(file.stem) else { return false }
            if name.hasSuffix(".\(ending)"), name.utf8.count > whole.utf8.count { return true }
            let rest = name.hasPrefix(whole) ? name.dropFirst(whole.count).lowercased() : ""
            return ["conflict", "conflit", "(", "copy", "copie"].contains { rest.contains($0) }
        }
    }
}
