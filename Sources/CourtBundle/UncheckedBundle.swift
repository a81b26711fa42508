package import ASiC
internal import Algorithms
package import Cryptography

/// A bundle as it was handed over: opened and sorted by what its files are, nothing of it checked.
///
///     let bundle = try UncheckedBundle(opening: "Dossier")
///     let index = try bundle.index()
///     for leaf in bundle.entryIndexes { let der = try bundle.entryBytes(leaf) }
///
/// Opened from a container, from the folder that one was extracted to, or from a hand-over folder, which has one container and
/// loose copies of some of its files. Opening refuses only what is no bundle at all; what is wrong inside a bundle is a value
/// for the judge: a structure of another spelling is `structuralFault`, a missing file is nil, a file that cannot be read or
/// understood is a `BundleReadError`. All of it can be used by several threads at once.
package struct UncheckedBundle: Sendable {
    /// The path that was opened, as it was given.
    package let path: String

    /// Which of its three forms the bundle was opened from.
    package let openKind: OpenKind

    /// Why the structure is not, byte for byte, that of our profile; nil when it is.
    ///
    /// A container with such a fault is not read any further, as two readers could see two different containers in it: the
    /// bundle then has no objects. An extracted folder keeps its objects when only `mimetype` is at fault.
    package let structuralFault: ContainerError?

    /// The files, but for `mimetype`: a container's in its order, a folder's in byte order.
    package let objects: BundleFiles

    /// The files that the profile does not have.
    package let unknownObjects: [ObjectName]

    /// The leaf indexes of the entries, rising.
    package let entryIndexes: [UInt64]

    /// The objects of the profile that the bundle has, in the layout's order, but for those that every exhibit has: pieces, entries
    /// and inclusion proofs.
    let otherObjects: [BundleObject]

    private let contents: (any ContainerContents)?
    private let looseFolder: LooseFolder?

    /// The three forms of a bundle.
    package enum OpenKind: Sendable {
        /// A container file.
        case container
        /// The folder that a container was extracted to.
        case extractedFolder
        /// A folder with one container and, beside it, loose files.
        case handOverFolder(container: String, loose: [LooseFile])
    }

    /// Opens the bundle at `path`; throws only if none is there or it cannot be read.
    package init(opening path: String) throws(BundleError) {
        switch try BundlePlace(path: path) {
        case .container:
            try self.init(path: path, kind: .container, opened: Self.openContainer(at: path), looseFolder: nil)
        case .extractedFolder:
            try self.init(path: path, kind: .extractedFolder, opened: Self.openFolder(at: path), looseFolder: nil)
        case .handOverFolder(let folder, let containerName):
            let container = path + "/" + containerName
            let opened = try Self.openContainer(at: container)
            let loose = try folder.looseFiles(besides: Array(containerName.utf8))
            try self.init(
                path: path,
                kind: .handOverFolder(container: container, loose: loose),
                opened: opened,
                looseFolder: folder
            )
        }
    }

    private typealias Opened = (contents: (any ContainerContents)?, fault: ContainerError?)

    private init(path: String, kind: OpenKind, opened: Opened, looseFolder: LooseFolder?) throws(BundleError) {
        self.path = path
        openKind = kind
        structuralFault = opened.fault
        contents = opened.contents
        self.looseFolder = looseFolder
        objects = BundleFiles(of: opened.contents?.entries ?? ContainerEntries())
        var entryIndexes: [UInt64] = []
        var others: [BundleObject] = []
        var unknown: [ObjectName] = []
        var isBundle = opened.contents == nil
        let verification = Array(BundleLayout.verification.utf8)
        for position in objects.indices {
            let kind = objects.withName(at: position) { name in
                // Somebody's container, but none of ours, has not one file that only a bundle has.
                isBundle = isBundle || name.starts(with: verification)
                return BundleObject.Repeated(name)
            }
            switch kind {
            case .entry(let index): entryIndexes.append(index)
            case .inclusionProof, .piece: break
            case nil:
                let name = objects[position].name
                if let object = BundleObject(name) { others.append(object) } else { unknown.append(name) }
            }
        }
        guard isBundle else { throw .notABundle(path: path) }
        // A container of ours has them in order.
        let isSorted = zip(entryIndexes, entryIndexes.dropFirst()).allSatisfy { $0 < $1 }
        self.entryIndexes = isSorted ? entryIndexes : entryIndexes.sorted()
        otherObjects = others.sorted()
        unknownObjects = unknown
    }

    private static func openContainer(at path: String) throws(BundleError) -> Opened {
        do throws(ContainerError) {
            return (try ContainerReader(path: path), nil)
        } catch {
            switch error {
            case .cannotOpen, .cannotRead, .notARegularFile: throw .unreadable(path: path, error)
            case .notAContainer: throw .notABundle(path: path)
            default: break
            }
            // A fault is a finding only about what claims to be a bundle; a word processor's file is an error.
            guard try BundlePlace.claimsToBeBundle(path) else { throw .notABundle(path: path) }
            return (nil, error)
        }
    }

    private static func openFolder(at path: String) throws(BundleError) -> Opened {
        let folder: ContainerFolder
        do throws(ContainerError) {
            folder = try ContainerFolder(path: path)
        } catch {
            switch error {
            case .cannotOpen, .cannotRead: throw .unreadable(path: path, error)
            default: return (nil, error)
            }
        }
        do throws(ContainerError) {
            try folder.checkMimetype()
            return (folder, nil)
        } catch {
            return (folder, error)
        }
    }
}

// MARK: - Bytes

