/// Rows of short cells under headings, in as many columns of the terminal as there are, and never more.
///
/// Cells are made printable: no name can break the table.
struct Table {
    /// One column of the table.
    struct Column {
        /// The heading; empty in a table without headings.
        let title: String
        /// Whether the cells are numbers, and stand to the right.
        let isNumber: Bool
        /// Whether the cells may be shortened where room is short.
        let shrinks: Bool

        /// A column of texts that keep their whole width unless they may shrink.
        init(_ title: String = "", isNumber: Bool = false, shrinks: Bool = false) {
            self.title = title
            self.isNumber = isNumber
            self.shrinks = shrinks
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row: a cell for each column.
    mutating func add(_ cells: [String]) {
        rows.append(zip(columns, cells).map { $1.printable })
    }

    /// The lines, none wider than `width`, indented by `indent`.
    func lines(width: Int, indent: Int = 0) -> [String] {
        let hasTitles = columns.contains { !$0.title.isEmpty }
        let shown = (hasTitles ? [columns.map(\.title)] : []) + rows
        let needed = columns.indices.map { column in shown.map { $0[column].displayWidth }.max() ?? 0 }
        let widths = fitting(needed, width - indent)
        let margin = String(repeating: " ", count: indent)
        var lines = shown.map { margin + line($0, widths: widths) }
        if hasTitles { lines.insert(margin + rule(widths), at: 1) }
        return lines
    }

    fileprivate func line(_ cells: [String], widths: [Int]) -> String {
        var line = ""
        for (position, cell) in cells.enumerated() {
            if position > 0 { line += Self.gap }
            let shortened = cell.shortened(to: widths[position])
            line +=
                columns[position].isNumber
                ? shortened.aligned(to: widths[position]) : shortened.padded(to: widths[position])
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    fileprivate func rule(_ widths: [Int]) -> String {
        widths.map { String(repeating: "-", count: $0) }.joined(separator: Self.gap)
    }

    /// What each column gets: what it needs, and where that is too much, the columns that shrink share the rest.
    fileprivate func fitting(_ needed: [Int], _ width: Int) -> [Int] {
        var widths = needed
        let shrinking = columns.indices.filter { columns[$0].shrinks }
        var excess = widths.reduce(0, +) + Self.gap.count * max(0, columns.count - 1) - width
        while excess > 0, let widest = shrinking.max(by: { widths[$0] < widths[$1] }), widths[widest] > 1 {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private static let gap = "  "
}

// MARK: - Many rows

/// A table whose rows are made when they are printed, however many there are.
struct LongTable {
    /// Headings and widths.
    private let table: Table
    private let columns: [Table.Column]
    /// How many rows it has.
    let count: Int
    private let row: (Int) -> [String]

    /// A table of `count` rows that `row` makes: each twice, for no line is printed before the widest is known.
    init(_ columns: [Table.Column], count: Int, row: @escaping (Int) -> [String]) {
        self.columns = columns
        self.count = count
        self.row = row
        table = Table(columns)
    }

    /// Hands the lines to `put`, one by one, none wider than `width`.
    func forEachLine(width: Int, indent: Int = 2, _ put: (String) -> Void) {
        var needed = columns.map(\.title.displayWidth)
        for position in 0..<count {
            for (column, cell) in row(position).enumerated() {
                needed[column] = max(needed[column], cell.printable.displayWidth)
            }
        }
        let widths = table.fitting(needed, width - indent)
        let margin = String(repeating: " ", count: indent)
        put(margin + table.line(columns.map(\.title), widths: widths))
        put(margin + table.rule(widths))
        for position in 0..<count { put(margin + table.line(row(position).map(\.printable), widths: widths)) }
    }
}
