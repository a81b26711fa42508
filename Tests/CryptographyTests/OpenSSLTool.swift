import Foundation

/// A temporary folder in which the `openssl` command runs; it goes when the test lets go of it.
///
///     let tool = try OpenSSLTool()
///     try tool.write(certificate.der, to: "c.der")
///     let result = try tool.run("x509", "-inform", "DER", "-in", "c.der", "-noout", "-subject")
final class OpenSSLTool {
    /// What a command left behind.
    struct Result {
        let status: Int32
        let output: String
    }

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("scelle-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs `openssl` with `arguments`; the output is what it wrote to both streams.
    @discardableResult
    func run(_ arguments: String...) throws -> Result {
        try run(arguments)
    }

    /// Runs `openssl` with `arguments`; the output is what it wrote to both streams.
    @discardableResult
    func run(_ arguments: [String]) throws -> Result {
        try run(command: ["openssl"] + arguments)
    }

    /// Runs `command`, which is looked for on PATH.
    func run(command: [String]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    func readText(_ name: String) throws -> String {
        String(decoding: try read(name), as: UTF8.self)
    }
}

/// The Python environment of the tests, which `make test` installs and names.
enum PythonTools {
    /// SCELLE_PYTHON, the interpreter; tests that need its packages are skipped otherwise.
    static let interpreter = ProcessInfo.processInfo.environment["SCELLE_PYTHON"]
}

/// Other people's files, which are not part of the repository.
enum Corpora {
    /// SCELLE_SHARED, or ../shared beside the package.
    static let shared: URL = {
        if let path = ProcessInfo.processInfo.environment["SCELLE_SHARED"] { return URL(fileURLWithPath: path) }
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    /// Whether the files are there; tests over them are skipped otherwise.
    static var arePresent: Bool {
        FileManager.default.fileExists(atPath: shared.appendingPathComponent("corpora").path)
    }

    /// Every file under `folder` of the corpora whose name ends in one of `suffixes`, in order of path.
    static func files(under folder: String, suffixes: [String]) -> [URL] {
        let root = shared.appendingPathComponent("corpora").appendingPathComponent(folder)
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        let all = (walk?.allObjects ?? []).compactMap { $0 as? URL }
        return all.filter { file in suffixes.contains { file.path.hasSuffix($0) } }.sorted { $0.path < $1.path }
    }

    static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: shared.appendingPathComponent("corpora").appendingPathComponent(path)))
    }
}
