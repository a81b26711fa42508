/// A question of the guide, in the order in which they are put.
package enum GuideQuestion: String, CaseIterable, Hashable, Sendable {
    // Of the submission.
    case from, receivedVia, receivedAt, device
    // Of every exhibit.
    case platform, account, url, capturedAt, publishedAt, visibility, state, series, title, note
    // For the declaration that is signed.
    case madeByPerson, stillVisible, keepsOriginals, reported

    /// The question of a submission that it is; nil when it is none.
    package var submission: SubmissionQuestion? {
        switch self {
        case .from, .receivedVia, .receivedAt, .device: SubmissionQuestion(rawValue: rawValue)
        default: nil
        }
    }

    /// The question of an exhibit that it is; nil when it is none.
    package var exhibit: ExhibitQuestion? { submission == nil ? ExhibitQuestion(rawValue: rawValue) : nil }

    /// Whether the answer is a date.
    package var asksForDate: Bool { submission?.asksForDate ?? exhibit?.asksForDate ?? false }

    /// Whether yes and no are answers.
    package var isYesOrNo: Bool {
        switch self {
        case .madeByPerson, .stillVisible, .keepsOriginals, .reported: true
        default: false
        }
    }

    /// The answers that a number stands for; their words are `guide.choice.<question>.<number>` in the catalogue.
    package var choiceCount: Int {
        switch self {
        case .receivedVia: 6
        case .visibility: 3
        case .state: 4
        default: 0
        }
    }

    /// Its name in a file of answers.
    package var key: String {
        rawValue.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
    }
}

/// What was answered to the guide.
package struct GuideAnswers: Hashable, Sendable {
    private var texts: [GuideQuestion: String] = [:]

    /// The answer of whoever was asked and does not know.
    package static let unknown = "?"

    /// Nothing answered.
    package init() {}

    /// The answer, as given; nil when the question was passed over.
    package subscript(question: GuideQuestion) -> String? {
        get { texts[question] }
        set { texts[question] = newValue }
    }
}
