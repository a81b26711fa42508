package import ASiC
package import Cryptography
internal import Custody
internal import Synchronization

/// Writes a bundle: the hand-over folder with its container and, beside it, the documents and the pieces.
///
///     let writer = try BundleWriter.begin(plan, as: path)
///     let draft = try writer.finish(signature: sign(writer.manifestDigest()))
///
/// The files stand in the order of `BundleObject`, the files of `META-INF` last; the same plan and the same signature give
/// the same bytes. Every byte of a piece is hashed while it is written, and compared with what its exhibit commits. All is
/// written to a folder under a temporary name beside the final one, and is durable when `finish` returns; nothing bears the
/// final name before `BundleDraft.commit()`.
///
/// Small files are written when the bundle is begun, pieces when it is finished, for hours perhaps: their places are known, as
/// every length is. What is held of a file meanwhile is its directory entry, of a piece where its place is; the manifest, the
/// index and the list of digests grow on the disk.
package struct BundleWriter {
    private let plan: BundlePlan
    private let folder: DraftFolder
    private let container: ContainerWriter
    private let manifest: ScratchFile
    private var printer: ManifestPrinter
    private var places: ReservedPlaces
    private var digestListDigest: Digest?

    /// Writes all of the bundle of `plan` but the pieces and the signature.
    ///
    /// After an error nothing is left behind.
    package static func begin(_ plan: BundlePlan, as path: String) throws(BundleWriterError) -> BundleWriter {
        try check(plan)
        let folder = try DraftFolder(beside: path)
        do throws(BundleWriterError) {
            var writer = try BundleWriter(plan, folder)
            try writer.addDataObjects()
            return writer
        } catch {
            folder.remove()
            throw error
        }
    }

    /// The SHA-256 of the manifest: what the signature is over.
    package func manifestDigest() throws(BundleWriterError) -> Digest {
        try manifest.digest()
    }

    /// Writes the pieces, the manifest and the signature, and makes all of it durable; once.
    ///
    /// After an error nothing is left behind.
    package func finish(signature: [UInt8]) throws(BundleWriterError) -> BundleDraft {
        guard let digestListDigest else { throw .missing(path: BundleObject.digestList.path) }
        do throws(BundleWriterError) {
            try fillPieces()
            try addFile(.manifest, size: manifest.size, from: manifest.reader())
            try addFile(.signature, size: UInt64(signature.count), from: reader(of: signature))
            do throws(ContainerWriterError) {
                try container.finish()
            } catch {
                throw .container(error)
            }
            try folder.sync()
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

    /// Removes what was written.
    package func discard() {
        folder.remove()
    }

    private init(_ plan: BundlePlan, _ folder: DraftFolder) throws(BundleWriterError) {
        self.plan = plan
        self.folder = folder
        manifest = try ScratchFile(beside: folder.finalPath)
        do throws(ContainerWriterError) {
            printer = ManifestPrinter(signature: try Self.name(of: .signature))
            // With `mimetype`, the manifest and the signature.
            container = try ContainerWriter(path: folder.claim(folder.containerName), expecting: plan.fileCount + 3)
            places = container.noPlaces
        } catch {
            throw .container(error)
        }
    }

    /// Finds what would stop the writing later, before hours of it.
    private static func check(_ plan: BundlePlan) throws(BundleWriterError) {
        if let missing = plan.missing { throw .missing(path: missing.path) }
        try BundleLimits.profile.check(files: UInt64(plan.fileCount), disclosures: plan.disclosures.size)
        do throws(BundleIndexError) {
            _ = try IndexPrinter(origin: plan.origin, size: plan.size, prepared: plan.prepared)
        } catch {
            throw .index(error)
        }
        var exhibits: Set<ExhibitID> = []
        exhibits.reserveCapacity(plan.pieces.count)
        var last: UInt64 = 0
        for position in 0..<plan.pieces.count {
            let piece = try plan.pieces.piece(at: position)
            guard piece.name.number > last else { throw .index(.outOfOrder(position)) }
            last = piece.name.number
            guard exhibits.insert(piece.exhibit).inserted else { throw .index(.repeatedExhibit(position)) }
            do throws(ManifestError) {
                try ManifestPrinter.check(mediaType: piece.mediaType)
            } catch {
                throw .manifest(error)
            }
        }
    }
}

// MARK: - Data objects

extension BundleWriter {
    /// Writes everything that the signature covers but the pieces, for which it makes room.
    private mutating func addDataObjects() throws(BundleWriterError) {
        try manifest.append(printer.opening)
        let objects = (Array(plan.files.keys) + BundlePlan.follows).sorted()
        let firstAfterEntries = objects.firstIndex { $0 > .entry(0) } ?? objects.endIndex
        for object in objects[..<firstAfterEntries] { try add(object) }
        try add(plan.entries) { .entry($0) }
        try add(plan.proofs) { .inclusionProof($0) }
        for object in objects[firstAfterEntries...] { try add(object) }
        let closing: [UInt8]
        do throws(ManifestError) {
            closing = try printer.closing
        } catch {
            throw .manifest(error)
        }
        try manifest.append(closing)
    }

    private mutating func add(_ object: BundleObject) throws(BundleWriterError) {
        switch object {
        case .digestList:
            digestListDigest = try add(object, from: plan.digestList(beside: folder.finalPath))
            try reservePieces()
        case .index: try add(object, from: plan.index(beside: folder.finalPath))
        case .disclosures: try add(object, from: plan.disclosures)
        default:
            switch plan.files[object] {
            case nil: throw .missing(path: object.path)
            case .scratch(let file): try add(object, from: file)
            case .bytes(let deliver): try add(object) { () throws in try deliver(object) }
            }
        }
    }

    private mutating func add(
        _ run: BundlePlan.Run,
        as object: (UInt64) -> BundleObject
    ) throws(BundleWriterError) {
        for index in run.indexes { try add(object(index)) { () throws in try run.bytes(index) } }
    }

    private mutating func add(_ object: BundleObject, bytes deliver: () throws -> [UInt8]) throws(BundleWriterError) {
        let bytes: [UInt8]
        do {
            bytes = try deliver()
        } catch {
            throw .sourceFailed(path: object.path, error)
        }
        try add(object, size: UInt64(bytes.count), from: reader(of: bytes))
    }

    @discardableResult
    private mutating func add(_ object: BundleObject, from file: ScratchFile) throws(BundleWriterError) -> Digest {
        try add(object, size: file.size, from: file.reader())
    }

    /// Writes a small file to the container and, where it lies there too, to the folder; refers to it in the manifest.
    @discardableResult
    private mutating func add(
        _ object: BundleObject,
        size: UInt64,
        from read: @escaping SmallFileReader
    ) throws(BundleWriterError) -> Digest {
        let loose = object.liesLoose ? try folder.createFile(object.path) : nil
        var hash: SHA256? = SHA256()
        try addFile(object, size: size) { buffer throws(BundleWriterError) in
            let count = try read(buffer)
            let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hash?.update(chunk)
            try loose?.write(chunk)
            return count
        }
        guard let digest = hash.take()?.finalize() else { preconditionFailure("a file is digested once") }
        try refer(to: object, mediaType: object.mediaType, digest: digest)
        return digest
    }

    /// Fills the front of a buffer with the next bytes of a file; returns their number, 0 at the end.
    private typealias SmallFileReader = (UnsafeMutableRawBufferPointer) throws(BundleWriterError) -> Int

    private func reader(of bytes: [UInt8]) -> SmallFileReader {
        var position = 0
        return { buffer throws(BundleWriterError) in
            let count = min(buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<position + count])
            position += count
            return count
        }
    }

    private func addFile(
        _ object: BundleObject,
        size: UInt64,
        from read: SmallFileReader
    ) throws(BundleWriterError) {
        try refuse(object, ofSize: size)
        do throws(ContainerWriterError) {
            try container.add(Self.name(of: object), size: size, from: read)
        } catch {
            // The loose file is written from within the source.
            if case .sourceFailed(_, let cause as BundleWriterError) = error { throw cause }
            throw .container(error)
        }
    }

    /// What our own reader would refuse is not written.
    private func refuse(_ object: BundleObject, ofSize size: UInt64) throws(BundleWriterError) {
        if let limit = object.sizeLimit, size > UInt64(limit) {
            throw .tooLarge(path: object.path, size: Int(clamping: size), limit: limit)
        }
    }

    private mutating func refer(
        to object: BundleObject,
        mediaType: String,
        digest: Digest
    ) throws(BundleWriterError) {
        let name: ObjectName
        do throws(ContainerWriterError) {
            name = try Self.name(of: object)
        } catch {
            throw .container(error)
        }
        let element: [UInt8]
        do throws(ManifestError) {
            element = try printer.element(
                of: ASiCManifest.Reference(name: name, mediaType: mediaType, digest: digest)
            )
        } catch {
            throw .manifest(error)
        }
        try manifest.append(element)
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

// MARK: - Pieces

extension BundleWriter {
    private mutating func reservePieces() throws(BundleWriterError) {
        folder.claim(plan.pieces)
        for position in 0..<plan.pieces.count {
            let piece = try plan.pieces.piece(at: position)
            let object = BundleObject.piece(piece.name)
            try refer(to: object, mediaType: piece.mediaType, digest: piece.digest)
            do throws(ContainerWriterError) {
                places.append(try container.reserve(Self.name(of: object), size: piece.size))
            } catch {
                throw .container(error)
            }
        }
    }

    /// Writes the pieces, many at once; what they hold was sealed, so that the order in which they are written is nobody's.
    private func fillPieces() throws(BundleWriterError) {
        let filled = Mutex<[FilledPlace]>([])
        let path = folder.path
        try ManyAtOnce.run(places.count) { [places, pieces = plan.pieces] position throws(BundleWriterError) in
            let piece = try pieces.piece(at: position)
            let place: ContainerPlace
            do throws(ContainerWriterError) {
                place = places.place(at: position, of: try Self.name(of: .piece(piece.name)), size: piece.size)
            } catch {
                throw .container(error)
            }
            let done = try piece.fill(place, inFolder: path)
            filled.withLock { $0.append(done) }
        }
        do throws(ContainerWriterError) {
            for place in filled.withLock({ $0 }) { try container.complete(place) }
        } catch {
            throw .container(error)
        }
    }
}

extension BundlePlan.Piece {
    /// Writes the piece to its place in the container and to the file beside it, reading its source once.
    fileprivate func fill(
        _ place: ContainerPlace,
        inFolder folder: String
    ) throws(BundleWriterError) -> FilledPlace {
        let path = BundleObject.piece(name).path
        let file = try DraftFile(creating: folder + "/" + path)
        let running = PassingDigest(expecting: size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 4_096)
        defer { buffer.deallocate() }
        let filled: FilledPlace
        do throws(ContainerWriterError) {
            var read: Reader?
            filled = try place.fill(through: buffer) { buffer in
                // Kept once: a closure that goes out of an Optional and back in is wrapped each time, one call deeper.
                if read == nil { read = try open(exhibit) }
                let count = try read?(buffer) ?? 0
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
        guard running.finish() == digest else { throw .pieceChanged(path: path) }
        return filled
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
    /// The bundle as a whole would have more files, or more bytes of one, than a reader takes.
    case bundleTooLarge(path: String, size: UInt64, limit: UInt64)
    /// A piece does not have the length and digest that were sealed.
    case pieceChanged(path: String)
    /// The source of a file threw; what it threw is passed on.
    case sourceFailed(path: String, any Error)
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
