import Foundation

/// Other people's programs, run on bytes of ours.
enum Command {
    /// What a program answered.
    struct Answer {
        let status: Int32
        /// What it wrote to its standard output.
        let bytes: [UInt8]
        /// What it wrote to its standard error.
        let complaint: String
    }

    /// Runs `program` with `arguments`, `input` on its standard input, all within a temporary folder with `files`.
    static func run(
        _ program: String,
        _ arguments: String...,
        input: [UInt8] = [],
        files: [String: [UInt8]] = [:]
    ) throws -> Answer {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scelle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files.merging(["stdin": input], uniquingKeysWith: { named, _ in named }) {
            try Data(bytes).write(to: folder.appendingPathComponent(name))
        }
        for name in ["stdout", "stderr"] {
            try Data().write(to: folder.appendingPathComponent(name))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder
        process.standardInput = try FileHandle(forReadingFrom: folder.appendingPathComponent("stdin"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appendingPathComponent("stdout"))
        process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("stderr"))
        try process.run()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus,
            bytes: [UInt8](try Data(contentsOf: folder.appendingPathComponent("stdout"))),
            complaint: String(decoding: try Data(contentsOf: folder.appendingPathComponent("stderr")), as: UTF8.self)
        )
    }
}
