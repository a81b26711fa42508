internal import Algorithms
package import Cryptography
package import Custody

/// Everything that goes into a bundle, before a byte of it is written.
///
///     var plan = BundlePlan(origin: origin, size: 17, prepared: 16, pieces: pieces, disclosures: disclosures)
///     try plan.add(entries: [0, 1, 16]) { try ledger.entry(at: $0).der }
///     try plan.add(.document(.readMe), bytes: text)
///     let writer = try BundleWriter.begin(plan, as: "Dossier")
///
/// `bundle.json`, `EMPREINTES.sha256`, `disclosures.json`, the manifest and the signature follow from the plan and are not
/// added. Bytes given by a closure are asked for once, when their turn comes, and are not kept: of an entry a plan holds its
/// index, of a piece nothing.
package struct BundlePlan {
    /// Delivers the bytes of a small file.
    package typealias Bytes = (BundleObject) throws -> [UInt8]

    /// The ledger.
    package let origin: String

    /// The tree size of the head.
    package let size: UInt64

    /// The leaf index of the entry `bundle.prepared`.
    package let prepared: UInt64

    /// The pieces, in the order of their numbers.
    package let pieces: PlannedPieces

    /// The openings that the edition shows: the bytes of `disclosures.json`.
    let disclosures: ScratchFile

    /// The files that were added one by one.
    private(set) var files: [BundleObject: Source] = [:]

    /// The entries that were added.
    private(set) var entries = Run()

    /// The inclusion proofs that were added.
    private(set) var proofs = Run()

    /// Files of one kind, as many as a ledger has entries, by leaf indexes that rise.
    struct Run {
        var indexes: [UInt64] = []
        var bytes: RunBytes = { _ in [] }

        /// Whether the file of that index is there.
        func contains(_ index: UInt64) -> Bool {
            let found = indexes.partitioningIndex { $0 >= index }
            return found < indexes.count && indexes[found] == index
        }
    }

    /// Delivers the bytes of the file of a leaf index.
    package typealias RunBytes = (UInt64) throws -> [UInt8]

    /// Where the bytes of a file come from that is no piece.
    enum Source {
        case bytes(Bytes)
        case scratch(ScratchFile)
    }

    /// A piece, and where its bytes come from; many pieces may be read at once, each by a reader of its own.
    package struct Piece: Sendable {
        /// Fills the front of a buffer with the next bytes of a piece; returns their number, 0 at the end.
        package typealias Reader = (UnsafeMutableRawBufferPointer) throws -> Int

        let name: PieceName
        let exhibit: ExhibitID
        let size: UInt64
        let digest: Digest
        let mediaType: String
        let open: @Sendable (ExhibitID) throws -> Reader

        /// The path from the container's root.
        var path: String { BundleObject.piece(name).path }

        /// The piece `name` of `exhibit`: `size` bytes that have this digest, and that a reader from `open`
        /// delivers, which is given the exhibit.
        ///
        /// A media type that is not known is that of any bytes.
        package init(
            name: PieceName,
            exhibit: ExhibitID,
            size: UInt64,
            digest: Digest,
            mediaType: String?,
            open: @escaping @Sendable (ExhibitID) throws -> Reader
        ) {
            self.name = name
            self.exhibit = exhibit
            self.size = size
            self.digest = digest
            self.mediaType = mediaType ?? BundleObject.anyMediaType
            self.open = open
        }
    }

    /// A plan without its files.
    package init(
        origin: String,
        size: UInt64,
        prepared: UInt64,
        pieces: PlannedPieces,
        disclosures: DisclosureGathering
    ) throws(BundleWriterError) {
        self.origin = origin
        self.size = size
        self.prepared = prepared
        self.pieces = pieces
        self.disclosures = try disclosures.file()
    }

    /// Adds the entries, whose leaf indexes rise; once.
    package mutating func add(entries indexes: [UInt64], bytes: @escaping RunBytes) throws(BundleWriterError) {
        try Self.add(indexes, bytes, to: &entries) { .entry($0) }
    }

    /// Adds the inclusion proofs of the entries, whose leaf indexes rise; once.
    package mutating func add(proofs indexes: [UInt64], bytes: @escaping RunBytes) throws(BundleWriterError) {
        try Self.add(indexes, bytes, to: &proofs) { .inclusionProof($0) }
    }

    private static func add(
        _ indexes: [UInt64],
        _ bytes: @escaping RunBytes,
        to run: inout Run,
        as object: (UInt64) -> BundleObject
    ) throws(BundleWriterError) {
        if let first = indexes.first, !run.indexes.isEmpty { throw .repeated(path: object(first).path) }
        for (index, next) in zip(indexes, indexes.dropFirst()) where index >= next {
            throw .repeated(path: object(next).path)
        }
        run = Run(indexes: indexes, bytes: bytes)
    }

    /// Adds a file whose bytes are asked for when its turn comes.
    package mutating func add(_ object: BundleObject, bytes: @escaping Bytes) throws(BundleWriterError) {
        try add(object, from: .bytes(bytes))
    }

    /// Adds a file whose bytes are in memory.
    package mutating func add(_ object: BundleObject, bytes: [UInt8]) throws(BundleWriterError) {
        try add(object, from: .bytes { _ in bytes })
    }

    /// Adds a file that lies on the disk already.
    package mutating func add(_ object: BundleObject, scratch: ScratchFile) throws(BundleWriterError) {
        try add(object, from: .scratch(scratch))
    }

    private mutating func add(_ object: BundleObject, from source: Source) throws(BundleWriterError) {
        guard object.isPlanned else { throw .notPlanned(path: object.path) }
        guard files.updateValue(source, forKey: object) == nil else { throw .repeated(path: object.path) }
    }
}

