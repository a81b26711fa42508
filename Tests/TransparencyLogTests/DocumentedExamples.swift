import Foundation

/// The examples in docs/formats, which are golden data: made once by a program that shares no code with ours.
enum DocumentedExamples {
    /// The bytes of the example `name` on the page `docs/formats/<page>.md`: the fenced block below its marker.
    static func read(_ name: String, from page: String) throws -> [UInt8] {
        let file = URL(filePath: #filePath).appending(path: "../../../docs/formats/\(page).md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        guard let start = text.range(of: "<!-- example: \(name) -->\n```text\n"),
            let end = text.range(of: "```", range: start.upperBound..<text.endIndex)
        else { throw Missing(name: name, page: page) }
        return text[start.upperBound..<end.lowerBound].bytes
    }

    /// The page has no such example.
    struct Missing: Error {
        let name: String
        let page: String
    }
}
