internal import Columns
internal import CourtBundle
internal import Cryptography
package import Custody
internal import LedgerStore

/// What a call made of its files: a hundred bytes of each new original stay in memory, and sixty of one that the case had.
struct SealedFiles: Sendable {
    /// The files as they were found.
    let received: ReceivedFiles
    /// The index of the first original's entry.
    let firstIndex: UInt64

    /// Whether a copy could be read again from memory only.
    private(set) var wasRereadFromMemory = false

    /// A file that is an exhibit now.
    fileprivate struct Original: Sendable {
        let exhibit: ExhibitID
        let digest: Digest
        let size: UInt64
        let position: UInt32
        let mediaType: UInt32
        let notices: UInt32
        let wasRereadFromMemory: Bool
    }

    /// A file whose content is an exhibit already.
    fileprivate struct Repeat: Sendable {
        let exhibit: ExhibitID
        let digest: Digest
        let position: UInt32
    }

    fileprivate private(set) var originals = Column<Original>()
    /// The leaf hashes of the originals' entries, as far as they are signed.
    fileprivate private(set) var leafHashes = Column<Digest>()
    fileprivate private(set) var repeats = Column<Repeat>()
    fileprivate private(set) var mediaTypes = DistinctValues<String?>()
    fileprivate private(set) var notices = DistinctValues<ObservedFacts>()
    private var originalsByDigest: PositionTable

    init(of received: ReceivedFiles, firstIndex: UInt64) {
        self.received = received
        self.firstIndex = firstIndex
        originalsByDigest = PositionTable(room: received.count)
    }

    /// How many files were found so far; they come in their order.
    private var admittedCount: Int { originals.count + repeats.count }

    /// The new originals, in ledger order.
    var exhibits: SealedExhibits { SealedExhibits(files: self) }
    /// The ids of all originals that were admitted, entered or not.
    var admittedExhibits: some Sequence<ExhibitID> { originals.lazy.map(\.exhibit) }
    /// The files whose content is an exhibit already.
    var duplicates: DuplicateFiles { DuplicateFiles(files: self) }
}

// MARK: - Filling

extension SealedFiles {
    /// The exhibit of this call with the same content as the next file; nil once the file itself is one.
    mutating func exhibit(admitting file: StoredFile) -> ExhibitID? {
        let digest = file.original.digest
        let hash = digest.hashValue
        if let known = originalsByDigest.position(hash: hash, where: { originals[$0].digest == digest }) {
            return originals[known].exhibit
        }
        originalsByDigest.insert(originals.count, hash: hash) { originals[$0].digest.hashValue }
        let isFromMemory = file.original.reread == .fromMemory
        if isFromMemory { wasRereadFromMemory = true }
        originals.append(
            Original(
                exhibit: file.original.exhibit,
                digest: digest,
                size: file.original.size,
                position: UInt32(admittedCount),
                mediaType: mediaTypes.number(of: file.observation.mediaType),
                notices: notices.number(of: file.observation.notices),
                wasRereadFromMemory: isFromMemory
            )
        )
        return nil
    }

    /// Notes that the next file has the content of `exhibit`.
    mutating func repeating(_ exhibit: ExhibitID, _ digest: Digest) {
        repeats.append(Repeat(exhibit: exhibit, digest: digest, position: UInt32(admittedCount)))
    }

    /// Notes the leaf hash of the entry of the next original.
    mutating func entered(_ leafHash: Digest) { leafHashes.append(leafHash) }
}

// MARK: - The list of digests

extension SealedFiles {
    /// Hands the list of all files of the call and their digests to `put`, a piece at a time, in the order in which they were
    /// received; `sha256sum -c` reads it.
    func writeReleve(_ put: ([UInt8]) throws -> Void) throws {
        var pieces = Pieces()
        var nextOriginal = 0
        var nextRepeat = 0
        for position in 0..<admittedCount {
            let digest: Digest
            if nextOriginal < originals.count, originals[nextOriginal].position == position {
                digest = originals[nextOriginal].digest
                nextOriginal += 1
            } else {
                digest = repeats[nextRepeat].digest
                nextRepeat += 1
            }
            let name = received.name(at: position).bytes
            // No name is there twice: that was seen when the files were found.
            let line = try DigestList([DigestList.Line(name: name, digest: digest)]).bytes
            try pieces.add(line, to: put)
        }
        try pieces.finish(put)
    }

    /// The digest of that list.
    var releveDigest: Digest {
        get throws {
            var hash = SHA256()
            try writeReleve { hash.update($0) }
            return hash.finalize()
        }
    }
}

/// Gathers lines, and hands them on when there are some tens of kilobytes.
struct Pieces {
    private var gathered: [UInt8] = []

    private static let length = 32_768

    mutating func add(_ bytes: [UInt8], to put: ([UInt8]) throws -> Void) rethrows {
        gathered += bytes
        if gathered.count >= Self.length { try finish(put) }
    }

    /// Hands on what is left.
    mutating func finish(_ put: ([UInt8]) throws -> Void) rethrows {
        guard !gathered.isEmpty else { return }
        try put(gathered)
        gathered.removeAll(keepingCapacity: true)
    }
}

// MARK: - As they are told

/// The files that are exhibits now, in ledger order; each is made when it is asked for.
package struct SealedExhibits: RandomAccessCollection, Sendable {
    fileprivate let files: SealedFiles

    /// 0.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { files.leafHashes.count }

    /// The one at `position`.
    package subscript(position: Int) -> SealedExhibit {
        let original = files.originals[position]
        return SealedExhibit(
            exhibit: original.exhibit,
            name: files.received.name(at: Int(original.position)),
            content: ExhibitContent(
                size: original.size,
                mediaType: files.mediaTypes[original.mediaType],
                sha256: original.digest
            ),
            index: files.firstIndex + UInt64(position),
            leafHash: files.leafHashes[position],
            notices: files.notices[original.notices],
            wasRereadFromMemory: original.wasRereadFromMemory
        )
    }

    /// The exhibit at `position`, and its only entry.
    func head(at position: Int) -> ExhibitHead {
        ExhibitHead(exhibit: files.originals[position].exhibit, head: files.leafHashes[position])
    }

    /// The id of the exhibit at `position`.
    package func id(at position: Int) -> ExhibitID { files.originals[position].exhibit }
}

/// The files whose content is an exhibit already, in the order in which they were received.
package struct DuplicateFiles: RandomAccessCollection, Sendable {
    fileprivate let files: SealedFiles

    /// 0.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { files.repeats.count }

    /// The one at `position`.
    package subscript(position: Int) -> DuplicateFile {
        let file = files.repeats[position]
        return DuplicateFile(name: files.received.name(at: Int(file.position)), exhibit: file.exhibit)
    }
}