// MARK: - What follows from a plan

extension BundlePlan {
    /// Prints the index that the bundle will have, part by part.
    func printIndex(_ take: ([UInt8]) throws(BundleWriterError) -> Void) throws(BundleWriterError) {
        do {
            var printer = try IndexPrinter(origin: origin, size: size, prepared: prepared)
            try take(printer.opening)
            for position in 0..<pieces.count {
                let piece = try pieces.piece(at: position)
                try take(printer.element(of: BundleIndex.Piece(name: piece.name, exhibit: piece.exhibit)))
            }
            try take(printer.closing)
        } catch let error as BundleIndexError {
            throw .index(error)
        } catch let error as BundleWriterError {
            throw error
        } catch {
            throw .refused(error)
        }
    }

    /// Prints the digests of the pieces, by their paths in the container, line by line.
    private static func printDigests(
        of pieces: PlannedPieces,
        _ take: ([UInt8]) throws(BundleWriterError) -> Void
    ) throws(BundleWriterError) {
        // Each name begins with its piece's number, which no other piece has: none stands twice.
        try pieces.forEach { piece throws(BundleWriterError) in
            let path = BundleObject.piece(piece.name).path
            try take(DigestList.Line(name: Array(path.utf8), digest: piece.digest).bytes)
        }
    }

    /// The SHA-256 of the `EMPREINTES.sha256` of these pieces, which the documents print.
    package static func digestListDigest(of pieces: PlannedPieces) throws(BundleWriterError) -> Digest {
        let digest = PassingDigest(expecting: 0)
        try printDigests(of: pieces) { line throws(BundleWriterError) in line.withUnsafeBytes { digest.take($0) } }
        return digest.finish()
    }

    /// `EMPREINTES.sha256`.
    func digestList(beside path: String) throws(BundleWriterError) -> ScratchFile {
        let list = try ScratchFile(beside: path)
        try Self.printDigests(of: pieces) { line throws(BundleWriterError) in try list.append(line) }
        return list
    }

    /// `Verification/bundle.json`.
    func index(beside path: String) throws(BundleWriterError) -> ScratchFile {
        let index = try ScratchFile(beside: path)
        try printIndex { part throws(BundleWriterError) in try index.append(part) }
        return index
    }

    /// What the manifest covers and follows from a plan.
    static let follows: [BundleObject] = [.digestList, .index, .disclosures]

    /// How many files the manifest will cover.
    var fileCount: Int {
        files.count + entries.indexes.count + proofs.indexes.count + pieces.count + Self.follows.count
    }

    /// What no bundle is without, whatever its edition, and the plan lacks; nil when it lacks nothing.
    var missing: BundleObject? {
        let required = BundleDocument.allCases.map { BundleObject.document($0) } + [.guide, .checkpoint(size)]
        return required.first { files[$0] == nil } ?? (entries.contains(prepared) ? nil : .entry(prepared))
    }
}

extension BundleObject {
    /// Whether the object is one that a plan is given, rather than one that follows from it.
    fileprivate var isPlanned: Bool {
        switch self {
        case .piece, .index, .digestList, .disclosures, .manifest, .signature: false
        case .entry, .inclusionProof: false
        case .list(_, let name): Self.isListName(name)
        case .consistencyProof(let old, let new): old < new
        default: true
        }
    }
}
