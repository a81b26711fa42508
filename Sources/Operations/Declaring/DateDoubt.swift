/// A declared date that a person should look at again before it is sealed.
package struct DateDoubt: Hashable, Sendable {
    /// What is odd about it.
    package enum Reason: String, CaseIterable, Hashable, Sendable {
        /// The hour came twice, when clocks were put back.
        case doubled
        /// The hour never came: clocks were put forward.
        case missing
        /// It lies in the future.
        case future
        /// A day on which programs' calendars begin: what they show when they know no date.
        case epoch
        /// The platform did not exist yet.
        case beforePlatform
        /// Captured before it was published.
        case order
        /// The day of the week beside it is another.
        case weekday
        /// Digits that are no date.
        case unreadable
    }

    /// What is odd about it.
    package let reason: Reason
    /// The date, as given.
    package let text: String
    /// The field that it would be committed in.
    package let field: String
    /// The file it is declared of, as shown; nil when of the submission, or of every file.
    package let file: String?
    /// The zone that it was read in; nil when it has one of its own.
    package let zone: String?

    /// The error that refuses it.
    package var refusal: OperationError {
        let code: OperationError.Code =
            switch reason {
            case .doubled: .dateDoubled
            case .missing: .dateMissing
            case .future: .dateInFuture
            case .epoch: .dateOfEpoch
            case .beforePlatform: .dateBeforePlatform
            case .order: .dateOrder
            case .weekday: .dateWeekday
            case .unreadable: .dateUnreadable
            }
        return OperationError(code, ["date": text, "field": field, "file": file ?? "*"])
    }
}

/// What becomes of declared dates that raise a question.
package enum DoubtfulDates: Sendable {
    /// The call is refused.
    case refused
    /// They are sealed as they were declared.
    case accepted
    /// Somebody is asked, once for all of them, and says whether they are sealed as they were declared.
    case asked(@Sendable ([DateDoubt]) throws -> Bool)
}
