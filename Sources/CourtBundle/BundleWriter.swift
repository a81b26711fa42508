package import ASiC
internal import Cryptography
internal import Synchronization

/// Writes a bundle: the hand-over folder with its container and, beside it, the documents and the pieces.
///
/// The files stand in the order of `BundleObject`, the files of `META-INF` last; the same plan and the same signature give
/// the same bytes. Every byte of a piece is hashed while it is written, and compared with what its exhibit commits. All is
/// written to a folder under a temporary name beside the final one, and is durable when `write` returns; nothing bears the
/// final name before `BundleDraft.commit()`.
package struct BundleWriter {
    private let plan: BundlePlan
    private let folder: DraftFolder
    private let container: ContainerWriter
    private var references: [ASiCManifest.Reference] = []

    /// Makes the signature over the bytes of a manifest: the DER of a detached CAdES signature.
    package typealias Signing = ([UInt8]) throws -> [UInt8]

    /// Writes the bundle of `plan`, to be named `path` once it has been verified.
    ///
    /// After an error nothing is left behind.
    package static func write(
        _ plan: BundlePlan,
        as path: String,
        signing sign: Signing
    ) throws(BundleWriterError) -> BundleDraft {
        try check(plan)
        let folder = try DraftFolder(beside: path)
        do throws(BundleWriterError) {
            var writer = try BundleWriter(plan, folder)
            let digestListDigest = try writer.addDataObjects()
            try writer.addSignature(sign)
            try writer.finish()
            return BundleDraft(
                folder: folder,
                containerDigest: try folder.digest(ofFile: folder.containerName),
                digestListDigest: digestListDigest
            )
        } catch {
            folder.remove()
            throw error
        }
    }

    private init(_ plan: BundlePlan, _ folder: DraftFolder) throws(BundleWriterError) {
        self.plan = plan
        self.folder = folder
        do throws(ContainerWriterError) {
            container = try ContainerWriter(path: folder.claim(folder.containerName))
        } catch {
            throw .container(error)
        }
    }

    /// Finds what would stop the writing later, before hours of it.
    private static func check(_ plan: BundlePlan) throws(BundleWriterError) {
        for object in plan.requiredFiles where plan.files[object] == nil { throw .missing(path: object.path) }
        do {
            _ = try plan.index
            let references = try plan.pieces.map { piece in
                ASiCManifest.Reference(
                    name: try ObjectName(BundleObject.piece(piece.name).path),
                    mediaType: piece.mediaType,
                    digest: piece.digest
                )
            }
            if !references.isEmpty {
                _ = try ASiCManifest(signature: ObjectName(BundleObject.signature.path), references: references)
            }
        } catch let error as BundleIndexError {
            throw .index(error)
        } catch let error as ManifestError {
            throw .manifest(error)
        } catch {
            throw .refused(error)
        }
    }
}

// MARK: - Data objects

extension BundleWriter {
    /// Writes everything that the signature covers; returns the digest of `EMPREINTES.sha256`.
    private mutating func addDataObjects() throws(BundleWriterError) -> Digest {
        let index: BundleIndex
        let digestList: DigestList
        do {
            index = try plan.index
            digestList = try plan.digestList
        } catch {
            throw .refused(error)
        }
        var objects = Array(plan.files.keys)
        objects += plan.pieces.map { .piece($0.name) } + [.digestList, .index, .disclosures]
        let pieces = Dictionary(uniqueKeysWithValues: plan.pieces.map { ($0.name, $0) })
        var places: [PiecePlace] = []
        for object in objects.sorted() {
            switch object {
            case .piece(let name): if let piece = pieces[name] { places.append(try reserve(piece)) }
            case .digestList: try add(object, bytes: digestList.bytes)
            case .index: try add(object, bytes: index.bytes)
            case .disclosures: try add(object, bytes: plan.disclosures.bytes)
            default: try add(object, bytes: try plannedBytes(of: object))
            }
        }
        try fill(places)
        return Digest(of: digestList.bytes)
    }

    private func plannedBytes(of object: BundleObject) throws(BundleWriterError) -> [UInt8] {
        guard let bytes = plan.files[object] else { throw .missing(path: object.path) }
        do {
            return try bytes()
        } catch {
            throw .sourceFailed(path: object.path, error)
        }
    }

    private mutating func add(_ object: BundleObject, bytes: [UInt8]) throws(BundleWriterError) {
        try addFile(object, bytes: bytes)
        try refer(to: object, mediaType: object.mediaType, digest: Digest(of: bytes))
        if object.liesLoose {
            let file = try folder.createFile(object.path)
            try file.write(bytes)
        }
    }

    /// Where a piece goes: its room in the container, and the path of the same beside it.
    private struct PiecePlace: Sendable {
        let piece: BundlePlan.Piece
        let container: ContainerPlace
        let loosePath: String

