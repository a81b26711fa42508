internal import CFiles
package import Custody
internal import Glibc

/// `<case>/place`: the place at which a case folder is kept, in a file that says which file it is itself.
///
///     SCELLE-PLACE-1
///     place 0b7de2f1a4c94e0d9f3b5a6c7d8e9f01
///     inode 16220173
///     born 1795375381
///
/// A copy of the folder has a copy of the file, with another inode or another time of birth: it is told from the folder
/// that was copied wherever it comes to lie, on another machine too. Two people who work on one folder of a share see
/// the same file. It guards against mistakes, not against malice: who writes another file is found by the checkpoints
/// that others hold (`docs/formats/ledger.md` § 8).
package struct CasePlace: Hashable, Sendable {
    /// The place that the file names.
    package let place: PlaceID

    /// What the file says of itself.
    let identity: FileIdentity

    /// What tells a file from its copies.
    struct FileIdentity: Hashable, Sendable {
        /// The inode.
        let inode: UInt64
        /// The time of birth in seconds since 1970; nil where the file system keeps none.
        ///
        /// Seconds, for not every way to a share carries fractions.
        let born: Int64?

        /// Whether the two are one file, as far as both ways to it tell.
        func matches(_ other: FileIdentity) -> Bool {
            guard inode == other.inode else { return false }
            guard let born, let otherBorn = other.born else { return true }
            return born == otherBorn
        }
    }

    /// The place in which the ledger `origin` was opened; nil when it is no ledger's name.
    package static func first(of origin: String) -> PlaceID? {
        PlaceID(String(decoding: origin.utf8.suffix(2 * PlaceID.byteCount), as: UTF8.self))
    }

    private static let version = "SCELLE-PLACE-1"
    private static let unborn = "unknown"
}

/// Whether a case folder stands where its ledger says it does.
package enum PlaceStanding: Hashable, Sendable {
    /// It does.
    case settled
    /// There is no file: the folder was restored, or somebody removed it.
    case unmarked
    /// The file is a copy: the folder was copied, or moved to another file system.
    case copied
    /// The file names another place than the ledger.
    case elsewhere
}

// MARK: - Reading and writing

extension CasePlace {
    /// Marks the folder as the place `place`, durably, replacing what its file said.
    package static func mark(_ folder: CaseFolder, as place: PlaceID) throws(FileSystemError) {
        let partial = DurableFile.partialPath(for: folder.place)
        do throws(FileSystemError) {
            let file = try OpenFile(partial, O_WRONLY | O_CREAT | O_EXCL)
            let marker = CasePlace(place: place, identity: try FileIdentity(of: partial))
            try file.write(marker.bytes)
            try file.synchronize()
        } catch {
            unlink(partial)
            throw error
        }
        try DurableFile.replace(folder.place, with: partial)
    }

    /// How the folder stands, given the place that its ledger names.
    package static func standing(
        of folder: CaseFolder,
        at place: PlaceID
    ) throws(FileSystemError) -> PlaceStanding {
        guard DurableFile.exists(folder.place) else { return .unmarked }
        // Bytes that are no marker are a file that somebody made: no place of ours.
        guard let marker = CasePlace(parsing: try DurableFile.read(folder.place)) else { return .elsewhere }
        guard try marker.identity.matches(FileIdentity(of: folder.place)) else { return .copied }
        return marker.place == place ? .settled : .elsewhere
    }

    /// The file's bytes.
    var bytes: [UInt8] {
        let lines = [
            Self.version, "place \(place.hex)", "inode \(identity.inode)",
            "born \(identity.born.map(String.init) ?? Self.unborn)",
        ]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Reads what `bytes` prints; nil for anything else.
    init?(parsing bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, let place = PlaceID(lines[1].dropFirst(6)), let inode = UInt64(lines[2].dropFirst(6))
        else { return nil }
        let born = String(lines[3].dropFirst(5))
        self.place = place
        identity = FileIdentity(inode: inode, born: Int64(born))
        // Whatever is not printed alike, a word that is no number among it, is refused.
        guard self.bytes == bytes else { return nil }
    }
}

extension CasePlace.FileIdentity {
    /// What the system says of the file at `path` itself, not of what a link there points to.
    init(of path: String) throws(FileSystemError) {
        var inode: UInt64 = 0
        var born: Int64 = 0
        var hasBirth: Int32 = 0
        guard scelle_file_identity(path, &inode, &born, &hasBirth) == 0 else {
            throw FileSystemError(.examine, path)
        }
        self.inode = inode
        self.born = hasBirth == 0 ? nil : born
    }
}
