internal import LedgerStore

// Where a case lies decides whether its ledger can be kept whole: this is looked at before anything of it is opened.

extension Surroundings {
    /// Refuses a case whose folder, or whose originals, lie on a file system that cannot be relied on, or that a
    /// synchronisation has copied; unless the person answers for it.
    func requireSafePlace(of folder: CaseFolder) throws {
        guard !acceptsUnsafeFileSystem else { return }
        for path in [folder.path, folder.originals] where DurableFile.exists(path) {
            try requireSafeFileSystem(holding: path)
        }
        if let name = try folder.conflictCopies().first {
            throw OperationError(.caseHasConflictCopy, ["path": folder.path, "name": name])
        }
    }

    /// The same for the folder of a case that is yet to be made: what will hold it is the nearest folder above that exists.
    func requireSafePlace(forNewCaseAt path: String) throws {
        guard !acceptsUnsafeFileSystem else { return }
        var folder = path
        while !DurableFile.exists(folder), folder.utf8.count > 1 { folder = DurableFile.parent(of: folder) }
        try requireSafeFileSystem(holding: folder)
    }

    private func requireSafeFileSystem(holding path: String) throws {
        guard let name = try fileSystem(path).unsafeName else { return }
        throw OperationError(.caseOnUnsafeFileSystem, ["path": path, "name": name])
    }
}
