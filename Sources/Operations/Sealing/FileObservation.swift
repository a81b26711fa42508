internal import Custody
internal import LedgerStore

/// What was seen of a received file, apart from anything that anybody declares.
struct FileObservation: Sendable {
    /// The media type by content.
    let mediaType: String

    /// The fields of `exhibit.sealed` that hold what was observed, beside the media type in `content`.
    var committedValues: [String: CanonicalJSON] { [:] }
}

/// Observes received files, one after the other; each worker has one of its own.
///
/// A file of which nothing can be told is observed as such: failure to look never prevents sealing.
final class FileObserver {
    private let mediaTypes = MediaTypeReader()

    /// What is seen of `source`, of which not more than its beginning is read.
    func observe(_ source: SourceFile) throws -> FileObservation {
        let beginning = try source.beginning(MediaTypeReader.lookedAtByteCount)
        return FileObservation(mediaType: mediaTypes.mediaType(of: beginning))
    }
}
