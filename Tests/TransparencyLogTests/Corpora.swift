import Foundation

/// Other people's files, which are not part of the repository.
enum Corpora {
    /// SCELLE_SHARED, or ../shared beside the package; `corpora` in it.
    static let folder: URL = {
        let package = URL(filePath: #filePath).appending(path: "../../..").standardized
        let shared =
            ProcessInfo.processInfo.environment["SCELLE_SHARED"].map { URL(filePath: $0, relativeTo: package) }
            ?? package.appending(path: "../shared").standardized
        return shared.appending(path: "corpora")
    }()

    /// Whether the corpus `name` is there.
    static func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "\(name)/INDEX.tsv").path(percentEncoded: false))
    }

    /// The bytes of a file in the corpora.
    static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }

    /// The paths of the .json files below a folder of the corpora, from `folder` on, sorted.
    static func vectors(in path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: path).path(percentEncoded: false))
            .filter { $0.hasSuffix(".json") }.sorted().map { "\(path)/\($0)" }
    }
}
