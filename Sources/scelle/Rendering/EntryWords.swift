internal import Custody
internal import Documents
internal import Operations
internal import Wording

/// The kind of an entry, as the ledger has it and in a word of the field.
struct KindWords {
    /// The kind without its version: `exhibit.sealed`.
    let family: String
    /// The word: SCELLEMENT.
    let word: String

    init(_ kind: StatementKind, in say: Phrasebook) {
        family = String(kind.name.prefix { $0 != "@" })
        let isKnown = kind.shape != nil && say.has("kind.\(family)")
        word = say(isKnown ? "kind.\(family)" : "kind.unknown")
    }
}

/// What time stamps say of an entry, before anybody verified them.
struct AttestedWords {
    private let time: Operations.AttestedTime
    private let say: Phrasebook

    init(_ time: Operations.AttestedTime, in say: Phrasebook) {
        self.time = time
        self.say = say
    }

    /// For a table's cell, in UTC.
    var short: String {
        switch time {
        case .pending: say("list.pending")
        case .claimed(let genTime, _, _): say.shortMoment(genTime)
        }
    }

    /// Written out.
    var sentence: String {
        switch time {
        case .pending: say("list.pendingSentence")
        case .claimed(let genTime, _, _): say("list.attested", ["time": say.attested(genTime)])
        }
    }
}

/// The value of an opened field, in words.
struct FactWords {
    /// The text; one line, whatever the value holds.
    let text: String

    init(_ disclosure: Disclosure, in say: Phrasebook) {
        // A value that is not of its grammar, which no opening has, is shown as any value is: try? hides nothing.
        if disclosure.name == "intake", let record = try? IntakeRecord(disclosure.value) {
            text = Self.words(record, in: say).printable
            return
        }
        // The answer is one of few, which the command line writes in one way.
        let answer = disclosure.name == "minorImagery" ? disclosure.value.givenText : nil
        text =
            switch answer.flatMap({ MinorImageryAnswer(typed: $0) }) {
            case .no: say("fact.no")
            case .yes: say("fact.yes")
            case .unknown, nil: Self.words(disclosure.value, in: say).printable
            }
    }

    private static func words(_ record: IntakeRecord, in say: Phrasebook) -> String {
        let omissions = record.notReceived.map {
            let reason = say("seal.skipped.\($0.reason.rawValue)")
            return say("fact.intake.notReceived", ["name": $0.name.display, "reason": reason])
        }
        let links = record.links.map { say("fact.intake.link", ["name": $0.display]) }
        let all = omissions + links + (record.rereadFromMemory ? [say("fact.intake.rereadFromMemory")] : [])
        return all.isEmpty ? say("fact.intake.nothing") : all.joined(separator: ", ")
    }

    private static func words(_ value: CanonicalJSON, in say: Phrasebook) -> String {
        switch value {
        case .null: say("fact.notAsked")
        case DeclaredValue.unknown.json: say("fact.unknown")
        case .string(let text): text
        case .integer(let number): say.number(number)
        case .array(let values): values.map { words($0, in: say) }.joined(separator: ", ")
        case .object(let members):
            // A declared date shows what was typed, a received name what can be shown of it.
            if case .string(let text)? = members["text"] ?? members["display"] {
                text
            } else {
                members.sorted { $0.key < $1.key }.map { "\($0.key) \(words($0.value, in: say))" }
                    .joined(separator: ", ")
            }
        }
    }
}
