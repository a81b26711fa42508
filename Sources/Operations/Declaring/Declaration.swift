internal import Cryptography
internal import Custody

/// What is declared, read: every date looked at, and every answer as it is committed.
///
/// It is made before anything is sealed, so that a date nobody can mean refuses the call.
struct Declaration: Sendable {
    /// The values of the `submission.received`, but for its list of digests.
    let submissionValues: [String: CanonicalJSON]

    /// What was assumed on the way, to be told.
    let assumed: DeclaredAssumptions

    private let everyExhibit: [String: CanonicalJSON]
    private let exhibits: [[UInt8]: [String: CanonicalJSON]]

    /// The declared values of the `exhibit.sealed` of the file that is received as `name`.
    func exhibitValues(for name: ReceivedName) -> [String: CanonicalJSON] {
        exhibits[name.bytes] ?? everyExhibit
    }
}

/// What was assumed when declared facts were read: said to the person and in the receipt, which is not personal.
package struct DeclaredAssumptions: Hashable, Sendable {
    /// The zone that dates without one were read in; nil when there were none.
    package internal(set) var zone: String?
    /// How many dates could be read with day and month exchanged, and were read with the day first.
    package internal(set) var dayFirstCount = 0
    /// How many dates are kept as words, because nobody here reads them as dates.
    package internal(set) var wordsCount = 0
    /// How many dates raised a question and are sealed as declared all the same.
    package internal(set) var acceptedDoubts = 0
    /// How the list of metadata was read; nil when there was none.
    package internal(set) var metadata: MetadataReading?
}

// MARK: - Reading

extension Declaration {
    /// Reads what is declared of `files`; dates without a zone are those of the call's zone, else of the case's.
    init(_ facts: DeclaredFacts, of files: ReceivedFiles, caseZone: String?, in surroundings: Surroundings) throws {
        var facts = facts
        if let path = facts.metadataFile {
            try MetadataSheet(reading: path, in: surroundings).declare(of: files, into: &facts, in: surroundings)
        }
        let zone = try (facts.zone ?? caseZone).map { try ZoneRules(knowing: $0) }
        var reading = AnswerReading(now: surroundings.now())
        submissionValues = try reading.values(facts.submission, zone: zone, file: nil, platform: nil)
        everyExhibit = try reading.values(facts.everyExhibit, zone: zone, file: nil)
        var exhibits: [[UInt8]: [String: CanonicalJSON]] = [:]
        for file in files where !facts.exhibits.isEmpty {
            guard let own = facts.exhibits[file.name.bytes] else { continue }
            let ownZone = try facts.zones[file.name.bytes].map { try ZoneRules(knowing: $0) } ?? zone
            exhibits[file.name.bytes] = try reading.values(
                facts.everyExhibit.replaced(by: own),
                zone: ownZone,
                file: file.name.display
            )
        }
        self.exhibits = exhibits
        var assumed = reading.assumed
        assumed.metadata = facts.metadata
        assumed.acceptedDoubts = reading.doubts.count
        self.assumed = assumed
        try Self.settle(reading.doubts, facts.doubtfulDates)
    }

    /// Refuses what nobody stands by.
    private static func settle(_ doubts: [DateDoubt], _ doubtful: DoubtfulDates) throws {
        guard let first = doubts.first else { return }
        switch doubtful {
        case .accepted: return
        case .refused: throw first.refusal
        case .asked(let ask): guard try ask(doubts) else { throw first.refusal }
        }
    }
}

/// Answers while they are read one after another.
private struct AnswerReading {
    let now: Instant
    var doubts: [DateDoubt] = []
    var assumed = DeclaredAssumptions()

    /// Every question's answer as it is committed, by field.
    mutating func values(
        _ answers: DeclaredAnswers<ExhibitQuestion>,
        zone: ZoneRules?,
        file: String?
    ) throws -> [String: CanonicalJSON] {
        try values(answers, zone: zone, file: file, platform: answers[.platform])
    }

    mutating func values<Question>(
        _ answers: DeclaredAnswers<Question>,
        zone: ZoneRules?,
        file: String?,
        platform: String?
    ) throws -> [String: CanonicalJSON] {
        var values: [String: CanonicalJSON] = [:]
        var bounds: [String: ClosedRange<DeclaredTime>] = [:]
        for question in Question.allCases {
            let field = question.rawValue
            guard let text = answers[question] else {
                values[field] = DeclaredValue.notAsked.json
                continue
            }
            guard !DeclaredValue.isUnknown(text) else {
                values[field] = DeclaredValue.unknown.json
                continue
            }
            guard question.asksForDate else {
                values[field] = DeclaredValue.given(text).json
                continue
            }
            let read = try DateReader(zone: zone, now: now).read(text)
            values[field] = read.value.json
            if read.usedZone { assumed.zone = zone?.name }
            if read.isDayFirst { assumed.dayFirstCount += 1 }
            if read.isWords { assumed.wordsCount += 1 }
            var reasons = read.doubts
            if case .given(let words) = read.value, let known = words.bounds {
                bounds[field] = known
                if let platform, let first = PlatformBeginnings.firstDay(of: platform),
                    known.upperBound.instant < first.start.instant(offsetSeconds: 0)
                {
                    reasons.append(.beforePlatform)
                }
            }
            for reason in reasons {
                let zoneName = read.usedZone ? zone?.name : nil
                add(DateDoubt(reason: reason, text: text, field: field, file: file, zone: zoneName))
            }
        }
        if let captured = bounds["capturedAt"], let published = bounds["publishedAt"],
            captured.upperBound.instant < published.lowerBound.instant,
            let text = Question(rawValue: "capturedAt").flatMap({ answers[$0] })
        {
            add(DateDoubt(reason: .order, text: text, field: "capturedAt", file: file, zone: nil))
        }
        return values
    }

    /// Asks once about what is declared of every file.
    private mutating func add(_ doubt: DateDoubt) {
        let isKnown = doubts.contains {
            $0.file == nil && ($0.reason, $0.field) == (doubt.reason, doubt.field)
                && $0.text.utf8.elementsEqual(doubt.text.utf8)
        }
        if !isKnown { doubts.append(doubt) }
    }
}

extension DeclaredValue {
    /// What people type for "I was asked, and do not know": `?`, « inconnu(e) », « je ne sais pas », "unknown".
    static func isUnknown(_ text: String) -> Bool {
        let word = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return ["?", "inconnu", "inconnue", "inconnu(e)", "je ne sais pas", "unknown", "not known"].contains(word)
    }
}

extension ZoneRules {
    /// The zone of that name, which must be one.
    init(knowing name: String) throws(OperationError) {
        guard let rules = ZoneRules(named: name) else { throw OperationError(.zoneUnknown, ["zone": name]) }
        self = rules
    }
}
