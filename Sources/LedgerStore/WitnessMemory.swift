internal import Cryptography
internal import Glibc
package import TransparencyLog

/// What one witness has cosigned: of each ledger the key it is known by, and the last checkpoint.
///
/// One file a ledger, `<folder>/<SHA-256 of its origin in hexadecimal>`, as `docs/formats/witness.md` § 3 has it. A
/// cosignature is remembered here, durably, before anybody sees it: after a crash the witness may remember one that
/// nobody has, and never has somebody one that it does not remember.
package struct WitnessMemory: Hashable, Sendable {
    /// The folder of the witness, `<state>/witnesses/<32 digits>`; made when the first checkpoint is cosigned.
    package let folder: String

    /// The memory of the witness whose key is `key`, below the state folder `state`.
    ///
    /// It goes by the key and not by the name on this computer: a key that is made anew under an old name remembers
    /// nothing of what the old one signed.
    package init(of key: VerifierKey, in state: String) {
        let digest = Digest(of: Array("\(key)".utf8))
        folder = "\(state)/witnesses/\([UInt8](digest.bytes.prefix(16)).hex)"
    }

    /// What is remembered of one ledger.
    package struct Record: Hashable, Sendable {
        /// The key that the ledger's checkpoints must be signed by.
        package let logKey: VerifierKey

        /// The last checkpoint that was cosigned, with the cosignature.
        package let checkpoint: SignedCheckpoint

        /// A record of these.
        package init(logKey: VerifierKey, checkpoint: SignedCheckpoint) {
            self.logKey = logKey
            self.checkpoint = checkpoint
        }
    }

    /// What is remembered of the ledger `origin`; nil when none of its checkpoints was cosigned.
    ///
    /// A file that cannot be read is an error, never an unknown ledger.
    package func record(origin: String) throws(WitnessMemoryError) -> Record? {
        let path = path(of: origin)
        guard DurableFile.exists(path) else { return nil }
        let record = try read(path)
        guard Array(record.checkpoint.checkpoint.origin.utf8) == Array(origin.utf8) else {
            throw .unreadable(path: path)
        }
        return record
    }

    /// Every record, in the order of the files' names.
    package func records() throws(WitnessMemoryError) -> [Record] {
        guard DurableFile.exists(folder) else { return [] }
        let names: [String]
        do throws(FileSystemError) {
            names = try DurableFile.names(inFolder: folder)
        } catch {
            throw .fileSystem(error)
        }
        var records: [Record] = []
        for name in names where name.utf8.count == 64 { records.append(try read("\(folder)/\(name)")) }
        return records
    }

    /// Replaces what is remembered of `origin` by what `decide` makes of it, durably, and returns that.
    ///
    /// Two processes may cosign at once: reading, deciding and remembering are one step, under a lock.
    package func advance(origin: String, _ decide: (Record?) throws -> Record) throws -> Record {
        try DurableFile.createFolders(folder)
        let lock = try OpenFile(folder + "/lock", O_RDWR | O_CREAT)
        defer { withExtendedLifetime(lock) {} }
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileSystemError(.lock, lock.path) }
        }
        let next = try decide(try record(origin: origin))
        try DurableFile.write(Self.bytes(of: next), to: path(of: origin))
        return next
    }

    private func path(of origin: String) -> String { "\(folder)/\(Digest(of: Array(origin.utf8)).hex)" }
}

// MARK: - Text form

extension WitnessMemory {
    private static let logLine = "log "

    private static func bytes(of record: Record) -> [UInt8] {
        Array("\(logLine)\(record.logKey)\n".utf8) + record.checkpoint.bytes
    }

    private func read(_ path: String) throws(WitnessMemoryError) -> Record {
        let bytes: [UInt8]
        do throws(FileSystemError) {
            bytes = try DurableFile.read(path, limit: 2 * SignedNote.maximumByteCount)
        } catch {
            throw .fileSystem(error)
        }
        guard bytes.starts(with: Self.logLine.utf8), let end = bytes.firstIndex(of: 0x0A),
            let vkey = String(validating: bytes[Self.logLine.utf8.count..<end], as: UTF8.self)
        else { throw .unreadable(path: path) }
        do {
            return Record(
                logKey: try VerifierKey(parsing: vkey),
                checkpoint: try SignedCheckpoint(parsing: Array(bytes[(end + 1)...]))
            )
        } catch {
            throw .unreadable(path: path)
        }
    }
}

/// Why what a witness remembers cannot be told.
package enum WitnessMemoryError: Error, Hashable, Sendable {
    /// The file does not hold a key and a checkpoint of its ledger.
    case unreadable(path: String)
    case fileSystem(FileSystemError)
}
