package import Custody
internal import LedgerStore

/// The files that a call is about to seal, found before anything is written.
package struct Intake: Sendable {
    /// The files, in the order in which their entries will stand: as the paths were given, folders in the order of bytes.
    package let files: ReceivedFiles

    /// What was found and will not be sealed, in the order in which it was found.
    package let skipped: [SkippedFile]

    /// The bytes of all files together, as they are now.
    package var size: UInt64 { files.reduce(0) { $0 + $1.size } }

    /// What the submission commits of all this.
    package var record: IntakeRecord {
        IntakeRecord(notReceived: skipped, links: files.lazy.filter(\.isBehindLink).map(\.name))
    }
}

/// What a call takes in beyond the usual, or does without.
package struct IntakeAllowances: OptionSet, Sendable {
    /// The bits of the allowances.
    package let rawValue: Int

    /// The allowances with these bits.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// What symbolic links point to is received under the link's name; otherwise a link refuses the call.
    package static let links = IntakeAllowances(rawValue: 1)
    /// Debris, locks, placeholders and unfinished downloads are received like anything else.
    package static let debris = IntakeAllowances(rawValue: 2)
    /// What cannot be read is entered as not received; otherwise it refuses the call.
    package static let withoutUnreadable = IntakeAllowances(rawValue: 4)
}

/// Something that was found and is not sealed.
package typealias SkippedFile = IntakeRecord.Omission

// MARK: - Finding

extension Intake {
    /// Finds the files that `paths` name, folders with all that is in them.
    ///
    /// Pipes, sockets and devices refuse the call by name, and so do links and whatever cannot be read, unless they are
    /// allowed: nothing is left out in silence.
    ///
    /// A nil `folder` finds without a case. Nothing is read of a file unless `reading` says so, for who only lists must not.
    init(
        walking paths: [String],
        for folder: CaseFolder?,
        allowing allowances: IntakeAllowances = [],
        reading: Bool,
        in surroundings: Surroundings
    ) throws {
        var walk = IntakeWalk(
            caseFolder: try folder.map { try FileStatus(Array($0.path.utf8)).identity },
            allowances: allowances,
            isReading: reading
        )
        for path in paths { try walk.take(named: Array(surroundings.absolute(path).utf8)) }
        guard !walk.files.isEmpty else { throw OperationError(.nothingToSeal) }
        if let second = walk.files.positions(sharing: \.bytes).map({ $0[1] }).min() {
            // A list of digests cannot tell two files of one name apart.
            throw OperationError(.sourceNameRepeated, ["name": walk.files.name(at: second).display])
        }
        files = walk.files
        skipped = walk.skipped
    }

    /// The names that look the same as the name of another file of the call: they differ in their bytes, in how an accent
    /// is spelled for one.
    package var namesThatLookAlike: [ReceivedName] {
        // Swift's own comparison of strings is the one that is wanted: canonical equivalence (UAX #15).
        files.positions(sharing: \.display).joined().sorted().map { files.name(at: $0) }
    }
}

// MARK: - Opening

extension ReceivedFile {
    /// Opens the file for its one reading; refused when it is not the file, in the state, that was found.
    func open() throws -> SourceFile {
        let source: SourceFile
        do throws(OriginalError) {
            source = try SourceFile(opening: path)
        } catch {
            throw OperationError(unreadable: error, path)
        }
        try requireUnchanged(source)
        return source
    }

    /// Refuses `source`, which is this file, when it is no longer in the state in which it was found.
    func requireUnchanged(_ source: SourceFile) throws {
        guard try source.state() == state else { throw OperationError(.sourceChanged, ["path": source.name]) }
    }
}

extension OperationError {
    /// Why the source at `path` was not opened.
    init(unreadable error: OriginalError, _ path: [UInt8]) {
        let shown = String(decoding: path, as: UTF8.self)
        self =
            switch error {
            case .fileSystem(let error) where error.isMissing: OperationError(.sourceMissing, ["path": shown])
            case .fileSystem(let error):
                OperationError(.sourceUnreadable, ["path": shown, "reason": error.reason])
            default: OperationError(error)
            }
    }
}
