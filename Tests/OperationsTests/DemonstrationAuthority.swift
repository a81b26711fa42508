import Foundation
import Testing

/// The time-stamping authority of Examples/demo, in a process of its own; it ends when the test lets go.
///
/// `@unchecked Sendable`: a test stops it from within a listener, once, while nothing else touches it.
final class DemonstrationAuthority: @unchecked Sendable {
    /// Where it answers.
    let url: String

    private let process = Process()
    private let folder: TemporaryFolder

    /// Starts one with `options`, such as `--fault html`, and waits until it says where it answers.
    init(_ options: String...) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        folder = try TemporaryFolder()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", root.path + "/Examples/demo/authority.py", "--state", folder.path + "/state"] + options
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the authority did not start")
            line += data
        }
        url = try #require(String(decoding: line.dropLast(), as: UTF8.self).split(separator: " ").last).description
    }

    deinit {
        stop()
    }

    /// Ends the authority; nothing answers at `url` any more.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// The path of its root certificate.
    var root: String { folder.path + "/state/DEMONSTRATION.root.pem" }

    /// How many queries have come in.
    func queryCount() throws -> Int {
        try #require(Int(run("curl", "-s", url + "requests").text))
    }
}
