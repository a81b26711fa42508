import Cryptography
import Foundation
import Testing
import Verification

/// The time-stamping authority of Examples/demo, in a process of its own; it ends when the last test lets go.
final class DemonstrationAuthority: Sendable {
    /// Where it answers.
    let url: String

    /// The authority as a trust policy names it.
    let trusted: TrustPolicy.Authority

    private let process: Process
    private let folder: TemporaryFolder

    /// Starts one with keys of its own, and waits until it says where it answers.
    ///
    /// A case names its authorities by their hosts: two on one machine go by different names of it.
    init(_ name: String, host: String = "127.0.0.1") throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        folder = try TemporaryFolder()
        process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", root.path + "/Examples/demo/authority.py", "--state", folder.path + "/state"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the authority did not start")
            line += data
        }
        url = try #require(String(decoding: line.dropLast(), as: UTF8.self).split(separator: " ").last)
            .replacingOccurrences(of: "127.0.0.1", with: host)
        let pem = try folder.read("state/DEMONSTRATION.root.pem")
        trusted = TrustPolicy.Authority(
            name: name,
            root: try Certificate(pem: String(decoding: pem, as: UTF8.self)),
            authorityClass: "DÉMONSTRATION"
        )
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