        /// Writes the piece to both, reading its source once.
        func fill() throws(BundleWriterError) -> FilledPlace {
            let path = BundleObject.piece(piece.name).path
            let file = try DraftFile(creating: loosePath)
            let running = PassingDigest(expecting: piece.size)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 4_096)
            defer { buffer.deallocate() }
            let filled: FilledPlace
            do throws(ContainerWriterError) {
                var read: BundlePlan.Piece.Reader?
                filled = try container.fill(through: buffer) { buffer in
                    let reader = try read ?? piece.open()
                    read = reader
                    let count = try reader(buffer)
                    let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                    running.take(chunk)
                    try file.write(chunk)
                    return count
                }
            } catch {
                switch error {
                case .sourceTooShort, .sourceTooLong: throw .pieceChanged(path: path)
                case .sourceFailed(_, let cause):
                    // The loose file is written from within the source.
                    if let cause = cause as? BundleWriterError { throw cause }
                    throw .sourceFailed(path: path, cause)
                default: throw .container(error)
                }
            }
            guard running.finish() == piece.digest else { throw .pieceChanged(path: path) }
            return filled
        }
    }

    private mutating func reserve(_ piece: BundlePlan.Piece) throws(BundleWriterError) -> PiecePlace {
        let object = BundleObject.piece(piece.name)
        try refer(to: object, mediaType: piece.mediaType, digest: piece.digest)
        do throws(ContainerWriterError) {
            let place = try container.reserve(Self.name(of: object), size: piece.size)
            return PiecePlace(piece: piece, container: place, loosePath: folder.claim(object.path))
        } catch {
            throw .container(error)
        }
    }

    /// Writes the pieces, many at once; what they hold was sealed, so that the order in which they are written is nobody's.
    private func fill(_ places: [PiecePlace]) throws(BundleWriterError) {
        let filled = Mutex<[FilledPlace]>([])
        try ManyAtOnce.run(places.count) { index throws(BundleWriterError) in
            let place = try places[index].fill()
            filled.withLock { $0.append(place) }
        }
        do throws(ContainerWriterError) {
            for place in filled.withLock({ $0 }) { try container.complete(place) }
        } catch {
            throw .container(error)
        }
    }

    private func addFile(_ object: BundleObject, bytes: [UInt8]) throws(BundleWriterError) {
        // What our own reader would refuse is not written.
        if let limit = object.sizeLimit, bytes.count > limit {
            throw .tooLarge(path: object.path, size: bytes.count, limit: limit)
        }
        do throws(ContainerWriterError) {
            try container.add(Self.name(of: object), bytes: bytes)
        } catch {
            throw .container(error)
        }
    }

    private mutating func refer(
        to object: BundleObject,
        mediaType: String,
        digest: Digest
    ) throws(BundleWriterError) {
        do throws(ContainerWriterError) {
            let name = try Self.name(of: object)
            references.append(ASiCManifest.Reference(name: name, mediaType: mediaType, digest: digest))
        } catch {
            throw .container(error)
        }
    }

    /// The name that the object's path is.
    private static func name(of object: BundleObject) throws(ContainerWriterError) -> ObjectName {
        do throws(ObjectNameError) {
            return try ObjectName(object.path)
        } catch {
            throw .refused(.name(object.path, error))
        }
    }
}

// MARK: - Signature and end

extension BundleWriter {
    private func addSignature(_ sign: Signing) throws(BundleWriterError) {
        let manifest: ASiCManifest
        do {
            manifest = try ASiCManifest(signature: Self.name(of: .signature), references: references)
        } catch let error as ManifestError {
            throw .manifest(error)
        } catch {
            throw .refused(error)
        }
        let bytes = manifest.bytes
        try addFile(.manifest, bytes: bytes)
        let signature: [UInt8]
        do {
            signature = try sign(bytes)
        } catch {
            throw .signingFailed(error)
        }
        try addFile(.signature, bytes: signature)
    }

    private func finish() throws(BundleWriterError) {
        do throws(ContainerWriterError) {
            try container.finish()
        } catch {
            throw .container(error)
        }
        try folder.sync()
    }
}

/// Why a bundle cannot be written.
package enum BundleWriterError: Error {
    /// An object that follows from the plan, or that has no place in the layout, was added to it.
    case notPlanned(path: String)
    /// An object was added twice.
    case repeated(path: String)
    /// The plan lacks a file that every bundle has.
    case missing(path: String)
    /// A file is longer than what a reader accepts.
    case tooLarge(path: String, size: Int, limit: Int)
    /// A piece does not have the length and digest that were sealed.
    case pieceChanged(path: String)
    /// The source of a file threw; what it threw is passed on.
    case sourceFailed(path: String, any Error)
    /// The closure that signs threw; what it threw is passed on.
    case signingFailed(any Error)
    /// The pieces make no index.
    case index(BundleIndexError)
    /// The files make no manifest: a media type is none, for instance.
    case manifest(ManifestError)
    /// The container cannot be written.
    case container(ContainerWriterError)
    /// The plan does not hold together in another way.
    case refused(any Error)
    /// Something has the bundle's name already.
    case exists(path: String)
    /// The path does not end in a name that a folder can be given.
    case notAName(path: String)
    /// A file or folder cannot be written; `errno` says why.
    case cannotWrite(path: String, errno: Int32)
}
