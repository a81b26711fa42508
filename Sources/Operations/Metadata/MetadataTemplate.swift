internal import Custody
internal import LedgerStore
package import Wording

/// Writes an empty list for the files of a folder: a row for each, no file read.
package enum MetadataTemplate {
    /// A list that was written.
    package struct Written: Sendable {
        /// How many files it names.
        package let rowCount: Int
        /// The names that cannot be written in a list, as they are shown: not UTF-8.
        package let unnamed: [String]
    }

    /// Writes a list of the files that `paths` name to the new file `output`.
    ///
    /// UTF-8 with a byte order mark, semicolons and CR LF: what a spreadsheet in French opens with a double click.
    package static func write(
        paths: [String],
        to output: String,
        language: Language,
        in surroundings: Surroundings
    ) throws -> Written {
        try OperationError.mapping {
            let absolute = surroundings.absolute(output)
            guard !DurableFile.exists(absolute) else { throw OperationError(.outputExists, ["path": output]) }
            let names = try Intake(walking: paths, for: nil, reading: false, in: surroundings).files.map(\.name)
            let written = names.filter { String(validating: $0.bytes, as: UTF8.self) != nil }
            let isFrench = language == .french
            let head = MetadataColumn.all.map { $0.heading(isFrench: isFrench) }
            let empty = Array(repeating: "", count: head.count - 1)
            let rows = written.map { [escaped(String(decoding: $0.bytes, as: UTF8.self))] + empty }
            let text = ([head] + rows).map { $0.map { quoted($0) }.joined(separator: ";") + "\r\n" }.joined()
            try DurableFile.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: absolute)
            let unnamed = names.filter { String(validating: $0.bytes, as: UTF8.self) == nil }.map(\.display)
            return Written(rowCount: rows.count, unnamed: unnamed)
        }
    }

    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.unicodeScalars.contains { ["\"", ";", "\n", "\r"].contains($0) }
        return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }

    // MARK: - Formulas

    /// What a spreadsheet calculates instead of showing it.
    static func looksLikeFormula(_ cell: String) -> Bool {
        cell.unicodeScalars.first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } ?? false
    }

    /// A name that no spreadsheet takes for a formula: an apostrophe before it, before one more where it begins with one.
    static func escaped(_ name: String) -> String {
        looksLikeFormula(name) || name.unicodeScalars.first == "'" ? "'" + name : name
    }

    /// The name that `escaped` gives for it.
    static func unescaped(_ cell: String) -> String {
        guard cell.unicodeScalars.first == "'" else { return cell }
        let name = String(cell.unicodeScalars.dropFirst())
        return looksLikeFormula(name) || name.unicodeScalars.first == "'" ? name : cell
    }
}
