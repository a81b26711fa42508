internal import Cryptography
internal import Foundation
internal import Glibc
internal import Operations
internal import Wording

// The rules of the terminal. This is the only file that prints.
//
// 1. Results go to standard output, and nothing else does: they can be piped. With --json they are one JSON value.
// 2. Everything else goes to standard error: progress, notices, errors.
// 3. An error is `error: ` with the path and the cause, in one line, then `hint: ` with what to do. Lower case, no full
//    stop. The two words are the same in every language, for scripts and for searching.
// 4. Progress is one line that is rewritten where standard error is a terminal, one line a step elsewhere, and nothing
//    with --quiet. Notices are silenced with it; errors never are.
// 5. Emphasis is shown on a terminal only, never under NO_COLOR or TERM=dumb, and never carries meaning by itself.
// 6. Tables fit 80 columns. Names are made printable before they get here, and control characters that got here all the
//    same are replaced: evidence must not drive the terminal.
// 7. A passphrase is asked for through /dev/tty without echo, never read from standard input (`PassphrasePrompt`).

/// Where a command says what it has to say, in the language of whoever gave it.
struct Terminal: Sendable {
    /// The sentences.
    let say: Phrasebook
    /// Whether nothing is to be said but results and errors.
    let isQuiet: Bool
    private let progress = ProgressLine()

    init(language: Language, isQuiet: Bool = false) {
        say = Phrasebook(language)
        self.isQuiet = isQuiet
    }

    /// The columns of a page.
    static let width = 80

    /// Whether a person sees standard output, rather than a file or another program.
    static var isResultSeen: Bool { isatty(STDOUT_FILENO) == 1 }

    // MARK: - Results

    /// Prints a page to standard output.
    func show(_ page: Page) {
        progress.end()
        let isPlain = !Self.showsEmphasis(on: STDOUT_FILENO)
        let text = page.lines.map { line in
            Self.harmless(line.text).emphasized(isPlain ? .none : line.emphasis) + "\n"
        }
        Self.write(text.joined(), to: STDOUT_FILENO)
    }

    /// Prints a table that may be long, line by line.
    func show(_ table: LongTable) {
        progress.end()
        var text = ""
        table.forEachLine(width: Self.width) { line in
            text += Self.harmless(line) + "\n"
            guard text.utf8.count >= Self.pieceCount else { return }
            Self.write(text, to: STDOUT_FILENO)
            text = ""
        }
        Self.write(text, to: STDOUT_FILENO)
    }

    /// How many bytes of a long table are gathered before they are printed.
    private static let pieceCount = 32_768

