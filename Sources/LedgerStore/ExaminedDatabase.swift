internal import CSQLite
internal import Foundation
internal import GRDB
internal import Glibc

/// A database that somebody looks at without refusing it and without changing it: what `audit` and `doctor` read.
///
/// docs/decisions/0020-looking-without-touching.md says why there are three ways.
///
/// 1. The file and its folder can be written: SQLite opens them as ever, so that another process may go on appending; a
///    write-ahead log that was there stays as it is.
/// 2. They cannot, and no log or journal lies beside the file: it is opened as immutable.
/// 3. They cannot, and one does: file and log are copied to a folder of their own, for what the log holds has been
///    committed too.
struct ExaminedDatabase {
    let queue: DatabaseQueue

    /// The first table, index or trigger that is not as its version makes it; nil when all are.
    let alteredObject: String?

    /// Where the copy lies, when there is one; removed with this value.
    let copy: ScratchFolder?
}

extension SchemaVersion {
    /// Opens the database at `path` for looking at it.
    ///
    /// Only what is no database of this sort and version is refused.
    func examine(_ path: String) throws(StoreError) -> ExaminedDatabase {
        guard DurableFile.exists(path) else { throw .missing(path: path) }
        do {
            let way = try ExaminedWay(to: path)
            let queue = try way.open()
            let altered: String? = try queue.read { database in
                let found = try version(of: database, path: path)
                guard found <= migrations.count else {
                    throw StoreError.newerVersion(path: path, found: found, known: migrations.count)
                }
                // A database without version is one that nobody finished making: there is nothing in it to look at.
                guard found > 0 else { throw StoreError.otherSort(path: path) }
                do {
                    try requireOwnSchema(database, path: path)
                    return nil
                } catch StoreError.alteredSchema(_, let object) {
                    return object
                }
            }
            return ExaminedDatabase(queue: queue, alteredObject: altered, copy: way.copy)
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

/// One of the three ways to look at a database.
private struct ExaminedWay {
    /// The path, or the URI, that SQLite is given.
    let name: String
    let isReadOnly: Bool
    let keepsLog: Bool
    let copy: ScratchFolder?

    init(to path: String) throws {
        let hasLog = try ["-wal", "-journal"].contains { try Self.size(path + $0) > 0 }
        guard access(path, R_OK) == 0 else { throw FileSystemError(.open, path) }
        if access(path, W_OK) == 0, access(DurableFile.parent(of: path), W_OK) == 0 {
            (name, isReadOnly, keepsLog, copy) = (path, false, hasLog, nil)
        } else if !hasLog {
            // What follows `?` is SQLite's: the path must not bring one of its own.
            let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
            let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
            (name, isReadOnly, keepsLog, copy) = ("file:\(escaped)?immutable=1", true, false, nil)
        } else {
            let folder = try ScratchFolder()
            for suffix in ["", "-wal", "-journal"] where DurableFile.exists(path + suffix) {
                try folder.take(path + suffix, as: "database" + suffix)
            }
            (name, isReadOnly, keepsLog, copy) = (folder.path + "/database", false, false, folder)
        }
    }

    func open() throws -> DatabaseQueue {
        var configuration = Configuration.hardened(synchronous: "OFF", secureDelete: false)
        configuration.readonly = isReadOnly
        let keepsLog = keepsLog
        configuration.prepareDatabase { database in
            guard !keepsLog || scelle_sqlite_keep_log(database.sqliteConnection) == SQLITE_OK else {
                throw DatabaseError(message: "the SQLite library cannot keep a write-ahead log")
            }
        }
        return try DatabaseQueue(path: name, configuration: configuration)
    }

    /// The size of the file at `path`; 0 when there is none.
    private static func size(_ path: String) throws(FileSystemError) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw FileSystemError(.examine, path) }
            return 0
        }
        return Int(status.st_size)
    }
}

/// A folder for copies, its owner's only, removed with all it holds when it is let go.
final class ScratchFolder: Sendable {
    let path: String

    init() throws(FileSystemError) {
        let parent = FileManager.default.temporaryDirectory.path
        var template = Array("\(parent)/scelle-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileSystemError(.createFolder, parent) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Copies the file at `source` into the folder, under `name`.
    func take(_ source: String, as name: String) throws(FileSystemError) {
        let from = try OpenFile(source, O_RDONLY)
        let to = try OpenFile("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try from.read(into: buffer)
            if count == 0 { return }
            try to.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    deinit {
        // What cannot be removed is the operating system's to clean; it was never anything but a copy.
        try? FileManager.default.removeItem(atPath: path)
    }
}
