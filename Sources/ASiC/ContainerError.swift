internal import Cryptography

/// Why a container, or the folder it was extracted to, is refused.
///
/// `check` is the number of the check in `docs/formats/container.md` § 3. Names are shown with everything that could
/// disturb a terminal escaped.
package enum ContainerError: Error, Hashable, Sendable {
    /// The file or folder cannot be opened; `errno` says why.
    case cannotOpen(path: String, errno: Int32)
    /// A read failed; `errno` says why.
    case cannotRead(path: String, errno: Int32)
    /// Something else than a regular file stands there: a symbolic link, a device, a pipe.
    case notARegularFile(path: String)

    /// The file does not begin with a local file header.
    case notAContainer
    /// The end is missing, or what a header announces reaches past it.
    case truncated
    /// The container has a comment.
    case archiveComment
    /// Bytes follow the end of central directory record.
    case bytesAfterEnd(count: UInt64)
    /// A field of the end records is not what the files require.
    case endRecord(HeaderField)
    /// Bytes that no header accounts for: they start at `offset`.
    case hiddenBytes(offset: UInt64, count: UInt64)
    /// A file starts before the one that precedes it has ended.
    case overlap(name: String)

    /// The name of a file is none.
    case name(String, ObjectNameError)
    /// The central directory header of a file.
    case directoryHeader(name: String, HeaderFault)
    /// The local header of a file, as against its central directory header.
    case localHeader(name: String, HeaderFault)

    /// Two files have one name, or names that some file systems take for one.
    case duplicate(name: String, of: String)
    /// A file has the name of a folder that another file lies in.
    case fileIsFolder(name: String)
    /// A data object stands after a file of `META-INF`.
    case objectAfterMetadata(name: String)
    /// The first file is not `mimetype`.
    case mimetypeNotFirst
    /// `mimetype` holds something else than `application/vnd.etsi.asic-e+zip`.
    case wrongMimetype

    /// The bytes of a file do not have the CRC-32 that its headers state.
    case checksumMismatch(name: String)
    /// The file has become longer or shorter since it was listed.
    case changedWhileRead(name: String)
    /// No file has that name.
    case noSuchObject(name: String)
    /// The file is longer than what the caller is ready to hold in memory.
    case tooLarge(name: String, size: UInt64, limit: Int)
    /// Folders are nested deeper than any container's.
    case tooDeep(path: String)
}

extension ContainerError {
    /// The check of `docs/formats/container.md` § 3 that was not passed; nil for a question wrongly put.
    package var check: Int? {
        switch self {
        case .cannotOpen, .cannotRead, .notARegularFile: 1
        case .notAContainer: 2
        case .truncated, .archiveComment, .bytesAfterEnd: 3
        case .endRecord: 4
        case .name: 5
        case .directoryHeader: 6
        case .hiddenBytes, .overlap: 7
        case .localHeader: 8
        case .duplicate, .fileIsFolder: 9
        case .objectAfterMetadata: 10
        case .mimetypeNotFirst, .wrongMimetype: 11
        case .checksumMismatch, .changedWhileRead: 12
        case .tooDeep: 13
        case .noSuchObject, .tooLarge: nil
        }
    }

    /// `name` with everything that could disturb a terminal or a reader written as `\xNN`, byte by byte.
    static func shown(_ name: some Sequence<UInt8>) -> String {
        let bytes = [UInt8](name)
        // No verdict rests on this: what is no name is shown byte by byte.
        if let name = try? ObjectName(bytes: bytes) { return name.text }
        return bytes.map { byte in
            byte >= 0x20 && byte < 0x7F ? String(UnicodeScalar(byte)) : "\\x" + [byte].hex
        }.joined()
    }
}
