internal import Glibc
internal import Operations
internal import Wording

/// Asks a person on the terminal, a line an answer, whatever standard input and output are; what is typed is shown.
///
/// Nothing is caught: a signal ends the program as it ends others, and what was answered is forgotten with it.
struct TerminalDialogue: ~Copyable {
    private let descriptor: Int32

    /// The longest line that is an answer: what a terminal hands over (`MAX_CANON`), with room to spare.
    private static let longestLine = 8_192

    /// Nil where the process has no terminal: then there is nobody to ask.
    init?(terminal: String = "/dev/tty") {
        descriptor = open(terminal, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Shows a page.
    func show(_ page: Page) {
        Terminal.write(page.lines.map { $0.text.printable + "\n" }.joined(), to: descriptor)
    }

    /// Says something, broken to the page.
    func tell(_ text: String) {
        var page = Page()
        page.paragraph(text)
        show(page)
    }

    /// Asks until the answer is one of those that `meaning` knows; nil when the terminal has ended.
    func choose<Answer>(_ question: String, _ choices: String, meaning: (String) -> Answer?) -> Answer? {
        tell(question)
        while true {
            guard let line = answer(to: "\(choices) > ") else { return nil }
            if let answer = meaning(line) { return answer }
        }
    }

    /// The line that answers `question`, without blanks at its ends; nil when the terminal has ended.
    func answer(to question: String) -> String? {
        Terminal.write(question.printable, to: descriptor)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { break }
            if line.count < Self.longestLine { line.append(byte) }
        }
        return String(decoding: line, as: UTF8.self).trimmed
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// Asks whether dates that raise a question are sealed as they were declared.
struct DoubtfulDatesPrompt: Sendable {
    private let session: Session

    init(_ session: Session) {
        self.session = session
    }

    /// Tells all of them; without a terminal to ask on, the answer is no.
    func ask(_ doubts: [DateDoubt]) -> Bool {
        let say = session.say
        guard let dialogue = TerminalDialogue() else {
            // The first is told as the error.
            for doubt in doubts.dropFirst() { session.terminal.notice(Problem(doubt.refusal).message(in: say)) }
            return false
        }
        var page = Page()
        for doubt in doubts { page.paragraph(Problem(doubt.refusal).message(in: say), hanging: 2) }
        dialogue.show(page)
        let answer = dialogue.answer(to: say("seal.datesAsk"))?.lowercased()
        return ["o", "oui", "y", "yes"].contains(answer)
    }
}
