internal import Glibc
internal import Wording

/// Asks a person at the terminal, whatever standard input and output are; what is typed is shown.
struct TerminalQuestion: ~Copyable {
    private let descriptor: Int32

    /// Nil where the process has no terminal: then there is nobody to ask.
    init?(terminal: String = "/dev/tty") {
        descriptor = open(terminal, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// Says something, broken to the page.
    func tell(_ text: String) {
        var page = Page()
        page.paragraph(text.printable)
        Terminal.write(page.text, to: descriptor)
    }

    /// Asks until the answer is one of those that `meaning` knows; nil when the input ends.
    func choose<Answer>(_ question: String, _ choices: String, meaning: (String) -> Answer?) -> Answer? {
        tell(question)
        while true {
            Terminal.write("\(choices) > ", to: descriptor)
            guard let line = readLine() else { return nil }
            if let answer = meaning(line) { return answer }
        }
    }

    /// What is typed on one line, without blanks at its ends; nil when the input ends.
    func ask(_ question: String) -> String? {
        Terminal.write(question, to: descriptor)
        return readLine()
    }

    /// The longest line that a terminal hands over (`MAX_CANON`), with room to spare.
    private static let longestLine = 8_192

    private func readLine() -> String? {
        var bytes: [UInt8] = []
        while bytes.count < Self.longestLine {
            var byte: UInt8 = 0
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            guard byte != UInt8(ascii: "\n") else { break }
            bytes.append(byte)
        }
        let line = String(decoding: bytes, as: UTF8.self)
        return String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
