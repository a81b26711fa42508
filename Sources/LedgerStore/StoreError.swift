internal import GRDB

/// Why one of the case's databases was not opened, read or written, whatever it holds.
package enum StoreError: Error, Hashable, Sendable {
    /// No file stands at this path.
    case missing(path: String)
    /// A file stands where a new database was to be made.
    case exists(path: String)
    /// The file is no database of this sort, or its first bytes were altered.
    case otherSort(path: String)
    /// A later version of the program wrote the database; this one must not touch it.
    case newerVersion(path: String, found: Int, known: Int)
    /// A table, index or trigger (`object`) is not as this version makes it: removed, added or rewritten.
    case alteredSchema(path: String, object: String)
    /// A page of the file is not what SQLite wrote.
    case corrupt(path: String, detail: String)
    /// Another program holds the database.
    case busy(path: String)
    /// The disk is full, the file system read-only, or the device failed.
    case inputOutput(path: String, detail: String)
    /// SQLite refused for another reason, a trigger or a constraint among them.
    case refused(path: String, detail: String)
    case fileSystem(FileSystemError)

    /// What an error that came out of SQLite means for the database at `path`.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as FileSystemError: self = .fileSystem(error)
        case let error as DatabaseError:
            let detail = error.message ?? error.resultCode.description
            switch error.resultCode {
            case .SQLITE_NOTADB: self = .otherSort(path: path)
            case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
            case .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_CANTOPEN:
                self = .inputOutput(path: path, detail: detail)
            default: self = .refused(path: path, detail: detail)
            }
        default: self = .refused(path: path, detail: "\(error)")
        }
    }
}
