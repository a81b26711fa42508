/// What the submitter or the custodian declares about a call's files: kept as given, apart from anything observed.
///
/// What is declared of the submission stands once; what is declared of an exhibit may differ from file to file. Every
/// question without an answer is committed as "not asked".
package struct DeclaredFacts: Sendable {
    /// What is declared of the submission: who, how, when.
    package var submission = DeclaredAnswers<SubmissionQuestion>()

    /// What is declared of every exhibit of the call.
    package var everyExhibit = DeclaredAnswers<ExhibitQuestion>()

    /// What is declared of single exhibits, by the bytes of the name that each is received under; it goes before
    /// `everyExhibit`, question by question.
    package var exhibits: [[UInt8]: DeclaredAnswers<ExhibitQuestion>] = [:]

    /// The zone of dates that name none; nil for the case's.
    package var zone: String?

    /// The zone of single exhibits' dates, by the bytes of the name that each is received under.
    package var zones: [[UInt8]: String] = [:]

    /// The list that declares the facts of each file; nil when there is none.
    package var metadataFile: String?

    /// How that list was read.
    var metadata: MetadataReading?

    /// What becomes of dates that raise a question.
    package var doubtfulDates = DoubtfulDates.refused

    /// Nothing declared.
    package init() {}
}

/// A question about what is handed over, named as the field that its answer is committed in.
package protocol DeclaredQuestion: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
    /// Whether the answer is a date.
    var asksForDate: Bool { get }
}

/// What is asked about a submission: the declared fields of `submission.received`.
package enum SubmissionQuestion: String, DeclaredQuestion {
    /// Who handed the files over.
    case from
    /// By which way they came.
    case receivedVia
    /// When they were handed over.
    case receivedAt
    /// The device they come from.
    case device
    /// Anything else about the submission.
    case note
    /// Whether anything shows a minor intimately: a `MinorImageryAnswer`, without which nothing is read.
    case minorImagery

    /// Whether the answer is a date.
    package var asksForDate: Bool { self == .receivedAt }
}

/// What is asked about an exhibit: the declared fields of `exhibit.sealed`.
package enum ExhibitQuestion: String, DeclaredQuestion {
    /// A title.
    case title
    /// The platform it shows.
    case platform
    /// The account it shows.
    case account
    /// Where it was published.
    case url
    /// When the capture was made.
    case capturedAt
    /// When what it shows was published or sent.
    case publishedAt
    /// Who could see it: public, friends, private message.
    case visibility
    /// Whether the capture is entire, cropped, annotated.
    case state
    /// The series it belongs to.
    case series
    /// Anything else about the exhibit.
    case note

    /// Whether the answer is a date.
    package var asksForDate: Bool { self == .capturedAt || self == .publishedAt }
}

/// Answers as they were given; a question that has none was not asked.
package struct DeclaredAnswers<Question: DeclaredQuestion>: Hashable, Sendable {
    private var texts: [Question: String] = [:]

    /// No question asked.
    package init() {}

    /// The answer to `question`, as given; nil when it was not asked.
    package subscript(question: Question) -> String? {
        get { texts[question] }
        set { texts[question] = newValue }
    }

    /// These answers, with those of `others` in the place of the same questions'.
    package func replaced(by others: DeclaredAnswers) -> DeclaredAnswers {
        var merged = self
        merged.texts.merge(others.texts) { $1 }
        return merged
    }
}
