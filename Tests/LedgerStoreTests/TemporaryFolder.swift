import Foundation
import Testing

/// A fresh folder, removed with all that is in it when the value is let go.
final class TemporaryFolder: Sendable {
    let path: String

    /// A folder in `parent`, by default that of all temporary files; a process that is to be killed works in its parent's.
    init(in parent: String = FileManager.default.temporaryDirectory.path) throws {
        let folder = URL(fileURLWithPath: parent).appendingPathComponent("scelle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        path = folder.path
    }

    /// The path of `name` within the folder.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Puts `bytes` at `name` and returns the path.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
        return self(name)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // a leftover in /tmp changes no verdict
    }
}

/// The bytes of the file at `path`.
func contents(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// The permission bits of what is at `path`.
func permissions(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
}

/// What a command of the system answered.
struct CommandResult {
    let status: Int32
    let output: [UInt8]
    let error: String

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs an independent tool on the files under test.
func run(_ command: String, _ arguments: [String], input: [UInt8] = []) throws -> CommandResult {
    let process = Process()
    let (standardInput, output, error) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = error
    try process.run()
    // Inputs here fit the pipe's buffer, so that writing cannot wait for a reader that waits for us.
    standardInput.fileHandleForWriting.write(Data(input))
    try standardInput.fileHandleForWriting.close()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    let message = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return CommandResult(status: process.terminationStatus, output: bytes, error: message)
}

/// Runs SQL on the database at `path` through Debian's `sqlite3`, which knows nothing of our settings.
func sqlite(_ path: String, _ sql: String) throws -> CommandResult {
    try run("sqlite3", ["-batch", "-bail", path], input: [UInt8](sql.utf8))
}

/// Whether the tools that check us are here.
enum Tools {
    static let sqlite3 = isInstalled("sqlite3")
    static let age = isInstalled("age")

    private static func isInstalled(_ name: String) -> Bool {
        ["/usr/bin", "/usr/local/bin", "/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
