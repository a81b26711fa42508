internal import Custody
internal import LedgerStore

/// One walk over the paths of a call: what was found so far.
///
/// 1. What stands at a path is looked at without following a link (`lstat`); a pipe is never opened, so that none blocks.
/// 2. A link is refused, or resolved to the end and taken under its own name. Its target must not lie in the case.
/// 3. A folder is entered once a call, however it is reached: a second time, a link or a mount leads in a circle.
/// 4. In a folder, debris and the case are listed and passed over. What is named itself is taken, whatever it is called.
/// 5. A file is opened, and its first byte read unless files are only listed: what can be refused is refused here, before anything is written.
struct IntakeWalk {
    /// The case that takes the files in; nil when they are only listed.
    let caseFolder: FileStatus.Identity?
    let allowances: IntakeAllowances
    /// Whether a file's first byte is read, to know that it can be.
    let isReading: Bool
    private(set) var files = ReceivedFiles()
    private(set) var skipped: [SkippedFile] = []
    private var entered: Set<FileStatus.Identity> = []

    init(caseFolder: FileStatus.Identity?, allowances: IntakeAllowances, isReading: Bool) {
        self.caseFolder = caseFolder
        self.allowances = allowances
        self.isReading = isReading
    }

    /// Takes what a path of the command line names; it must be there.
    mutating func take(named path: [UInt8]) throws {
        guard !isInCase(path) else { throw OperationError(.sourceInCase, ["path": Self.shown(path)]) }
        let status: FileStatus
        do throws(FileSystemError) {
            status = try FileStatus(path)
        } catch {
            throw OperationError(unreadable: .fileSystem(error), path)
        }
        let name = Array(path.split(separator: UInt8(ascii: "/")).last ?? [])
        // The names in a folder that is named do not begin with the folder's own; those behind a link do.
        try take(path, status, name: status.kind == .folder ? [] : name)
    }

    /// Takes what stands at `path`, which is received as `name`; for a folder, what is in it is received below `name`.
    private mutating func take(_ path: [UInt8], _ status: FileStatus, name: [UInt8]) throws {
        switch status.kind {
        case .file: try takeFile(path, name: name, isBehindLink: false)
        case .folder: try enter(path, status, name: name)
        case .link: try follow(path, name: name)
        case .other: throw OperationError(.sourceNotRegular, ["path": Self.shown(path)])
        }
    }

    /// Takes the file at `path`, which can be opened and read now.
    private mutating func takeFile(_ path: [UInt8], name: [UInt8], isBehindLink: Bool) throws {
        let state: SourceFile.State
        do throws(OriginalError) {
            let source = try SourceFile(opening: path)
            state = try source.state()
            if isReading { _ = try source.beginning(1) }
        } catch {
            return try passOverUnreadable(OperationError(unreadable: error, path), name: name)
        }
        let received = ReceivedName(bytes: name)
        files.append(ReceivedFile(path: path, name: received, isBehindLink: isBehindLink, state: state))
    }

    /// Takes what lies in the folder `path`.
    private mutating func enter(_ path: [UInt8], _ status: FileStatus, name: [UInt8]) throws {
        guard entered.insert(status.identity).inserted else {
            throw OperationError(.sourceLoop, ["path": Self.shown(path)])
        }
        let components: [[UInt8]]
        do throws(FileSystemError) {
            components = try path.namesInFolder()
        } catch {
            return try passOverUnreadable(OperationError(unreadable: .fileSystem(error), path), name: name)
        }
        for component in components {
            let inside = path + [UInt8(ascii: "/")] + component
            let received = name.isEmpty ? component : name + [UInt8(ascii: "/")] + component
            if let debris = Debris.reason(toPassOver: component), !allowances.contains(.debris) {
                passOver(received, debris)
                continue
            }
            let status: FileStatus
            do throws(FileSystemError) {
                status = try FileStatus(inside)
            } catch {
                try passOverUnreadable(OperationError(unreadable: .fileSystem(error), inside), name: received)
                continue
            }
            if status.identity == caseFolder {
                passOver(received, .caseFolder)
            } else {
                try take(inside, status, name: received)
            }
        }
    }

    /// Takes what the link at `path` points to, under the link's own name.
    private mutating func follow(_ path: [UInt8], name: [UInt8]) throws {
        let shown = Self.shown(path)
        guard allowances.contains(.links) else { throw OperationError(.sourceIsLink, ["path": shown]) }
        let target: [UInt8]
        let status: FileStatus
        do throws(FileSystemError) {
            target = try path.resolvedPath()
            status = try FileStatus(target)
        } catch {
            guard !error.isLoop else { throw OperationError(.sourceLoop, ["path": shown]) }
            return try passOverUnreadable(OperationError(unreadable: .fileSystem(error), path), name: name)
        }
        guard !isInCase(target) else { throw OperationError(.sourceInCase, ["path": shown]) }
        switch status.kind {
        case .file: try takeFile(target, name: name, isBehindLink: true)
        case .folder:
            // Told by the link, which can be taken away, rather than by the folder.
            guard !entered.contains(status.identity) else { throw OperationError(.sourceLoop, ["path": shown]) }
            try enter(target, status, name: name)
        case .link, .other: throw OperationError(.sourceNotRegular, ["path": shown])
        }
    }

    private mutating func passOver(_ name: [UInt8], _ reason: IntakeRecord.Reason) {
        skipped.append(SkippedFile(name: ReceivedName(bytes: name), reason: reason))
    }

    /// Enters `name` as not received where the call may go on without it; otherwise `error` refuses the call.
    private mutating func passOverUnreadable(_ error: OperationError, name: [UInt8]) throws {
        let isAboutReading = error.code == .sourceUnreadable || error.code == .sourceMissing
        guard allowances.contains(.withoutUnreadable), isAboutReading, !name.isEmpty else { throw error }
        passOver(name, .unreadable)
    }

    /// Whether `path` is the case folder or lies in it, however it is spelled.
    private func isInCase(_ path: [UInt8]) -> Bool {
        // What cannot be resolved or examined is refused when it is taken.
        guard var ancestor = try? path.resolvedPath() else { return false }
        while !ancestor.isEmpty {
            // The same.
            if let status = try? FileStatus(ancestor), status.identity == caseFolder { return true }
            ancestor = ancestor.parentPath
        }
        return false
    }

    private static func shown(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}
