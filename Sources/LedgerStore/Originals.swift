internal import CFiles
package import Cryptography
package import Custody
internal import Glibc

/// originals/: the bytes as they were received, each an age file to its exhibit's content key, named by its opaque id.
///
/// Every method streams through a few hundred kilobytes, whatever the file's size, and may run on several threads at once
/// for different exhibits.
package struct Originals: Sendable {
    private let folder: CaseFolder

    /// What is read or written in one call.
    private static let bufferSize = 512 * 1_024

    /// The originals of the case in `folder`.
    package init(in folder: CaseFolder) {
        self.folder = folder
    }
}

/// An original that has been stored, read again and found to be what was received.
package struct StoredOriginal: Hashable, Sendable {
    /// Whose original it is.
    package let exhibit: ExhibitID

    /// The SHA-256 of the bytes as they were received, calculated while they were read, once.
    package let digest: Digest

    /// Their number.
    package let size: UInt64

    /// Where the second reading came from.
    package let reread: Reread

    /// Where the bytes of the second reading came from.
    package enum Reread: Hashable, Sendable {
        /// No page of the copy was left in memory when the second reading began: it came from the device.
        case fromDevice
        /// Some or all pages could not be put out of memory, or the system would not say: « relu en mémoire ».
        case fromMemory
    }
}

// MARK: - Storing

extension Originals {
    /// Stores what `source` holds as the original of `exhibit`, durably, and reads it again.
    ///
    /// The source is read once, digested as it is read, and encrypted to `contentKey`. The copy is written beside its
    /// place, synchronised, dropped from memory, opened again, decrypted, compared with that digest, and renamed; a large one is
    /// read again stretch by stretch, each once the device has it, while the rest is written. When anything is wrong, the source
    /// having changed meanwhile included, nothing is left in its place.
    package func store(
        _ source: SourceFile,
        as exhibit: ExhibitID,
        contentKey: AgeIdentity
    ) throws(OriginalError) -> StoredOriginal {
        let original = try store(source, as: exhibit, sealing: contentKey.recipient, opening: contentKey)
        try synchronizeFolder()
        return original
    }

