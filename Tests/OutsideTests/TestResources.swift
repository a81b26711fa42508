import Foundation

/// Where the tests find what is not code.
enum TestResources {
    /// The folder of Package.swift.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Other people's files and the sample evidence, by `SCELLE_SHARED`, else beside the package.
    static let shared = URL(
        filePath: ProcessInfo.processInfo.environment["SCELLE_SHARED"] ?? "../shared",
        relativeTo: root
    )

    /// The schema of ASiCManifest, as EN 319 162-1 has it.
    static let manifestSchema =
        shared
        .appending(path: "corpora/dss/specs-asic-manifest/src/main/resources/xsd/en_31916201v010101.xsd")

    /// The sample evidence and what says of each file what it is.
    static let evidence = shared.appending(path: "evidence/files.tar.xz")
    static let evidenceManifest = shared.appending(path: "evidence/manifest.json")

    /// The interpreter of the environment that holds what Tests/requirements.txt names, by `SCELLE_PYTHON`.
    static let python = ProcessInfo.processInfo.environment["SCELLE_PYTHON"]

    /// Whether a file or folder is there; tests that need an absent one say that they are skipped.
    static func holds(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) }

    /// A file beside this one.
    static func program(_ path: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: path).path(percentEncoded: false)
    }
}
