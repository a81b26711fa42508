package import Cryptography
package import Custody

/// Why an original was not stored or read.
package enum OriginalError: Error, Hashable, Sendable {
    /// The source (by its name) is a folder, a link, a pipe or a device.
    case notARegularFile(String)
    /// The source (by its name) changed while it was read.
    case sourceChanged(String)
    /// An original of this id is there already.
    case exists(ExhibitID)
    /// There is no original of this id.
    case missing(ExhibitID)
    /// The copy, read again, is not what was received.
    case altered(ExhibitID, expected: Digest, found: Digest)
    /// The age file was refused: altered, cut, or another content key's.
    case age(ExhibitID, AgeError)
    case fileSystem(FileSystemError)

    /// What an error on the way of `exhibit` means.
    init(_ error: any Error, _ exhibit: ExhibitID) {
        switch error {
        case let error as OriginalError: self = error
        case let error as FileSystemError: self = .fileSystem(error)
        case let error as AgeError: self = .age(exhibit, error)
        default: preconditionFailure("an original fails in one of these ways only: \(error)")
        }
    }
}
