package import Cryptography
internal import TransparencyLog

/// Why a ledger was not opened, read or grown.
package enum LedgerError: Error, Hashable, Sendable {
    /// The database itself is missing, foreign, altered or out of order.
    case store(StoreError)

    /// The newest checkpoint does not cover exactly the entries that are there.
    case uncoveredEntries(entries: UInt64, covered: UInt64)
    /// The nodes give another root than the newest checkpoint names.
    case rootMismatch(size: UInt64, calculated: Digest, expected: Digest)
    /// The checkpoint of this size does not parse, or names another size.
    case unreadableCheckpoint(size: UInt64)
    /// The entry at this index does not parse.
    case unreadableEntry(index: UInt64)

    /// A row that must be there is not.
    case noEntry(index: UInt64)
    case noNode(level: Int, index: UInt64)
    case noCheckpoint(size: UInt64)

    /// An append without entries: a checkpoint alone adds nothing.
    case nothingToAppend
    /// The statement of an entry to append names another index than its place: the ledger grew meanwhile, or a replay.
    case wrongIndex(expected: UInt64, found: UInt64)
    /// An entry or checkpoint to append names another ledger.
    case wrongOrigin(expected: String, found: String)
    /// The checkpoint to append names another size than the entries lead to.
    case wrongSize(expected: UInt64, found: UInt64)
    /// The statement of the entry to append at this index does not parse.
    case noStatement(index: UInt64)
    /// A time stamp to append is not named by a `timestamp.recorded` of the same append.
    case unrecordedTimestamp(token: Digest)
    /// A `timestamp.recorded` of the append at this index names a token that is not appended with it.
    case missingTimestamp(index: UInt64, token: Digest)
    /// A `timestamp.recorded` to append at this index names another root than the checkpoint it stamps.
    case wrongStampedRoot(index: UInt64, size: UInt64)
}

extension LedgerError {
    /// What an error that came out of a transaction means for the ledger at `path`.
    init(_ error: any Error, path: String) {
        self = error as? LedgerError ?? .store(StoreError(error, path: path))
    }

    /// The checkpoint that `note` holds, which must be of this size.
    static func readCheckpoint(_ note: [UInt8], size: UInt64) throws(LedgerError) -> SignedCheckpoint {
        let signed: SignedCheckpoint
        do {
            signed = try SignedCheckpoint(parsing: note)
        } catch {
            throw .unreadableCheckpoint(size: size)
        }
        guard signed.checkpoint.treeSize == size else { throw .unreadableCheckpoint(size: size) }
        return signed
    }
}
