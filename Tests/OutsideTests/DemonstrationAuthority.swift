import Cryptography
import Foundation

/// Examples/demo/authority.py, running: RFC 3161 over HTTP on the loopback, made of `openssl ts` and some Python.
final class DemonstrationAuthority: Sendable {
    /// Where it answers.
    let url: String

    /// The file of its root certificate.
    let rootPath: String

    private let process = Process()
    private let announcements = Pipe()

    /// Starts it with its keys in `state`; returns once it accepts connections.
    init(state: String) throws {
        let program = TestResources.root.appending(path: "Examples/demo/authority.py").path(percentEncoded: false)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", program, "--state", state]
        process.standardOutput = announcements
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // It says where it answers when it does, and nothing before; an end without a word is a failure.
        var line: [UInt8] = []
        while line.last != 0x0A {
            let read = announcements.fileHandleForReading.availableData
            guard !read.isEmpty else { throw DidNotStart() }
            line += read
        }
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard let address = words.first(where: { $0.hasPrefix("http://127.0.0.1:") }) else { throw DidNotStart() }
        url = String(address)
        rootPath = state + "/DEMONSTRATION.root.pem"
    }

    /// Its root certificate.
    func root() throws -> Certificate {
        try Certificate(pem: String(contentsOfFile: rootPath, encoding: .utf8))
    }

    deinit {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// The authority ended before it said where it answers.
    struct DidNotStart: Error {}
}
