internal import LedgerStore

/// What errors about an archive mean to whoever gave its path.
enum BackupProblem {
    /// Runs `body`; an error about the archive at `path` comes out with that path.
    static func mapping<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as BackupError { throw OperationError(error, in: path) }
    }
}

extension OperationError {
    init(_ error: BackupError, in path: String) {
        func of(_ code: Code, _ member: String) -> OperationError {
            OperationError(code, ["path": path, "member": member])
        }
        self =
            switch error {
            case .notABackup: OperationError(.backupForeign, ["path": path])
            case .newerVersion: OperationError(.backupNewer, ["path": path])
            case .truncated(let member): of(.backupTruncated, member)
            case .malformedHeader(let offset): of(.backupMalformed, "@\(offset)")
            case .foreignMember(let name): of(.backupMalformed, name)
            case .altered(let member): of(.backupAltered, member)
            case .otherSums: of(.backupMalformed, BackupMember.sums.name)
            case .trailingBytes: OperationError(.backupTrailing, ["path": path])
            case .sourceChanged(let source): OperationError(.fileProblem, ["path": source, "reason": "changed"])
            case .fileSystem(let error): OperationError(error)
            }
    }
}
