import Cryptography
import Foundation

/// Runs `golang/main.go`, which lets Go's sumdb packages check what Swift made and make what Swift checks.
enum GoTool {
    /// A proof as Go's JSON has it: an inclusion proof (`Hash` is that of leaf `Index`) or a consistency proof (`Hash` is
    /// the root at size `Index`).
    struct Proof: Codable {
        var Size: UInt64
        var Root: Digest
        var Index: UInt64
        var Hash: Digest
        var Path: [Digest]?
    }

    /// What is asked of Go; what is left empty is not done.
    struct Request: Encodable {
        var Key = ""
        var Note = ""
        var Inclusion: [Proof] = []
        var Consistency: [Proof] = []
        var Entries: [String] = []
        var Texts: [String] = []
        var Name = ""
    }

    /// What Go says.
    struct Answer: Decodable {
        var Text: String
        var Errors: [String]
        var Key: String
        var Notes: [String]
        var Inclusion: [Proof]
        var Consistency: [Proof]
    }

    /// The program.
    static let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "golang/main.go")

    /// Where Debian's golang-golang-x-mod-dev puts its sources.
    static let library = "/usr/share/gocode"

    /// Whether Go and its sumdb packages are installed.
    static var isInstalled: Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/go") }
            && FileManager.default.fileExists(atPath: "\(library)/src/golang.org/x/mod/sumdb/tlog/tlog.go")
    }

    /// Asks Go; throws when it fails, with what it wrote to standard error.
    static func run(_ request: Request) throws -> Answer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scelle-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appending(path: "request.json")
        let output = folder.appending(path: "answer.json")
        let errors = folder.appending(path: "errors.txt")
        let encoder = JSONEncoder()
        // tlog reads a hash's base64 as it stands, not as JSON: an escaped slash is another character to it.
        encoder.outputFormatting = .withoutEscapingSlashes
        try encoder.encode(request).write(to: input)
        for file in [output, errors] { try Data().write(to: file) }

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["go", "run", program.path(percentEncoded: false)]
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging([
            "GO111MODULE": "off", "GOPATH": library, "GOFLAGS": "",
            "GOCACHE": folder.appending(path: "cache").path(percentEncoded: false),
        ]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(words: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
        }
        return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: output))
    }

    /// Go did not answer.
    struct Failure: Error {
        let words: String
    }
}

extension Digest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = Digest(base64: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no base64 of 32 bytes")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(base64)
    }
}
