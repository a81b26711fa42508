internal import Cryptography
internal import Custody

/// A date to ask a lawyer about, counted from declared dates.
///
/// It is a reminder, never advice.
package struct Reminder: Hashable, Sendable {
    /// What may end on it.
    package enum Subject: String, CaseIterable, Hashable, Sendable {
        /// Three months from the first publication of something public.
        case publicPost
        /// A year from it, for what aggravates.
        case aggravatedPost
        /// A year for which those who hold connection data may keep it.
        case connectionData
    }

    /// What may end on it.
    package let subject: Subject
    /// The day on the calendar, `2020-09-17`.
    package let year: Int, month: Int, day: Int
    /// Whether it is over already.
    package let isPast: Bool
}

extension Reminder {
    /// The reminders for exhibits of which these facts are declared: from the earliest second that any of their dates can mean.
    ///
    /// Public posts: those declared public, and those of whom nobody said who could see them. Connection data: from the publication,
    /// else from the capture.
    package static func reminders(for facts: DeclaredFacts, zone: String?, in surroundings: Surroundings) throws
        -> [Reminder]
    {
        let reader = DateReader(
            zone: try (facts.zone ?? zone).map { try ZoneRules(knowing: $0) },
            now: surroundings.now()
        )
        let answers =
            facts.exhibits.isEmpty
            ? [facts.everyExhibit] : facts.exhibits.values.map { facts.everyExhibit.replaced(by: $0) }
        func earliest(_ question: ExhibitQuestion, where include: (DeclaredAnswers<ExhibitQuestion>) -> Bool) throws
            -> DeclaredTime?
        {
            try answers.filter(include).compactMap { $0[question] }.compactMap { text -> DeclaredTime? in
                guard !DeclaredValue.isUnknown(text), case .given(let words) = try reader.read(text).value else {
                    return nil
                }
                return words.bounds?.lowerBound
            }.min()
        }
        func isPerhapsPublic(_ answers: DeclaredAnswers<ExhibitQuestion>) -> Bool {
            guard let text = answers[.visibility]?.lowercased(), !DeclaredValue.isUnknown(text) else { return true }
            return text.hasPrefix("publi")
        }
        var reminders: [Reminder] = []
        if let published = try earliest(.publishedAt, where: isPerhapsPublic) {
            reminders.append(reminder(.publicPost, published, months: 3, at: surroundings.now()))
            reminders.append(reminder(.aggravatedPost, published, months: 12, at: surroundings.now()))
        }
        if let first = try earliest(.publishedAt, where: { _ in true }) ?? earliest(.capturedAt, where: { _ in true }) {
            reminders.append(reminder(.connectionData, first, months: 12, at: surroundings.now()))
        }
        return reminders
    }

    /// The same day some months later, or the last of its month.
    private static func reminder(_ subject: Subject, _ time: DeclaredTime, months: Int, at now: Instant) -> Reminder {
        let shown = time.instant.calendarTime(offsetMinutes: time.offsetMinutes)
        let count = shown.year * 12 + shown.month - 1 + months
        let (year, month) = (count / 12, count % 12 + 1)
        let day = (1...shown.day).reversed().first { CalendarDay(year, month, $0) != nil } ?? 1
        let end = CalendarDay(year, month, day)?.start.instant(offsetSeconds: Int64(time.offsetMinutes * 60))
        return Reminder(subject: subject, year: year, month: month, day: day, isPast: end.map { $0 < now } ?? false)
    }
}
