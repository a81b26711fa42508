package import Custody
internal import Glibc
internal import LedgerStore

/// The files that a call is about to seal, found before anything is written.
package struct Intake: Sendable {
    /// The files, in the order in which their entries will stand: as the paths were given, folders in the order of bytes.
    package let files: [ReceivedFile]

    /// What was found and will not be sealed: debris of operating systems, and the case folder itself.
    package let skipped: [SkippedFile]

    /// The bytes of all files together, as they are now.
    package var size: UInt64 { files.reduce(0) { $0 + $1.size } }
}

/// A file that somebody handed over, before it is read.
package struct ReceivedFile: Hashable, Sendable {
    /// Where it lies, as the bytes that the file system has.
    package let path: [UInt8]

    /// The name it is received under: below a folder that was named, the way there; else its own.
    package let name: ReceivedName

    /// Its size when it was found.
    package let size: UInt64
}

/// Something that was found and is not sealed.
package struct SkippedFile: Hashable, Sendable {
    /// Why it is passed over.
    package enum Reason: String, Hashable, Sendable {
        /// Thumbs.db, .DS_Store, ~$… : made by a system or program, not by anybody.
        case debris
        /// The case folder, which never seals itself.
        case caseFolder
    }

    /// Its name as it would have been received.
    package let name: ReceivedName
    /// Why it is passed over.
    package let reason: Reason
}

// MARK: - Walking

extension Intake {
    /// Finds the files that `paths` name, folders with all that is in them.
    ///
    /// Links, pipes, sockets and devices are refused by name, and so is whatever cannot be opened for reading: nothing is
    /// left out in silence.
    ///
    /// A nil `folder` lists without a case.
    init(walking paths: [String], for folder: CaseFolder?, in surroundings: Surroundings) throws {
        var walk = Walk(caseIdentity: try folder.map { try FileStatus(Array($0.path.utf8)) })
        for path in paths {
            let absolute = Array(surroundings.absolute(path).utf8)
            guard !walk.isInCase(absolute) else { throw OperationError(.sourceInCase, ["path": path]) }
            switch try FileStatus(absolute).kind {
            case .folder: try walk.enter(absolute, name: [])
            default: try walk.take(absolute, name: Array(absolute.split(separator: UInt8(ascii: "/")).last ?? []))
            }
        }
        guard !walk.files.isEmpty else { throw OperationError(.nothingToSeal) }
        var names: Set<[UInt8]> = []
        for file in walk.files where !names.insert(file.name.bytes).inserted {
            // A list of digests cannot tell two files of one name apart.
            throw OperationError(.sourceNameRepeated, ["name": file.name.display])
        }
        files = walk.files
        skipped = walk.skipped
    }
}

/// One walk over paths: what was found so far.
private struct Walk {
    let caseIdentity: FileStatus?
    var files: [ReceivedFile] = []
    var skipped: [SkippedFile] = []

    /// Takes what lies in the folder `path`; `name` is the way there from the folder that was named.
    mutating func enter(_ path: [UInt8], name: [UInt8]) throws {
        for component in try FileStatus.names(inFolder: path) {
            let inside = path + [UInt8(ascii: "/")] + component
            let received = name.isEmpty ? component : name + [UInt8(ascii: "/")] + component
            if Self.isDebris(component) {
                skipped.append(SkippedFile(name: ReceivedName(bytes: received), reason: .debris))
                continue
            }
            let status = try FileStatus(inside)
            if status == caseIdentity {
                skipped.append(SkippedFile(name: ReceivedName(bytes: received), reason: .caseFolder))
            } else if status.kind == .folder {
                try enter(inside, name: received)
            } else {
                try take(inside, name: received)
            }
        }
    }

    /// Takes the file at `path`, which can be opened for reading now.
    mutating func take(_ path: [UInt8], name: [UInt8]) throws {
        // Who only lists opens nothing.
        if caseIdentity != nil { _ = try SourceFile(opening: path) }
        files.append(
            ReceivedFile(path: path, name: ReceivedName(bytes: name), size: try FileStatus(path).size)
        )
    }

    /// Whether `path` is the case folder or lies in it, however it is spelled.
    func isInCase(_ path: [UInt8]) -> Bool {
        guard
            let resolved = (path + [0]).withUnsafeBufferPointer({ buffer in
                buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.flatMap { realpath($0, nil) } }
            })
        else { return false }
        defer { free(resolved) }
        var ancestor = Array(String(cString: resolved).utf8)
        while !ancestor.isEmpty {
            // What cannot be examined is refused when it is taken.
            if let status = try? FileStatus(ancestor), status == caseIdentity { return true }
            ancestor = Array(ancestor[..<(ancestor.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
        }
        return false
    }

    private static func isDebris(_ name: [UInt8]) -> Bool {
        let text = String(decoding: name, as: UTF8.self)
        return ["Thumbs.db", "ehthumbs.db", "desktop.ini", ".DS_Store"].contains(text) || text.hasPrefix("~$")
    }
}

/// What `lstat(2)` says of a path given as bytes.
private struct FileStatus: Equatable {
    enum Kind {
        case file, folder, other
    }

    private let device: dev_t
    private let inode: ino_t
    let kind: Kind
    let size: UInt64

    init(_ path: [UInt8]) throws(FileSystemError) {
        var status = stat()
        let result = (path + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { lstat($0, &status) } ?? -1 }
        }
        guard result == 0 else { throw FileSystemError(.examine, String(decoding: path, as: UTF8.self)) }
        device = status.st_dev
        inode = status.st_ino
        size = UInt64(max(0, status.st_size))
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
    }

    static func == (left: FileStatus, right: FileStatus) -> Bool {
        left.device == right.device && left.inode == right.inode
    }

    /// The names in the folder `path`, as bytes, in their order.
    static func names(inFolder path: [UInt8]) throws(FileSystemError) -> [[UInt8]] {
        let shown = String(decoding: path, as: UTF8.self)
        let opened = (path + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.flatMap { opendir($0) } }
        }
        guard let stream = opened else { throw FileSystemError(.open, shown) }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw FileSystemError(.read, shown) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
