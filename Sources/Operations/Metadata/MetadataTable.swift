/// A text cut into rows and cells (RFC 4180), with the line on which each row begins.
struct MetadataTable {
    /// A row.
    struct Row {
        let line: Int
        var cells: [String]
        /// Whether nothing stands in it.
        var isEmpty: Bool { cells.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
    }

    let rows: [Row]
    let separator: MetadataReading.Separator

    /// The most rows, and the longest cell in bytes.
    static let mostRows = 200_000
    static let largestCell = 16_384

    /// Cuts `text`, whose separator is the one of its first row.
    init(_ text: String, path: String) throws(OperationError) {
        var lines = RowReader(text, path: path)
        separator = try lines.detectSeparator()
        var rows: [Row] = []
        while let row = try lines.next() {
            if row.isEmpty { continue }
            guard rows.count <= Self.mostRows else {
                throw OperationError(.metadataTooLong, ["path": path, "limit": "\(Self.mostRows)"])
            }
            rows.append(row)
        }
        self.rows = rows
    }
}

extension MetadataReading.Separator {
    fileprivate var character: Unicode.Scalar {
        switch self {
        case .semicolon: ";"
        case .comma: ","
        case .tab: "\t"
        }
    }
}

/// Reads one row after another.
private struct RowReader {
    private let path: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var separator: Unicode.Scalar = ";"

    init(_ text: String, path: String) {
        self.path = path
        scalars = Array(text.unicodeScalars)
    }

    private func refusal(_ code: OperationError.Code, _ line: Int) -> OperationError {
        OperationError(code, ["path": path, "line": "\(line)"])
    }

    /// The separator that stands in the first row, outside quotes.
    ///
    /// `sep=;` on a line of its own, as Excel has it, says so itself.
    mutating func detectSeparator() throws(OperationError) -> MetadataReading.Separator {
        for candidate in MetadataReading.Separator.allCases {
            let head = Array("sep=".unicodeScalars) + [candidate.character]
            let after = scalars.dropFirst(head.count)
            if scalars.starts(with: head), after.first == "\r" || after.first == "\n" {
                separator = candidate.character
                _ = try next()
                return candidate
            }
        }
        var counts: [MetadataReading.Separator: Int] = [:]
        var isQuoted = false
        for scalar in scalars {
            if scalar == "\"" { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if scalar == "\n" || scalar == "\r" { break }
            for candidate in MetadataReading.Separator.allCases where candidate.character == scalar {
                counts[candidate, default: 0] += 1
            }
        }
        guard counts.count < 2 else { throw refusal(.metadataSeparatorUnclear, 1) }
        let found = counts.keys.first ?? .semicolon
        separator = found.character
        return found
    }

    /// The next row; nil at the end.
    ///
    /// Empty lines are rows of one empty cell.
    mutating func next() throws(OperationError) -> MetadataTable.Row? {
        guard position < scalars.count else { return nil }
        var row = MetadataTable.Row(line: line, cells: [])
        while true {
            row.cells.append(try cell(of: row.line))
            guard position < scalars.count else { return row }
            let scalar = scalars[position]
            position += 1
            if scalar == separator { continue }
            endLine(after: scalar)
            return row
        }
    }

    /// CR LF, LF and CR each end one line.
    private mutating func endLine(after scalar: Unicode.Scalar) {
        line += 1
        if scalar == "\r", position < scalars.count, scalars[position] == "\n" { position += 1 }
    }

    private func isEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == separator || scalar == "\n" || scalar == "\r"
    }

    private mutating func cell(of row: Int) throws(OperationError) -> String {
        var text = String.UnicodeScalarView()
        guard position < scalars.count, scalars[position] == "\"" else {
            while position < scalars.count, !isEnd(scalars[position]) {
                guard scalars[position] != "\"" else { throw refusal(.metadataQuote, line) }
                text.append(scalars[position])
                position += 1
            }
            return try limited(text, row)
        }
        let first = line
        position += 1
        while true {
            guard position < scalars.count else { throw refusal(.metadataQuote, first) }
            let scalar = scalars[position]
            position += 1
            if scalar != "\"" {
                text.append(scalar)
                if scalar == "\n" || (scalar == "\r" && (position == scalars.count || scalars[position] != "\n")) {
                    line += 1
                }
            } else if position < scalars.count, scalars[position] == "\"" {
                text.append(scalar)
                position += 1
            } else {
                break
            }
        }
        guard position == scalars.count || isEnd(scalars[position]) else { throw refusal(.metadataQuote, line) }
        return try limited(text, row)
    }

    private func limited(_ text: String.UnicodeScalarView, _ row: Int) throws(OperationError) -> String {
        let cell = String(text)
        guard cell.utf8.count <= MetadataTable.largestCell else { throw refusal(.metadataCellTooLong, row) }
        return cell
    }
}
