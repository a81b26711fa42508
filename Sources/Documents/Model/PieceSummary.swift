package import Custody

/// A piece: the file in `Pieces/`, the entry `exhibit.sealed` behind it, and everything entered about it since.
package struct PieceSummary: Hashable, Sendable {
    /// The number under which the piece is communicated, from 1.
    package let number: UInt64

    /// The file's name in `Pieces/`, in ASCII.
    package let fileName: String

    /// The exhibit that the piece is the original of.
    package let exhibit: ExhibitID

    /// The submission to which it belongs.
    package let submission: SubmissionID

    /// The other submissions that name it, in which it was handed over once more.
    package let handedOverAgain: [SubmissionID]

    /// The entry that sealed it.
    package let entry: EntrySummary

    /// What was declared about it; nil when the edition withholds it.
    package let declared: DeclaredFacts?

    /// The file name as received; nil when the edition withholds it.
    package let observedName: ReceivedName?

    /// Size, media type and SHA-256 as they were read.
    package let observedContent: ExhibitContent

    /// What the program saw in the bytes, as indications; nil when nobody looked.
    package let observedFacts: ObservedFacts?

    /// The number of pages, counted; nil when nobody counted them.
    package let observedPages: Int?

    /// Every entry about the piece itself, in ledger order; the hand-over in which it came is its submission's.
    package let operations: [CustodyOperation]

    /// What the submitter answered about one file.
    package struct DeclaredFacts: Hashable, Sendable {
        /// What the piece is to be called.
        package let title: DeclaredValue
        /// The platform or application.
        package let platform: DeclaredValue
        /// The account that is shown.
        package let account: DeclaredValue
        /// The address of the content.
        package let url: DeclaredValue
        /// When the capture was made.
        package let capturedAt: DeclaredDate
        /// When the content was published or sent.
        package let publishedAt: DeclaredDate
        /// Public or private.
        package let visibility: DeclaredValue
        /// Whole, cropped or altered.
        package let state: DeclaredValue
        /// The series of captures to which it belongs.
        package let series: DeclaredValue
        /// Whatever else was said.
        package let note: DeclaredValue

        /// The answers.
        package init(
            title: DeclaredValue,
            platform: DeclaredValue,
            account: DeclaredValue,
            url: DeclaredValue,
            capturedAt: DeclaredDate,
            publishedAt: DeclaredDate,
            visibility: DeclaredValue,
            state: DeclaredValue,
            series: DeclaredValue,
            note: DeclaredValue
        ) {
            self.title = title
            self.platform = platform
            self.account = account
            self.url = url
            self.capturedAt = capturedAt
            self.publishedAt = publishedAt
            self.visibility = visibility
            self.state = state
            self.series = series
            self.note = note
        }
    }

    /// The piece with this number.
    package init(
        number: UInt64,
        fileName: String,
        exhibit: ExhibitID,
        submission: SubmissionID,
        handedOverAgain: [SubmissionID] = [],
        entry: EntrySummary,
        declared: DeclaredFacts?,
        observedName: ReceivedName?,
        observedContent: ExhibitContent,
        observedFacts: ObservedFacts? = nil,
        observedPages: Int? = nil,
        operations: [CustodyOperation]
    ) {
        self.number = number
        self.fileName = fileName
        self.exhibit = exhibit
        self.submission = submission
        self.handedOverAgain = handedOverAgain
        self.entry = entry
        self.declared = declared
        self.observedName = observedName
        self.observedContent = observedContent
        self.observedFacts = observedFacts
        self.observedPages = observedPages
        self.operations = operations
    }
}