extension UncheckedBundle {
    /// The position among `objects` of the file whose name has exactly these bytes, if there is one.
    package func position(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        contents?.position(of: name).flatMap { objects.position(ofEntry: $0) }
    }

    /// The position of the file of that name, if there is one.
    package func position(of name: ObjectName) -> Int? { name.bytes.withUnsafeBufferPointer { position(of: $0) } }

    /// The position of the file at `path`, if there is one: what cannot be a name is the name of no file.
    package func position(of path: String) -> Int? {
        var path = path
        return path.withUTF8 { position(of: $0) }
    }

    /// The position of `object`, if the bundle has it: an object is the file of its path, and that alone.
    package func position(of object: BundleObject) -> Int? { position(of: object.path) }

    /// All bytes of an object that is held in memory; nil if it is missing.
    ///
    /// A piece is only ever streamed.
    package func bytes(of object: BundleObject) throws(BundleReadError) -> [UInt8]? {
        guard let position = position(of: object) else { return nil }
        return try bytes(at: position, limit: object.sizeLimit ?? 0)
    }

    func bytes(at position: Int, limit: Int) throws(BundleReadError) -> [UInt8]? {
        do throws(ContainerError) {
            return try contents?.bytes(at: objects.entry(at: position), limit: limit)
        } catch {
            throw .unreadable(path: objects[position].name.text, error)
        }
    }

    /// The bytes of an object at `range`, for whoever has read it to its end before; a missing one is an error here.
    func bytes(of object: BundleObject, in range: Range<Int>) throws(BundleReadError) -> [UInt8] {
        guard let position = position(of: object) else { throw .missing(path: object.path) }
        do throws(ContainerError) {
            return try contents?.bytes(at: objects.entry(at: position), in: range) ?? []
        } catch {
            throw .unreadable(path: object.path, error)
        }
    }

    /// A reader that stands before the first byte of the file at `position`; the reading itself makes container check 12.
    package func reader(at position: Int) throws(BundleReadError) -> EntryReader {
        guard let contents else { throw .missing(path: objects[position].name.text) }
        do throws(ContainerError) {
            return try contents.reader(at: objects.entry(at: position))
        } catch {
            throw .unreadable(path: objects[position].name.text, error)
        }
    }

    /// Hands the bytes of the file at `position` to `sink`, some at a time, from the first to the last.
    ///
    /// What the sink has been given counts only once this returns: the checksum is compared last.
    func read(at position: Int, into sink: (UnsafeRawBufferPointer) -> Void) throws(BundleReadError) {
        var reader = try reader(at: position)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 16)
        defer { buffer.deallocate() }
        do throws(ContainerError) {
            while case let count = try reader.read(into: buffer), count > 0 {
                sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        } catch {
            throw .unreadable(path: objects[position].name.text, error)
        }
    }

    /// The SHA-256 of the file at `position`, read from its first byte to its last.
    package func digest(at position: Int) throws(BundleReadError) -> Digest {
        let digest = PassingDigest(expecting: objects.size(at: position))
        try read(at: position) { digest.take($0) }
        return digest.finish()
    }
}

// MARK: - Loose files

extension UncheckedBundle {
    /// The loose files of a hand-over folder, in byte order of their paths; empty for the other forms.
    package var looseFiles: [LooseFile] {
        guard case .handOverFolder(_, let loose) = openKind else { return [] }
        return loose
    }

    /// The documents and pieces of the container that should lie loose in a hand-over folder, and do not.
    package var missingLooseFiles: [ObjectName] {
        guard looseFolder != nil else { return [] }
        let loose = looseFiles
        return objects.indices.lazy.map { objects[$0].name }.filter { name in
            guard BundleObject(name)?.liesLoose == true else { return false }
            let place = loose.partitioningIndex { !$0.name.lexicographicallyPrecedes(name.bytes) }
            return place == loose.count || loose[place].name != name.bytes
        }
    }

    /// Compares a loose file with the container's file of the same name, reading both to their ends or first difference.
    ///
    /// Errors are about the container's file; what is wrong with the loose one is a result.
    package func compare(_ loose: LooseFile) throws(BundleReadError) -> LooseComparison {
        // `mimetype` too may lie loose, where somebody extracted the container beside itself.
        guard let looseFolder, let contents,
            let entry = loose.name.withUnsafeBufferPointer({ contents.position(of: $0) })
        else { return .added }
        guard case .file(let looseSize) = loose.kind else { return .notAFile }
        guard looseSize == contents.entries.size(at: entry) else { return .differs }
        var reader: EntryReader
        do throws(ContainerError) {
            reader = try contents.reader(at: entry)
        } catch {
            throw .unreadable(path: loose.path, error)
        }
        let chunk = EntryReader.chunkSize
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * chunk, alignment: 16)
        defer { buffer.deallocate() }
        let kept = UnsafeMutableRawBufferPointer(rebasing: buffer[..<chunk])
        let found = UnsafeMutableRawBufferPointer(rebasing: buffer[chunk...])
        let file: LooseReader
        switch looseFolder.open(loose) {
        case .success(let opened): file = opened
        case .failure(let failure): return .unreadable(errno: failure.errno)
        }
        while true {
            let count: Int
            do throws(ContainerError) {
                count = try reader.read(into: kept)
            } catch {
                throw .unreadable(path: loose.path, error)
            }
            switch file.read(into: found) {
            case .failure(let failure): return .unreadable(errno: failure.errno)
            case .success(let other):
                guard other == count, LooseReader.same(kept, found, count: count) else { return .differs }
            }
            if count == 0 { return .same }
        }
    }
}
