package import Cryptography
internal import Glibc
package import TransparencyLog

/// The largest checkpoint ever seen of each ledger, remembered outside the case: a ledger that was rolled back or rebuilt
/// is found even when everything in its folder fits together.
///
/// One file a ledger, `<folder>/<the 32 hexadecimal digits of its origin>`, holding the signed checkpoint as it was seen;
/// replaced durably, and only ever by a larger tree that contains the one before.
package struct Heads: Hashable, Sendable {
    /// The folder, `$XDG_STATE_HOME/scelle/heads`; made when the first checkpoint is remembered.
    package let folder: String

    /// The heads remembered in `folder`.
    package init(folder: String) {
        self.folder = folder
    }

    /// The largest checkpoint seen of the ledger `origin`; nil when none was.
    package func remembered(origin: String) throws(HeadsError) -> SignedCheckpoint? {
        let path = try path(of: origin)
        guard DurableFile.exists(path) else { return nil }
        let bytes: [UInt8]
        do throws(FileSystemError) {
            bytes = try DurableFile.read(path)
        } catch {
            throw .fileSystem(error)
        }
        let head: SignedCheckpoint
        do {
            head = try SignedCheckpoint(parsing: bytes)
        } catch {
            throw .unreadable(path: path)
        }
        guard Array(head.checkpoint.origin.utf8) == Array(origin.utf8) else { throw .unreadable(path: path) }
        return head
    }

    /// Remembers `head`, whose signatures the caller has verified.
    ///
    /// A head that is remembered already changes nothing. A larger one needs `proof`, from the size that is remembered
    /// to its own. Refused are a smaller tree, another root at the same size, and a proof that does not hold.
    package func remember(_ head: SignedCheckpoint, proof: ConsistencyProof? = nil) throws(HeadsError) {
        let origin = head.checkpoint.origin
        let path = try path(of: origin)
        let lock: OpenFile
        do throws(FileSystemError) {
            lock = try takeLock()
        } catch {
            throw .fileSystem(error)
        }
        defer { withExtendedLifetime(lock) {} }
        guard try requireSuccessor(head, proof: proof) else { return }
        do throws(FileSystemError) {
            try DurableFile.write(head.bytes, to: path)
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Refuses `head` as `remember` does, and remembers nothing.
    package func compare(_ head: SignedCheckpoint, proof: ConsistencyProof? = nil) throws(HeadsError) {
        _ = try requireSuccessor(head, proof: proof)
    }

    /// Two processes may see two heads at once: comparing and replacing are one step, under this lock.
    private func takeLock() throws(FileSystemError) -> OpenFile {
        try DurableFile.createFolders(folder)
        let lock = try OpenFile(folder + "/lock", O_RDWR | O_CREAT)
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileSystemError(.lock, lock.path) }
        }
        return lock
    }

    /// Whether `head` is to replace what is remembered; throws when it contradicts it.
    private func requireSuccessor(_ head: SignedCheckpoint, proof: ConsistencyProof?) throws(HeadsError) -> Bool {
        let new = head.checkpoint
        guard let old = try remembered(origin: new.origin)?.checkpoint else { return true }
        guard new.treeSize >= old.treeSize else {
            throw .rolledBack(remembered: old.treeSize, found: new.treeSize)
        }
        guard new.treeSize > old.treeSize else {
            guard new.rootHash == old.rootHash else {
                throw .otherRoot(size: new.treeSize, remembered: old.rootHash, found: new.rootHash)
            }
            return false
        }
        guard let proof, proof.oldSize == old.treeSize, proof.newSize == new.treeSize else {
            throw .proofMissing(remembered: old.treeSize, found: new.treeSize)
        }
        do throws(ProofError) {
            try proof.verify(oldRoot: old.rootHash, newRoot: new.rootHash)
        } catch {
            throw .inconsistent(remembered: old.treeSize, found: new.treeSize, error)
        }
        return true
    }

    private func path(of origin: String) throws(HeadsError) -> String {
        let prefix = Array("scelle.invalid/".utf8)
        let digits = Array(origin.utf8).dropFirst(prefix.count)
        guard origin.utf8.starts(with: prefix), digits.count == 32,
            [UInt8](hex: String(decoding: digits, as: UTF8.self)) != nil
        else { throw .foreignOrigin(origin) }
        return "\(folder)/\(String(decoding: digits, as: UTF8.self))"
    }
}

/// Why a head was not remembered, or cannot be told.
package enum HeadsError: Error, Hashable, Sendable {
    /// The ledger is smaller than it was: an old copy was put back, or its tail was cut.
    case rolledBack(remembered: UInt64, found: UInt64)
    /// The ledger has the size it had, but not the entries: it was rebuilt.
    case otherRoot(size: UInt64, remembered: Digest, found: Digest)
    /// The larger ledger does not contain the one that is remembered: it was rebuilt, or two copies grew apart.
    case inconsistent(remembered: UInt64, found: UInt64, ProofError)
    /// A larger head was given without a proof from the one that is remembered.
    case proofMissing(remembered: UInt64, found: UInt64)
    /// The origin is not `scelle.invalid/` and 32 hexadecimal digits.
    case foreignOrigin(String)
    /// The remembered file does not hold a checkpoint of its ledger.
    case unreadable(path: String)
    case fileSystem(FileSystemError)
}
