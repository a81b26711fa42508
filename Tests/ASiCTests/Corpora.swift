import Foundation

/// Files that stand outside the package: other people's containers, where there are any, and our own documents.
enum Corpora {
    static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of other people's signed files, by `SCELLE_SHARED`, else beside the package.
    static let folder: URL = {
        let shared = ProcessInfo.processInfo.environment["SCELLE_SHARED"] ?? "../shared"
        return URL(filePath: shared, relativeTo: packageRoot).appending(path: "corpora")
    }()

    /// Whether that folder is there; tests that need it are skipped where it is not.
    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: folder.path)
    }

    /// Every ASiC container in it, as paths below it.
    static let containers: [String] = {
        guard let files = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        let suffixes = [".asice", ".sce", ".asics", ".scs"]
        return files.compactMap { $0 as? String }
            .filter { name in suffixes.contains { name.hasSuffix($0) } }
            .sorted()
    }()

    /// The bytes between the fences of the code block of that language in a document of ours, hexadecimal digits decoded.
    static func hexExample(_ marker: String, in document: String) throws -> [UInt8] {
        let text = try String(contentsOf: packageRoot.appending(path: document), encoding: .utf8)
        guard let start = text.range(of: "```\(marker)\n"),
            let end = text.range(of: "```", range: start.upperBound..<text.endIndex)
        else { return [] }
        return text[start.upperBound..<end.lowerBound].split(separator: "\n").flatMap { line in
            // Each line is digits in pairs, then two blanks and what they are.
            (line.components(separatedBy: "  ").first ?? "").split(separator: " ").compactMap { UInt8($0, radix: 16) }
        }
    }

    /// The text of the code block of that language in a document of ours.
    static func textExample(_ marker: String, in document: String) throws -> [UInt8] {
        let text = try String(contentsOf: packageRoot.appending(path: document), encoding: .utf8)
        guard let start = text.range(of: "```\(marker)\n"),
            let end = text.range(of: "```", range: start.upperBound..<text.endIndex)
        else { return [] }
        return Array(text[start.upperBound..<end.lowerBound].utf8)
    }
}
