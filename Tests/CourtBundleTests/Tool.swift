import Foundation

/// Other people's programs, run to check our bytes.
enum Tool {
    /// What a program came to.
    struct Result {
        let status: Int32
        let output: [UInt8]
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs the program `name` with its working folder in `folder` and its messages in English.
    static func run(_ name: String, _ arguments: [String], in folder: String) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["LC_ALL=C", name] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let errors = folder + "/.stderr"
        try Data().write(to: URL(fileURLWithPath: errors))
        defer { try? FileManager.default.removeItem(atPath: errors) }
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: [UInt8](data),
            errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self)
        )
    }
}

/// Runs `body` with the path of an empty folder, which is removed afterwards.
func withTemporaryFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = try TestFolder()
    return try withExtendedLifetime(folder) { try body(folder.path) }
}

/// An empty folder, removed with the last reference to it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/scelle-bundle-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    // What cannot be removed is the system's to clean up.
    deinit { try? FileManager.default.removeItem(atPath: path) }
}
