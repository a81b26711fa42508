package import Cryptography
package import Custody

/// One file of a backup, by its path in it (`docs/formats/backup.md` § 2).
package enum BackupMember: Hashable, Sendable {
    /// What the archive is, and the checkpoint that it ends with.
    case label
    /// case.toml.
    case settings
    /// ledger.key.age.
    case ledgerKey
    /// openings.sqlite.
    case openings
    /// ledger.sqlite.
    case ledger
    /// The encrypted bytes of one exhibit.
    case original(ExhibitID)
    /// The digests of all of these.
    case sums

    /// The members that every backup begins with, in this order.
    static let first: [BackupMember] = [.label, .settings, .ledgerKey, .openings, .ledger]

    /// The path within the archive; that of a case folder for what comes from one.
    package var name: String {
        switch self {
        case .label: "scelle-backup"
        case .settings: "case.toml"
        case .ledgerKey: "ledger.key.age"
        case .openings: "openings.sqlite"
        case .ledger: "ledger.sqlite"
        case .original(let exhibit): "originals/\(exhibit.hex).age"
        case .sums: "SHA256SUMS"
        }
    }

    /// The member of this path; nil when there is none.
    init?(name: String) {
        if let member = (Self.first + [.sums]).first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            self = member
            return
        }
        guard name.utf8.count == 46, name.hasPrefix("originals/"), name.hasSuffix(".age"),
            let exhibit = ExhibitID(name.dropFirst(10).dropLast(4))
        else { return nil }
        self = .original(exhibit)
    }

    /// The most bytes it may have; nil for what has no limit, or is compared with what is known.
    var largestSize: UInt64? {
        switch self {
        case .label, .settings, .ledgerKey: 1 << 20
        case .openings, .ledger, .original, .sums: nil
        }
    }

    /// Whether it may follow `previous`: the first five, then originals by rising ids, then the sums.
    func mayFollow(_ previous: BackupMember?) -> Bool {
        if let position = Self.first.firstIndex(of: self) {
            return position == 0 ? previous == nil : previous == Self.first[position - 1]
        }
        switch (previous, self) {
        case (.ledger, .original), (.ledger, .sums), (.original, .sums): return true
        case (.original(let before), .original(let exhibit)):
            return before.bytes.lexicographicallyPrecedes(exhibit.bytes)
        default: return false
        }
    }
}

/// A member as it lies in an archive.
package struct BackedUpFile: Hashable, Sendable {
    /// What it is.
    package let member: BackupMember
    /// Where its bytes begin.
    package let offset: UInt64
    /// Their number.
    package let size: UInt64
    /// Their SHA-256.
    package let digest: Digest

    /// Its line in SHA256SUMS.
    var line: [UInt8] { Array("\(digest.hex)  \(member.name)\n".utf8) }
}

/// Why an archive is no backup, or not a whole one.
package enum BackupError: Error, Hashable, Sendable {
    /// The first member is not the label, or the file is no archive.
    case notABackup
    /// The label names a version that this program does not know.
    case newerVersion
    /// The file ends within, or before, the member of this name.
    case truncated(member: String)
    /// The header at this offset is damaged, or is not spelled as a backup's is.
    case malformedHeader(offset: UInt64)
    /// A member that does not belong where it stands: a link, a folder, a repeated or unknown name, an absolute one.
    case foreignMember(name: String)
    /// The bytes of the member are not those of its digest in SHA256SUMS, or of the filling after it.
    case altered(member: String)
    /// SHA256SUMS is not the list of the members that stand before it.
    case otherSums
    /// There are bytes after the end.
    case trailingBytes
    /// A file grew or shrank while it was backed up.
    case sourceChanged(path: String)
    case fileSystem(FileSystemError)
}
