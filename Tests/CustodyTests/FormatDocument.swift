import Foundation

/// A page of `docs/formats`, whose examples are test data: the page cannot drift from the program.
struct FormatDocument {
    let text: String

    /// The page `docs/formats/<name>.md`.
    init(_ name: String) throws {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        text = try String(contentsOf: package.appendingPathComponent("docs/formats/\(name).md"), encoding: .utf8)
    }

    /// The lines of the first fenced block under `heading`.
    func block(under heading: String) throws -> [String] {
        let section = try section(heading)
        guard let open = section.firstIndex(where: { $0.hasPrefix("```") }),
            let close = section[(open + 1)...].firstIndex(of: "```")
        else { throw Missing.block(heading) }
        return Array(section[(open + 1)..<close])
    }

    /// The cells of the table row under `heading` that begins with `cell`.
    func row(_ cell: String, under heading: String) throws -> [String] {
        guard let line = try section(heading).first(where: { $0.hasPrefix("| \(cell) |") }) else {
            throw Missing.row(cell)
        }
        return line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The lines after `heading`, up to the next.
    private func section(_ heading: String) throws -> ArraySlice<String> {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(of: heading) else { throw Missing.heading(heading) }
        return lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
    }

    /// What a page lacks.
    enum Missing: Error {
        case heading(String)
        case block(String)
        case row(String)
    }
}
