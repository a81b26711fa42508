internal import Cryptography
internal import Custody
package import Wording

/// The guide's questions, one at a time: which is next, what an answer does; nothing is shown or read here.
package struct GuideInterview: Sendable {
    /// What was answered so far.
    package private(set) var answers = GuideAnswers()
    private var position = 0
    private let reader: DateReader
    private let say: Phrasebook

    /// What a line did.
    package enum Outcome: Hashable, Sendable {
        /// It answered the question, or passed it over: the next one comes.
        case answered
        /// The question before comes again.
        case wentBack
        /// Help is asked for.
        case help
        /// It is a date that raises these questions; it stands if it is given once more through `stand`.
        case doubtful([DateDoubt])
        /// It is no answer to this question.
        case notAnAnswer
    }

    /// An interview in the language of `say`; dates are read in `zone`, the case's.
    package init(zone: String?, say: Phrasebook, in surroundings: Surroundings) throws {
        reader = DateReader(zone: try zone.map { try ZoneRules(knowing: $0) }, now: surroundings.now())
        self.say = say
    }

    /// The question that comes now; nil when all were put.
    package var question: GuideQuestion? {
        position < GuideQuestion.allCases.count ? GuideQuestion.allCases[position] : nil
    }

    /// Goes back to the last question, from the summary.
    package mutating func reopen() { position = max(0, position - 1) }

    /// Takes a line as the person typed it.
    ///
    /// An empty line passes the question over: not asked. « inconnu » answers that it is not known, « retour » goes back, « ? » asks for help.
    package mutating func take(_ line: String) throws -> Outcome {
        guard let question else { return .notAnAnswer }
        switch line.lowercased() {
        case "?": return .help
        case "retour", "back":
            position = max(0, position - 1)
            return .wentBack
        case "":
            answers[question] = nil
            position += 1
            return .answered
        default: return try take(answer: line, to: question)
        }
    }

    /// Takes an answer although it raises questions.
    package mutating func stand(by line: String) {
        guard let question else { return }
        answers[question] = line
        position += 1
    }

    private mutating func take(answer line: String, to question: GuideQuestion) throws -> Outcome {
        var answer = line
        if DeclaredValue.isUnknown(line) {
            answer = GuideAnswers.unknown
        } else if question.choiceCount > 0, let number = Int(line) {
            guard (1...question.choiceCount).contains(number) else { return .notAnAnswer }
            answer = say("guide.choice.\(question.rawValue).\(number)")
        } else if question.isYesOrNo {
            guard YesOrNo(line) != nil else { return .notAnAnswer }
        } else if question.asksForDate {
            let doubts = try reader.read(line).doubts
            guard doubts.isEmpty else {
                return .doubtful(
                    doubts.map { DateDoubt(reason: $0, text: line, field: question.rawValue, file: nil, zone: nil) }
                )
            }
        }
        answers[question] = answer
        position += 1
        return .answered
    }
}

/// « oui », « non », and what may follow: « non, par sa sœur », « oui, le 3 juin ».
package struct YesOrNo: Hashable, Sendable {
    /// Whether it is yes.
    package let isYes: Bool
    /// What follows; nil when nothing does.
    package let rest: String?

    /// Reads an answer that begins with yes or no, in French or English; nil when it does not.
    package init?(_ text: String) {
        let letters = text.prefix { $0.isLetter }
        switch letters.lowercased() {
        case "oui", "o", "yes", "y": isYes = true
        case "non", "n", "no": isYes = false
        default: return nil
        }
        let rest = text.dropFirst(letters.count).drop { !$0.isLetter && !$0.isNumber }
        self.rest = rest.isEmpty ? nil : String(rest)
    }
}
