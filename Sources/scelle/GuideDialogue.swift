internal import Operations
internal import Wording

/// The guide at a terminal: puts each question, shows the summary, and asks whether it is right.
struct GuideDialogue: ~Copyable {
    private let dialogue: TerminalDialogue
    private let session: Session
    private let keptAt: String?
    private var interview: GuideInterview

    init(_ dialogue: consuming TerminalDialogue, zone: String?, keeping path: String?, in session: Session) throws {
        self.dialogue = dialogue
        self.session = session
        keptAt = path
        interview = try GuideInterview(zone: zone, say: session.say, in: session.surroundings)
    }

    private var say: Phrasebook { session.say }

    /// The answers that the person agreed to; nil when they were not.
    mutating func ask(aboutFiles count: Int) throws -> GuideAnswers? {
        show { page in
            page.line(say("guide.title"), .heading)
            page.paragraph(say("guide.how", ["count": say.number(UInt64(count))]))
        }
        while true {
            while let question = interview.question { try put(question) }
            showSummary(files: count)
            switch try line(say("guide.agree")).lowercased() {
            case "o", "oui", "y", "yes": return interview.answers
            case "n", "non", "no": return nil
            case "retour", "back": interview.reopen()
            default: show { $0.paragraph(say("guide.agreeHelp")) }
            }
        }
    }

    private mutating func put(_ question: GuideQuestion) throws {
        show { page in
            page.line()
            page.paragraph(say("guide.question.\(question.rawValue)"))
            for number in stride(from: 1, through: question.choiceCount, by: 1) {
                page.paragraph(
                    "\(number)  " + say("guide.choice.\(question.rawValue).\(number)"),
                    indent: 2,
                    hanging: 3
                )
            }
            if let answer = interview.answers[question] {
                page.paragraph(say("guide.before", ["answer": answer]), indent: 2)
            }
        }
        let typed = try line("> ")
        switch try interview.take(typed) {
        case .answered, .wentBack: try keep()
        case .help:
            show { $0.paragraph(say("guide.help.\(question.rawValue)") + " " + say("guide.helpAlways"), indent: 2) }
        case .notAnAnswer: show { $0.paragraph(say("guide.notAnAnswer"), indent: 2) }
        case .doubtful(let doubts):
            show { page in
                for doubt in doubts { page.paragraph(Problem(doubt.refusal).message(in: say), indent: 2, hanging: 2) }
            }
            if ["o", "oui", "y", "yes"].contains(try line(say("guide.keepDate")).lowercased()) {
                interview.stand(by: typed)
                try keep()
            }
        }
    }

    private func showSummary(files count: Int) {
        show { page in
            page.heading(say("guide.summary", ["count": say.number(UInt64(count))]))
            for question in GuideQuestion.allCases {
                let answer = interview.answers[question].map { $0 == "?" ? say("fact.unknown") : $0 }
                page.field(say("guide.name.\(question.rawValue)"), answer ?? say("fact.notAsked"), in: say)
            }
        }
    }

    private func keep() throws {
        guard let keptAt else { return }
        try GuideAnswersFile.keep(interview.answers, saysNoMinorImagery: true, at: keptAt, in: session.surroundings)
    }

    private func show(_ write: (inout Page) -> Void) {
        var page = Page()
        write(&page)
        dialogue.show(page)
    }

    private func line(_ question: String) throws -> String {
        guard let line = dialogue.answer(to: question) else { throw OperationError(.guideInterrupted) }
        return line
    }
}
