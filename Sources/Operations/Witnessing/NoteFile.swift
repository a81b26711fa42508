internal import LedgerStore
internal import TransparencyLog

/// Reads the files that witnesses and ledgers exchange: signed notes and consistency files.
enum NoteFile {
    /// The bytes of the file at `path`, which is at most as long as the longest of them may be.
    static func bytes(_ path: String) throws(OperationError) -> [UInt8] {
        do throws(FileSystemError) {
            return try DurableFile.read(path, limit: ConsistencyFile.maximumByteCount)
        } catch {
            throw OperationError(.checkpointUnreadable, ["path": path])
        }
    }

    /// The checkpoint that `bytes`, those of the file at `path`, are.
    static func checkpoint(_ bytes: [UInt8], path: String) throws(OperationError) -> SignedCheckpoint {
        do {
            return try SignedCheckpoint(parsing: bytes)
        } catch {
            throw OperationError(.noteMalformed, ["path": path, "reason": "\(error)"])
        }
    }

    /// The consistency file that `bytes`, those of the file at `path`, are.
    static func consistency(_ bytes: [UInt8], path: String) throws(OperationError) -> ConsistencyFile {
        do {
            return try ConsistencyFile(parsing: bytes)
        } catch {
            throw OperationError(.noteMalformed, ["path": path, "reason": "\(error)"])
        }
    }
}

/// The path of a file that is to be made.
enum NewFile {
    /// The absolute path of `typed`, where nothing may stand.
    static func path(_ typed: String, in surroundings: Surroundings) throws(OperationError) -> String {
        let path = surroundings.absolute(typed)
        guard !DurableFile.exists(path) else { throw OperationError(.outputExists, ["path": path]) }
        return path
    }
}
