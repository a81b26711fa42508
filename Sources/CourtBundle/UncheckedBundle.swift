package import ASiC
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

    /// The files with their lengths in bytes, but for `mimetype`: a container's in its order, a folder's in byte order.
    package let objects: [(name: ObjectName, size: UInt64)]

    /// The files that the profile does not have.
    package let unknownObjects: [ObjectName]

    /// The objects of the profile that the bundle has, in the layout's order.
    package let knownObjects: [BundleObject]

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
        let entries = (opened.contents?.entries ?? []).filter { $0.name != .mimetype }
        objects = entries.map { ($0.name, $0.size) }
        var known: [BundleObject] = []
        var unknown: [ObjectName] = []
        for entry in entries {
            if let object = BundleObject(entry.name) {
                known.append(object)
            } else {
                unknown.append(entry.name)
            }
        }
        // A container of ours has them in order.
        let isSorted = zip(known, known.dropFirst()).allSatisfy { $0 < $1 }
        knownObjects = isSorted ? known : known.sorted()
        unknownObjects = unknown
        // Somebody's container, but none of ours: not one file that only a bundle has.
        let isBundle = entries.contains { $0.name.bytes.starts(with: BundleLayout.verification.utf8) }
        guard isBundle || opened.contents == nil else { throw .notABundle(path: path) }
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

// MARK: - Bytes by name

extension UncheckedBundle {
    /// All bytes of the file at `path`, at most `limit`; nil if there is none.
    package func bytes(of path: String, limit: Int) throws(BundleReadError) -> [UInt8]? {
        guard let name = name(at: path) else { return nil }
        return try bytes(of: name, limit: limit)
    }

    /// All bytes of an object that is held in memory; nil if it is missing.
    ///
    /// A piece is only ever streamed.
    package func bytes(of object: BundleObject) throws(BundleReadError) -> [UInt8]? {
        guard let name = name(of: object) else { return nil }
        return try bytes(of: name, limit: object.sizeLimit ?? 0)
    }

    private func bytes(of name: ObjectName, limit: Int) throws(BundleReadError) -> [UInt8]? {
        do throws(ContainerError) {
            return try contents?.bytes(of: name, limit: limit)
        } catch {
            throw .unreadable(path: name.text, error)
        }
    }

    /// The bytes of an object at `range`, for whoever has read it to its end before; a missing one is an error here.
    func bytes(of object: BundleObject, in range: Range<Int>) throws(BundleReadError) -> [UInt8] {
        guard let contents, let name = name(of: object) else { throw .missing(path: object.path) }
        do throws(ContainerError) {
            return try contents.bytes(of: name, in: range)
        } catch {
            throw .unreadable(path: name.text, error)
        }
    }

    /// A reader that stands before the first byte of the file of that name; the reading itself makes container check 12.
    package func reader(for name: ObjectName) throws(BundleReadError) -> EntryReader {
        guard let contents else { throw .missing(path: name.text) }
        do throws(ContainerError) {
            return try contents.reader(for: name)
        } catch .noSuchObject {
            throw .missing(path: name.text)
        } catch {
            throw .unreadable(path: name.text, error)
        }
    }

    /// The SHA-256 of the file of that name, read from its first byte to its last.
    package func digest(of name: ObjectName) throws(BundleReadError) -> Digest {
        var reader = try reader(for: name)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EntryReader.chunkSize, alignment: 16)
        defer { buffer.deallocate() }
        let digest = PassingDigest(expecting: size(of: name) ?? 0)
        do throws(ContainerError) {
            while case let count = try reader.read(into: buffer), count > 0 {
                digest.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        } catch {
            throw .unreadable(path: name.text, error)
        }
        return digest.finish()
    }

    /// The SHA-256 of the file at `path`; a missing one is an error here.
    package func digest(of path: String) throws(BundleReadError) -> Digest {
        guard let name = name(at: path) else { throw .missing(path: path) }
        return try digest(of: name)
    }

    /// The name of the file at `path`, if there is one.
    package func name(at path: String) -> ObjectName? {
        do throws(ObjectNameError) {
            return contents?.entry(named: try ObjectName(path))?.name
        } catch {
            // What cannot be a name is the name of no file.
            return nil
        }
    }

    /// The name of `object`, if the bundle has it: an object is the file of its path, and that alone.
    package func name(of object: BundleObject) -> ObjectName? { name(at: object.path) }

    /// The length in bytes of the file of that name, if there is one.
    package func size(of name: ObjectName) -> UInt64? { contents?.entry(named: name)?.size }
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
        let present = Set(looseFiles.map(\.name))
        return knownObjects.filter(\.liesLoose).compactMap { name(of: $0) }.filter { !present.contains($0.bytes) }
    }

    /// Compares a loose file with the container's file of the same name, reading both to their ends or first difference.
    ///
    /// Errors are about the container's file; what is wrong with the loose one is a result.
    package func compare(_ loose: LooseFile) throws(BundleReadError) -> LooseComparison {
        guard let looseFolder, let name = loose.objectName, let size = size(of: name) else { return .added }
        guard case .file(let looseSize) = loose.kind else { return .notAFile }
        guard looseSize == size else { return .differs }
        var reader = try reader(for: name)
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
                throw .unreadable(path: name.text, error)
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
