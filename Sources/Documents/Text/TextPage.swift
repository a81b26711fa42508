/// A document as lines of at most 80 columns, built from top to bottom.
///
/// Lines are broken at ordinary spaces only, never at no-break ones; what is longer than a line is cut where the line
/// ends. No line ends in a blank, and the text ends in one line feed.
struct TextPage {
    /// The widest line, in columns of a terminal or of paper with a fixed pitch.
    static let width = 80

    private let width: Int

    /// What stands on the last line.
    private enum LastLine {
        case none
        case empty
        case words
        case underline
    }
    private var lastLine = LastLine.none

    /// The whole document: UTF-8 when encoded, LF after every line.
    private(set) var text = ""

    /// An empty page, for lines of at most `width` columns.
    init(width: Int = Self.width) {
        self.width = width
    }

    /// What was added since the last call, which the page forgets but for what stands on its last line.
    mutating func takeText() -> String {
        defer { text = "" }
        return text
    }

    /// A title: a line of its own, framed.
    mutating func title(_ text: String) {
        rule("=")
        paragraph(text)
        rule("=")
    }

    /// A heading: an empty line, then the words, underlined.
    mutating func heading(_ text: String) {
        gap()
        let before = self.text.utf8.count
        paragraph(text)
        let added = Substring(self.text.utf8.dropFirst(before))
        let longest = added.split(separator: "\n").map(\.columns).max() ?? 0
        append(String(repeating: "-", count: longest))
        lastLine = .underline
    }

    /// An empty line, unless one is there or a heading stands right above.
    mutating func gap() {
        if lastLine == .words { append("") }
    }

    /// Words, broken into lines, each `indent` columns from the left, all but the first `hanging` more.
    mutating func paragraph(_ text: String, indent: Int = 0, hanging: Int = 0) {
        let blank = { (count: Int) in String(repeating: " ", count: count) }
        var line = ""
        var margin = indent
        var used = 0
        // A space is one byte wherever it stands, so that bytes can be split, which is several times faster.
        for word in text.utf8.split(separator: UInt8(ascii: " ")) {
            for part in Substring(word).parts(fitting: width - indent - hanging) {
                let columns = part.columns
                if line.isEmpty {
                    line = part
                    used = margin + columns
                } else if used + 1 + columns <= width {
                    line += " " + part
                    used += 1 + columns
                } else {
                    append(blank(margin) + line)
                    margin = indent + hanging
                    line = part
                    used = margin + columns
                }
            }
        }
        if !line.isEmpty { append(blank(margin) + line) }
    }

    /// One element of a list, behind its mark: a number or a dash.
    mutating func item(_ mark: String, _ text: String) {
        paragraph("\(mark)\u{a0}\(text)", indent: 2, hanging: mark.columns + 1)
    }

    /// A line that is typed or compared as it stands; the caller sees to its width.
    mutating func verbatim(_ line: String, indent: Int = 4) {
        append(String(repeating: " ", count: indent) + line)
    }

    private mutating func append(_ line: String) {
        text += line
        text += "\n"
        lastLine = line.isEmpty ? .empty : .words
    }

    private mutating func rule(_ mark: String) {
        append(String(repeating: mark, count: width))
    }
}

extension StringProtocol {
    /// The pieces of a word, none wider than `columns`.
    fileprivate func parts(fitting columns: Int) -> [String] {
        guard self.columns > columns else { return [String(self)] }
        var parts: [String] = []
        var part = ""
        var width = 0
        for character in self {
            if width + character.columns > columns, !part.isEmpty {
                parts.append(part)
                part = ""
                width = 0
            }
            part.append(character)
            width += character.columns
        }
        return part.isEmpty ? parts : parts + [part]
    }
}
