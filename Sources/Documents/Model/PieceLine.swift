package import Cryptography
package import Custody

/// What the lists of a bundle say of a piece.
package struct PieceLine: Hashable, Sendable {
    /// The number under which the piece is communicated, from 1.
    package let number: UInt64

    /// The file's name in `Pieces/`, in ASCII.
    package let fileName: String

    /// The submission to which it belongs.
    package let submission: SubmissionID

    /// The SHA-256 of its bytes.
    package let digest: Digest

    /// Whether a time stamp covers the entry that sealed it.
    package let isStamped: Bool

    /// The number of pages, counted; nil when nobody counted them.
    package let observedPages: Int?

    /// The piece with this number.
    package init(
        number: UInt64,
        fileName: String,
        submission: SubmissionID,
        digest: Digest,
        isStamped: Bool,
        observedPages: Int? = nil
    ) {
        self.number = number
        self.fileName = fileName
        self.submission = submission
        self.digest = digest
        self.isStamped = isStamped
        self.observedPages = observedPages
    }

    /// What the lists say of `piece`.
    package init(_ piece: PieceSummary) {
        self.init(
            number: piece.number,
            fileName: piece.fileName,
            submission: piece.submission,
            digest: piece.observedContent.sha256,
            isStamped: piece.entry.attested != nil,
            observedPages: piece.observedPages
        )
    }
}
