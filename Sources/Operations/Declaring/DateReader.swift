internal import Cryptography
internal import Custody

/// Reads declared dates at a moment, in a zone where they name none (`docs/formats/metadata.md` § 5).
struct DateReader {
    /// The zone of dates that name none; nil when nothing was said, and such a date is refused.
    let zone: ZoneRules?
    /// The computer's clock.
    let now: Instant

    /// What an answer was taken to mean.
    struct Reading {
        /// As it is committed.
        let value: DeclaredDate
        /// What is odd about it, in itself.
        let doubts: [DateDoubt.Reason]
        /// Whether `zone` was taken for it.
        let usedZone: Bool
        /// Whether it is kept as words, because nobody here reads it as a date.
        let isWords: Bool
        /// Whether day and month could be exchanged, and the day was taken to stand first.
        var isDayFirst = false
    }

    /// Reads `text`; a date that needs a zone and has none is refused.
    func read(_ text: String) throws -> Reading {
        switch DateAnswer(text) {
        case .words: Reading(value: Self.words(text), doubts: [], usedZone: false, isWords: true)
        case .unreadable: Reading(value: Self.words(text), doubts: [.unreadable], usedZone: false, isWords: true)
        case .span(let span): try read(span, text)
        }
    }

    private static func words(_ text: String) -> DeclaredDate {
        .given(DeclaredDate.Words(text: text, bounds: nil, zone: nil))
    }

    private func read(_ span: CalendarSpan, _ text: String) throws -> Reading {
        let bounds: (from: DeclaredTime?, upTo: DeclaredTime?)
        let zoneName: String
        var doubts: [DateDoubt.Reason] = span.isOtherWeekday ? [.weekday] : []
        let last = ClockTime(seconds: span.end.seconds - 1)
        switch span.zone {
        case .offset(let written, let seconds):
            let minutes = Int(seconds / 60)
            bounds = (
                DeclaredTime(span.start.instant(offsetSeconds: seconds), offsetMinutes: minutes),
                DeclaredTime(last.instant(offsetSeconds: seconds), offsetMinutes: minutes)
            )
            zoneName = written
        case .named, nil:
            let rules = try rules(for: span.zone, text)
            let start = rules.moments(showing: span.start)
            let end = rules.moments(showing: last)
            bounds = (rules.time(start.earliest), rules.time(end.latest))
            zoneName = rules.name
            if span.precision <= .hour {
                if start.showing == .twice || end.showing == .twice { doubts.append(.doubled) }
                if start.showing == .never || end.showing == .never { doubts.append(.missing) }
            }
        }
        guard let from = bounds.from, let upTo = bounds.upTo, from <= upTo else {
            return Reading(value: Self.words(text), doubts: doubts + [.unreadable], usedZone: false, isWords: true)
        }
        if from.instant > now { doubts.append(.future) }
        if span.precision <= .day, Self.epochs.contains(where: { $0.start <= span.start && span.start < $0.end }) {
            doubts.append(.epoch)
        }
        let value = DeclaredDate.given(DeclaredDate.Words(text: text, bounds: from...upTo, zone: zoneName))
        return Reading(
            value: value,
            doubts: doubts,
            usedZone: span.zone == nil,
            isWords: false,
            isDayFirst: span.isDayFirst
        )
    }

    private func rules(for stated: StatedZone?, _ text: String) throws -> ZoneRules {
        if case .named(let name) = stated {
            guard let rules = ZoneRules(named: name) else { throw OperationError(.zoneUnknown, ["zone": name]) }
            return rules
        }
        guard let zone else { throw OperationError(.zoneUndecided, ["date": text]) }
        return zone
    }

    /// The days on which the calendars of Windows, Excel, Macintosh, Unix and DOS begin, and the evening before where that is
    /// what a clock west of Greenwich shows.
    private static let epochs = [
        CalendarSpan(from: CalendarDay(1600, 12, 31), before: CalendarDay(1601, 1, 2), .other),
        CalendarSpan(from: CalendarDay(1899, 12, 30), before: CalendarDay(1900, 1, 2), .other),
        CalendarSpan(from: CalendarDay(1903, 12, 31), before: CalendarDay(1904, 1, 2), .other),
        CalendarSpan(from: CalendarDay(1969, 12, 31), before: CalendarDay(1970, 1, 2), .other),
        CalendarSpan(from: CalendarDay(1980, 1, 1), before: CalendarDay(1980, 1, 2), .other),
    ].compactMap { $0 }
}
