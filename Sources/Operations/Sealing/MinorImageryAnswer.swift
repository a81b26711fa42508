/// The answer to the question that goes before any reading: whether a file that is handed over shows, even as a thumbnail,
/// a minor intimately (docs/decisions/0015-question-first.md).
package enum MinorImageryAnswer: String, CaseIterable, Hashable, Sendable {
    /// None does: the files may be copied.
    case no
    /// At least one does: nothing may be copied.
    case yes
    /// Whoever was asked does not know: the same as yes.
    case unknown = "?"

    /// What somebody typed, in French or English; nil when it is no answer.
    package init?(typed text: String) {
        switch text.lowercased() {
        case "n", "no", "non": self = .no
        case "o", "oui", "y", "yes": self = .yes
        case "?", "unknown", "inconnu": self = .unknown
        default: return nil
        }
    }
}

extension DeclaredFacts {
    /// The answer to the question; nil when it was not put.
    ///
    /// Words that are no answer are read as "I do not know": nothing is copied on the strength of a slip of the pen.
    package var minorImagery: MinorImageryAnswer? {
        get { submission[.minorImagery].map { MinorImageryAnswer(typed: $0) ?? .unknown } }
        set { submission[.minorImagery] = newValue?.rawValue }
    }

    /// Whether nothing is declared of any exhibit, which an item that is not copied has no fields for.
    package var saysNothingOfExhibits: Bool {
        everyExhibit == DeclaredAnswers() && exhibits.isEmpty && metadataFile == nil
    }

    /// Refuses to have anything copied unless the question was answered with "no".
    func requireNoMinorImagery() throws(OperationError) {
        switch minorImagery {
        case .no: return
        case nil: throw OperationError(.minorImageryUnanswered)
        case .yes, .unknown: throw OperationError(.minorImageryPossible)
        }
    }
}
