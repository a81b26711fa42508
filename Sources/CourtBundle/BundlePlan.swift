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
/// added. Bytes given by a closure are asked for once, when their turn comes, and are not kept.
package struct BundlePlan {
    /// Delivers the bytes of a small file.
    package typealias Bytes = () throws -> [UInt8]

    /// The ledger.
    package let origin: String

    /// The tree size of the head.
    package let size: UInt64

    /// The leaf index of the entry `bundle.prepared`.
    package let prepared: UInt64

    /// The pieces, in the order of their numbers.
    package let pieces: [Piece]

    /// The openings that the edition shows.
    package let disclosures: DisclosureFile

    /// The files that were added.
    private(set) var files: [BundleObject: Bytes] = [:]

    /// A piece, and where its bytes come from; many pieces may be read at once, each by a reader of its own.
    package struct Piece: Sendable {
        /// Fills the front of a buffer with the next bytes of a piece; returns their number, 0 at the end.
        package typealias Reader = (UnsafeMutableRawBufferPointer) throws -> Int

        let name: PieceName
        let exhibit: ExhibitID
        let size: UInt64
        let digest: Digest
        let mediaType: String
        let open: @Sendable () throws -> Reader

        /// The piece `name` of `exhibit`: `size` bytes that have this digest, and that a reader from `open` delivers.
        ///
        /// A media type that is not known is that of any bytes.
        package init(
            name: PieceName,
            exhibit: ExhibitID,
            size: UInt64,
            digest: Digest,
            mediaType: String?,
            open: @escaping @Sendable () throws -> Reader
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
        self.disclosures = disclosures
    }

    /// Adds a file whose bytes are asked for when its turn comes.
    package mutating func add(_ object: BundleObject, bytes: @escaping Bytes) throws(BundleWriterError) {
        guard object.isPlanned else { throw .notPlanned(path: object.path) }
        guard files[object] == nil else { throw .repeated(path: object.path) }
        files[object] = bytes
    }

    /// Adds a file whose bytes are in memory.
    package mutating func add(_ object: BundleObject, bytes: [UInt8]) throws(BundleWriterError) {
        try add(object) { bytes }
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

    /// The digests of the pieces, by their paths in the container.
    var digestList: DigestList {
        get throws(DigestListError) {
            try DigestList(
                pieces.map { piece in
                    DigestList.Line(name: Array(BundleObject.piece(piece.name).path.utf8), digest: piece.digest)
                }
            )
        }
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
