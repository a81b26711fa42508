/// Text for people under construction: headings, paragraphs that wrap, labelled values, tables.
///
/// Nothing here prints; `Terminal` does, and it alone knows whether emphasis can be shown.
struct Page {
    /// One line of the page.
    struct Line: Hashable {
        let text: String
        var emphasis = Emphasis.none
    }

    /// How a line stands out where the terminal can show it.
    enum Emphasis: Hashable {
        case none
        case heading
        case good
        case bad
        case doubtful
    }

    /// The widest line, in columns.
    let width: Int

    private(set) var lines: [Line] = []

    init(width: Int = 80) {
        self.width = width
    }

    /// The lines as one text, without emphasis; it ends with a line feed.
    var text: String { lines.map { $0.text + "\n" }.joined() }

    /// A line as it is; one that is too long stays long, for it is to be copied.
    mutating func line(_ text: String = "", _ emphasis: Emphasis = .none) {
        lines.append(Line(text: text, emphasis: emphasis))
    }

    /// A heading, with an empty line before it unless it stands first.
    mutating func heading(_ text: String) {
        if !lines.isEmpty { line() }
        line(text, .heading)
    }

    /// Sentences, broken at spaces to the page's width; further lines are indented by `hanging` more columns.
    mutating func paragraph(
        _ text: String,
        indent: Int = 0,
        hanging: Int = 0,
        _ emphasis: Emphasis = .none
    ) {
        for (position, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let first = indent + (position > 0 ? hanging : 0)
            for wrapped in Self.wrap(String(part), width: width, indent: first, next: indent + hanging) {
                line(wrapped, emphasis)
            }
        }
    }

    /// A table, indented by two columns.
    mutating func table(_ table: Table, indent: Int = 2) {
        for text in table.lines(width: width, indent: indent) { line(text) }
    }

    /// `text` in lines of at most `width` columns; only a word that is longer makes a longer line.
    private static func wrap(_ text: String, width: Int, indent: Int, next: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        // Only the ordinary space breaks a line: a no-break space keeps « n° 12 » together.
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            if !isEmpty, line.displayWidth + 1 + String(word).displayWidth > width {
                lines.append(line)
                line = String(repeating: " ", count: next)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [isEmpty ? "" : line]
    }
}
