package import Cryptography
package import Custody

/// Everything that goes into a bundle, before a byte of it is written.
///
///     var plan = BundlePlan(origin: origin, size: 17, prepared: 16, pieces: pieces, disclosures: disclosures)
///     try plan.add(.entry(0)) { try ledger.entry(at: 0) }
///     try plan.add(.document(.readMe), bytes: text)
///     let draft = try BundleWriter.write(plan, as: "Dossier") { try sign($0) }
///
/// `bundle.json`, `EMPREINTES.sha256`, `disclosures.json`, the manifest and the signature follow from the plan and are not
/// added. Bytes given by a closure are asked for once, when their turn comes, and are not kept: what a plan holds of an entry
/// or a piece is some hundred bytes.
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
    package let pieces: [Piece]

    /// The openings that the edition shows: the bytes of `disclosures.json`.
    let disclosures: Source

    /// The files that were added.
    private(set) var files: [BundleObject: Source] = [:]

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
    package init(origin: String, size: UInt64, prepared: UInt64, pieces: [Piece], disclosures: DisclosureFile) {
        self.origin = origin
        self.size = size
        self.prepared = prepared
        self.pieces = pieces
        self.disclosures = .bytes { _ in disclosures.bytes }
    }

    /// A plan without its files, whose openings were gathered on the disk.
    package init(
        origin: String,
        size: UInt64,
        prepared: UInt64,
        pieces: [Piece],
        disclosures: DisclosureGathering
    ) throws(BundleWriterError) {
        self.origin = origin
        self.size = size
        self.prepared = prepared
        self.pieces = pieces
        self.disclosures = .scratch(try disclosures.file())
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
    /// The index that the bundle will have.
    var index: BundleIndex {
        get throws(BundleIndexError) {
            try BundleIndex(
                origin: origin,
                size: size,
                prepared: prepared,
                pieces: pieces.map { BundleIndex.Piece(name: $0.name, exhibit: $0.exhibit) }
            )
        }
    }

    /// The SHA-256 of the `EMPREINTES.sha256` of these pieces, which the documents print.
    package static func digestListDigest(of pieces: [Piece]) throws(DigestListError) -> Digest {
        Digest(of: try digestList(of: pieces).bytes)
    }

    /// The digests of the pieces, by their paths in the container.
    static func digestList(of pieces: [Piece]) throws(DigestListError) -> DigestList {
        try DigestList(
            pieces.map { piece in
                DigestList.Line(name: Array(BundleObject.piece(piece.name).path.utf8), digest: piece.digest)
            }
        )
    }

    /// What no bundle is without, whatever its edition.
    var requiredFiles: [BundleObject] {
        BundleDocument.allCases.map { .document($0) } + [.guide, .entry(prepared), .checkpoint(size)]
    }
}

extension BundleObject {
    /// Whether the object is one that a plan is given, rather than one that follows from it.
    fileprivate var isPlanned: Bool {
        switch self {
        case .piece, .index, .digestList, .disclosures, .manifest, .signature: false
        case .list(_, let name): Self.isListName(name)
        case .consistencyProof(let old, let new): old < new
        default: true
        }
    }
}
