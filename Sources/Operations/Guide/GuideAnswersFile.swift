internal import Custody
internal import LedgerStore
internal import TOMLKit

/// The answers to the guide in a file, so that it can be prepared, tried and repeated.
///
///     no-minor-imagery = true
///     from = "Camille Exemple"
///     received-at = "17/06/2020 18:22"
///     published-at = "inconnu"
///     made-by-person = "non, par sa sœur"
///
/// A key that is missing is a question that was passed over; one that is unknown is an error.
package struct GuideAnswersFile: Sendable {
    /// The answers.
    package let answers: GuideAnswers
    /// Whether it answers that nothing shows a minor intimately.
    package let saysNoMinorImagery: Bool

    private static let minorKey = "no-minor-imagery"

    /// Reads the file at `path`.
    package init(reading path: String, in surroundings: Surroundings) throws {
        let result = try OperationError.mapping { () -> (GuideAnswers, Bool) in
            let bytes = try DurableFile.read(surroundings.absolute(path))
            let members = try SettingsFile.decode(Members.self, from: bytes, path: path).members
            var answers = GuideAnswers()
            var noMinor = false
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                switch (value, GuideQuestion.allCases.first { $0.key == key }) {
                case (.flag(let flag), _) where key == Self.minorKey: noMinor = flag
                case (.text(let text), .some(let question)): answers[question] = text.isEmpty ? nil : text
                default: throw OperationError(.settingsUnknownKey, ["path": path, "key": key])
                }
            }
            for question in GuideQuestion.allCases where question.isYesOrNo {
                guard let text = answers[question], !DeclaredValue.isUnknown(text) else { continue }
                guard YesOrNo(text) != nil else {
                    throw OperationError(
                        .settingsMalformed,
                        ["path": path, "line": "?", "reason": "\(question.key) = \"oui\" | \"non\""]
                    )
                }
            }
            return (answers, noMinor)
        }
        (answers, saysNoMinorImagery) = result
    }

    /// The text of a file with these answers.
    package static func text(_ answers: GuideAnswers, saysNoMinorImagery: Bool) -> String {
        var text = "\(minorKey) = \(saysNoMinorImagery)\n"
        for question in GuideQuestion.allCases {
            if let answer = answers[question] { text += "\(question.key) = \(SettingsFile.quoted(answer))\n" }
        }
        return text
    }

    /// Keeps the answers in the file `path`, readable by its owner only; an earlier state of it is replaced.
    package static func keep(
        _ answers: GuideAnswers,
        saysNoMinorImagery: Bool,
        at path: String,
        in surroundings: Surroundings
    ) throws {
        try OperationError.mapping {
            try DurableFile.write(
                Array(text(answers, saysNoMinorImagery: saysNoMinorImagery).utf8),
                to: surroundings.absolute(path)
            )
        }
    }

    /// Every member of the file: a text or a flag.
    private struct Members: Decodable {
        enum Value: Decodable {
            case text(String)
            case flag(Bool)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                // A member is one or the other; what is neither is told by the second attempt.
                if let flag = try? container.decode(Bool.self) {
                    self = .flag(flag)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }

        struct Key: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        var members: [String: Value] = [:]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys { members[key.stringValue] = try container.decode(Value.self, forKey: key) }
        }
    }
}