    /// Prints text that is to be kept or copied to standard output as it is, such as a certificate.
    func show(verbatim text: String) {
        progress.end()
        Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    /// Prints one JSON value to standard output: sorted members, two-space indent, a line feed at the end.
    func show(json value: some Encodable) throws {
        progress.end()
        Self.write(try Self.json(value) + "\n", to: STDOUT_FILENO)
    }

    /// Prints one JSON object as `show(json:)` does, with `elements` in its array `member`, which is empty in `value`.
    ///
    /// The elements are made as they are printed, however many there are.
    func show(json value: some Encodable, filling member: String, with elements: some Sequence<some Encodable>) throws {
        progress.end()
        try Self.print(json: value, filling: member, with: elements) { Self.write($0, to: STDOUT_FILENO) }
    }

    /// Gives the text of `value` with `elements` in its array `member` to `write`, part by part.
    static func print(
        json value: some Encodable,
        filling member: String,
        with elements: some Sequence<some Encodable>,
        _ write: (String) -> Void
    ) throws {
        let text = try json(value) + "\n"
        // Of an object's own members alone the name follows a line feed and two spaces: no string has a bare line feed.
        guard let start = text.range(of: "\n  \"\(member)\" : ["),
            let end = text[start.upperBound...].firstIndex(of: "]")
        else { preconditionFailure("no array is named \(member)") }
        var part = Array(text[..<start.upperBound].utf8)
        var isFirst = true
        let encoder = encoder
        for element in elements {
            part += (isFirst ? "\n    " : ",\n    ").utf8
            isFirst = false
            for byte in try encoder.encode(element) {
                part.append(byte)
                if byte == UInt8(ascii: "\n") { part += "    ".utf8 }
            }
            guard part.count >= Self.partSize else { continue }
            write(String(decoding: part, as: UTF8.self))
            part.removeAll(keepingCapacity: true)
        }
        write(String(decoding: part, as: UTF8.self) + (isFirst ? text[start.upperBound...] : "\n  " + text[end...]))
    }

    /// How many bytes of a long result are written at once.
    private static let partSize = 64 * 1024

    /// A JSON array on standard output whose elements come one by one.
    func jsonArray() -> JSONArray { JSONArray() }

    /// One JSON array, printed as its elements come: an element a line of the outer array, however many there are.
    final class JSONArray {
        private var count = 0

        /// Prints one more element.
        func add(_ element: some Encodable) throws {
            Terminal.write((count == 0 ? "[\n" : ",\n") + (try Terminal.json(element)), to: STDOUT_FILENO)
            count += 1
        }

        /// Closes the array.
        func end() {
            Terminal.write(count == 0 ? "[]\n" : "\n]\n", to: STDOUT_FILENO)
        }
    }

    /// One JSON value as it is printed.
    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    // MARK: - Beside the results

    /// Says something that the person should know, and that is neither a result nor an error.
    ///
    /// It is broken to the page's width where a person reads it, and stays one line elsewhere, for whoever searches.
    func notice(_ text: String) {
        guard !isQuiet else { return }
        progress.end()
        var page = Page(width: isatty(STDERR_FILENO) == 1 ? Self.width : .max)
        page.paragraph(text, hanging: 2)
        Self.write(Self.harmless(page.text), to: STDERR_FILENO)
    }

    /// Says what must be read before anything else, on standard error, broken to the page; `--quiet` does not silence it.
    func warn(_ text: String) {
        progress.end()
        var page = Page()
        page.paragraph(text)
        Self.write(Self.harmless(page.text), to: STDERR_FILENO)
    }

    /// Says how far a long operation has come.
    func tell(_ step: ProgressStep) {
        guard !isQuiet else { return }
        progress.show(step.sentence(in: say), isLast: step.isLastOfItsKind, replaces: step.replacesTheLast)
    }

    /// Leaves the line of progress, when the command has said everything.
    func finish() { progress.end() }

    /// Says what went wrong and what to do about it.
    func complain(_ problem: Problem) {
        progress.end()
        // One line each, whatever a path holds.
        var text = "error: \(problem.message(in: say).printable)\n"
        if let hint = problem.hint(in: say) { text += "hint: \(hint.printable)\n" }
        Self.write(Self.harmless(text), to: STDERR_FILENO)
    }
}

// MARK: - Writing

extension Terminal {
    /// Writes all of `text`.
    ///
    /// A reader that went away ends the program quietly, as it ends other programs.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // What was asked for is not where it should be: a full disk must not look like success.
                if descriptor == STDOUT_FILENO {
                    Glibc.exit(errno == EPIPE ? 128 + SIGPIPE : ExitStatus.error.rawValue)
                }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// `text` without what would act on a terminal, line feeds apart.
    private static func harmless(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            .joined(separator: "\n")
    }

    private static func showsEmphasis(on descriptor: Int32) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(descriptor) == 1 && !isRefused && environment["TERM"] != "dumb"
    }
}

extension String {
    /// The text between the sequences of ECMA-48 § 8.3.117 that make it stand out.
    fileprivate func emphasized(_ emphasis: Page.Emphasis) -> String {
        switch emphasis {
        case .none: self
        case .heading: "\u{1B}[1m\(self)\u{1B}[0m"
        case .good: "\u{1B}[1;32m\(self)\u{1B}[0m"
        case .bad: "\u{1B}[1;31m\(self)\u{1B}[0m"
        case .doubtful: "\u{1B}[1;33m\(self)\u{1B}[0m"
        }
    }
}