    /// As `store(_:as:contentKey:)`, unless an exhibit that `known` finds by the digest has the same bytes: then nothing is
    /// stored.
    ///
    /// For whoever stores many: the folder is not synchronised. `synchronizeFolder()` is called once at the end, and no
    /// entry is committed before.
    package func store(
        _ source: SourceFile,
        as exhibit: ExhibitID,
        contentKey: AgeIdentity,
        unless known: (Digest) throws -> ExhibitID?
    ) throws -> StoringResult {
        let path = folder.original(of: exhibit)
        let partial = try reserve(path, for: exhibit)
        do {
            let copy = try writeCopy(of: source, to: partial, sealing: contentKey.recipient, opening: contentKey)
            if let known = try known(copy.digest) {
                unlink(partial)
                return .known(known, copy.digest)
            }
            return .stored(try settle(copy, partial, as: exhibit, at: path, with: contentKey))
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// What came of storing a file that an exhibit may have already.
    package enum StoringResult: Hashable, Sendable {
        case stored(StoredOriginal)
        /// This exhibit has the same bytes, whose digest this is.
        case known(ExhibitID, Digest)
    }

    func store(
        _ source: SourceFile,
        as exhibit: ExhibitID,
        sealing recipient: AgeRecipient,
        opening identity: AgeIdentity
    ) throws(OriginalError) -> StoredOriginal {
        let path = folder.original(of: exhibit)
        let partial = try reserve(path, for: exhibit)
        do {
            let copy = try writeCopy(of: source, to: partial, sealing: recipient, opening: identity)
            return try settle(copy, partial, as: exhibit, at: path, with: identity)
        } catch {
            unlink(partial)
            throw OriginalError(error, exhibit)
        }
    }

    private func reserve(_ path: String, for exhibit: ExhibitID) throws(OriginalError) -> String {
        guard !DurableFile.exists(path) else { throw .exists(exhibit) }
        return DurableFile.partialPath(for: path)
    }

    /// A copy that is written, and not yet on the device.
    private struct Copy {
        let file: OpenFile
        let digest: Digest
        let size: UInt64
        /// The second reading that has begun; nil of a small copy.
        let trailing: TrailingReading?
    }

    /// Makes a copy durable, reads it again, and gives it its name.
    private func settle(
        _ copy: Copy,
        _ partial: String,
        as exhibit: ExhibitID,
        at path: String,
        with identity: AgeIdentity
    ) throws -> StoredOriginal {
        try copy.file.synchronize()
        let (found, reread) = try reread(copy, partial, as: exhibit, with: identity)
        guard found.digest == copy.digest, found.size == copy.size else {
            throw OriginalError.altered(exhibit, expected: copy.digest, found: found.digest)
        }
        guard rename(partial, path) == 0 else { throw FileSystemError(.rename, path) }
        return StoredOriginal(exhibit: exhibit, digest: copy.digest, size: copy.size, reread: reread)
    }

    private func reread(
        _ copy: Copy,
        _ partial: String,
        as exhibit: ExhibitID,
        with identity: AgeIdentity
    ) throws -> (found: (digest: Digest, size: UInt64), StoredOriginal.Reread) {
        do {
            if let found = try copy.trailing?.finish() { return (found, .fromDevice) }
        } catch {
            throw OriginalError(error, exhibit)
        }
        let file = try OpenFile(partial, O_RDONLY | O_NOFOLLOW)
        let reread: StoredOriginal.Reread = try PageCache.drop(file) ? .fromDevice : .fromMemory
        PageCache.bypass(file)
        let found = try read(file, exhibit: exhibit, with: identity) { _ in }
        // Where it went through memory after all: what was read once more will not be read soon.
        posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED)
        return (found, reread)
    }

    /// Makes the names of all originals stored so far durable.
    package func synchronizeFolder() throws(OriginalError) {
        do throws(FileSystemError) {
            try DurableFile.synchronizeFolder(holding: folder.originals + "/.")
        } catch {
            throw .fileSystem(error)
        }
    }

    private func writeCopy(
        of source: SourceFile,
        to partial: String,
        sealing recipient: AgeRecipient,
        opening identity: AgeIdentity
    ) throws -> Copy {
        let before = try source.state()
        let copy = try OpenFile(partial, O_WRONLY | O_CREAT | O_EXCL)
        let trailing =
            before.size >= TrailingReading.worthwhileSize
            ? try TrailingReading(of: partial, expecting: before.size, with: identity) : nil
        let writing = WritingAhead(copy, followedBy: trailing)
        let encryptor = try AgeEncryptor(to: [recipient]) { try writing.write($0) }
        let digesting = PassingDigest(expecting: before.size)
        try source.rewind()
        try drain(source.descriptor, size: before.size, name: source.name) { bytes in
            digesting.take(bytes)
            // Whoever keeps writing to a file could otherwise keep us reading it.
            guard digesting.size <= before.size else { throw OriginalError.sourceChanged(source.name) }
            try encryptor.write(bytes)
        }
        try encryptor.finish()
        // A file that grows, shrinks or is replaced while it is read would be sealed in a state it never had.
        guard try source.state() == before, digesting.size == before.size else {
            throw OriginalError.sourceChanged(source.name)
        }
        return Copy(file: copy, digest: digesting.finish(), size: digesting.size, trailing: trailing)
    }
}

// MARK: - Reading

extension Originals {
    /// Hands the original of `exhibit` to `sink`, decrypted, piece by piece, and returns its digest and size.
    ///
    /// Every piece has authenticated, but until this returns they may be the beginning of a file that was cut.
    package func open(
        _ exhibit: ExhibitID,
        with contentKey: AgeIdentity,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> (digest: Digest, size: UInt64) {
        let path = folder.original(of: exhibit)
        guard DurableFile.exists(path) else { throw OriginalError.missing(exhibit) }
        let file: OpenFile
        do throws(FileSystemError) {
            file = try OpenFile(path, O_RDONLY | O_NOFOLLOW)
        } catch {
            throw OriginalError.fileSystem(error)
        }
        return try read(file, exhibit: exhibit, with: contentKey, sink: sink)
    }

    private func read(
        _ file: OpenFile,
        exhibit: ExhibitID,
        with contentKey: AgeIdentity,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (digest: Digest, size: UInt64) {
        let size: UInt64
        do throws(FileSystemError) {
            size = UInt64(max(0, try file.status().st_size))
        } catch {
            throw OriginalError.fileSystem(error)
        }
        let digesting = PassingDigest(expecting: size)
        do {
            let decryptor = AgeDecryptor(identities: [contentKey]) { bytes in
                digesting.take(bytes)
                try sink(bytes)
            }
            try drain(file.descriptor, size: size, name: file.path, into: decryptor.write)
            try decryptor.finish()
        } catch let error as AgeError {
            throw OriginalError.age(exhibit, error)
        } catch let error as FileSystemError {
            throw OriginalError.fileSystem(error)
        }
        return (digesting.finish(), digesting.size)
    }

    private func drain(
        _ descriptor: Int32,
        size: UInt64,
        name: String,
        into sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let page = 4_096
        // One page more than the file, so that the first reading of a small one finds its end.
        let wanted = size < UInt64(Self.bufferSize) ? (Int(size) / page + 1) * page : Self.bufferSize
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: page)
        defer { buffer.deallocate() }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        while true {
            let count = try PageCache.read(descriptor, into: buffer, of: name)
            if count == 0 { return }
            try sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

// MARK: - Erasing and leftovers

extension Originals {
    /// Whether the original of `exhibit` is there.
    package func holds(_ exhibit: ExhibitID) -> Bool { DurableFile.exists(folder.original(of: exhibit)) }

    /// Removes the original of `exhibit`, durably; together with its content key this is its erasure.
    package func erase(_ exhibit: ExhibitID) throws(OriginalError) {
        guard holds(exhibit) else { throw .missing(exhibit) }
        do throws(FileSystemError) {
            try DurableFile.remove(folder.original(of: exhibit))
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Removes the original of `exhibit`, which no entry names; durably once `synchronizeFolder()` was called.
    package func discard(_ exhibit: ExhibitID) throws(OriginalError) {
        let path = folder.original(of: exhibit)
        guard unlink(path) == 0 else { throw .fileSystem(FileSystemError(.remove, path)) }
    }

    /// The names in originals/ that are no original of an exhibit that `isKnown` accepts.
    ///
    /// They are what an interrupted operation left, or what someone put there. Nothing is removed.
    package func leftovers(_ isKnown: (ExhibitID) throws -> Bool) throws -> [String] {
        let names: [String]
        do throws(FileSystemError) {
            names = try DurableFile.names(inFolder: folder.originals)
        } catch {
            throw OriginalError.fileSystem(error)
        }
        return try names.filter { name in
            guard name.utf8.count == 36, name.hasSuffix(".age"), let id = ExhibitID(name.dropLast(4)) else {
                return true
            }
            return try !isKnown(id)
        }
    }
}

/// Writes to a file, and has the device begin on what was written while more comes, and the second reading go on behind it:
/// else all of a large file would wait for the final synchronisation.
private final class WritingAhead {
    private let file: OpenFile
    private let trailing: TrailingReading?
    private var written: Int64 = 0
    private var begun: Int64 = 0

    init(_ file: OpenFile, followedBy trailing: TrailingReading?) {
        self.file = file
        self.trailing = trailing
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
        try file.write(bytes)
        written += Int64(bytes.count)
        let end = written / TrailingReading.stretch * TrailingReading.stretch
        guard end > begun else { return }
        scelle_begin_writing(file.descriptor, begun, end - begun)
        trailing?.follow(to: end)
        begun = end
    }
}
