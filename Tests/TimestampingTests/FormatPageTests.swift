import Cryptography
import Foundation
import Testing
import Timestamping

/// docs/formats/timestamp.md, whose examples are test data: the page cannot drift from the program.
struct FormatPage {
    private let lines: [String]

    init() throws {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = package.appendingPathComponent("docs/formats/timestamp.md")
        lines = try String(contentsOf: page, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The lines of the fenced block after `<!-- example: name -->`.
    func example(_ name: String) throws -> [String] {
        let mark = try #require(lines.firstIndex(of: "<!-- example: \(name) -->"))
        return Array(lines[(mark + 2)...].prefix { $0 != "```" })
    }
}

@Suite("The examples of docs/formats/timestamp.md")
struct FormatPageTests {
    private let page: FormatPage
    private let stamped: [UInt8]
    private let request: TimeStampRequest
    private let response: TimeStampResponse
    private let root: Certificate

    init() throws {
        page = try FormatPage()
        stamped = Array((try page.example("stamped").joined(separator: "\n") + "\n").utf8)
        request = try TimeStampRequest(parsing: #require([UInt8](hex: page.example("query").joined())))
        response = try TimeStampResponse(parsing: #require([UInt8](base64: page.example("response").joined())))
        root = try Certificate(pem: page.example("root").joined(separator: "\n") + "\n")
    }

    @Test("the request asks for what is stamped, and the response answers it")
    func receipt() throws {
        #expect(request.imprint == Digest(of: stamped))
        #expect(request == TimeStampRequest(imprint: Digest(of: stamped), nonce: request.nonce))
        let token = try response.accept(for: request)
        #expect(token == response.token)
        #expect(token.der == Array(response.der.suffix(1022)))
        #expect(response.der.count == 1031)
    }

    @Test("the token is trusted under its root, for the time that the page tells")
    func verification() throws {
        let token = try #require(response.token)
        let outcome = token.verify(imprint: Digest(of: stamped), anchors: [root])
        guard case .trusted(let signer, let path, let genTime, let accuracy) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(path == [signer, root])
        #expect(accuracy == 1_000_000)
        #expect([genTime.rfc3339] == (try page.example("genTime")))
        #expect(genTime.microsecondsSince1970 % 1_000_000 == 243_000)
        #expect(token.policy == "2.999.1")
        #expect([String(token.fingerprint.hex.prefix(16))] == (try page.example("name")))
    }

    @Test("turning a bit of any byte ends the trust, or lies where nothing is said")
    func everyByte() throws {
        let token = try #require(response.token)
        let signed = try #require(DERTree(token.der))
        let info = signed[1, 0, 2, 1, 0].contents
        var trusted = 0
        for position in token.der.indices {
            var bytes = token.der
            bytes[position] ^= 1
            guard let changed = Self.tokenIfReadable(bytes) else { continue }
            guard case .trusted = changed.verify(imprint: Digest(of: stamped), anchors: [root]) else { continue }
            // What is still trusted says the same thing, by the same signer.
            trusted += 1
            #expect(changed.genTime == token.genTime && changed.nonce == token.nonce)
            #expect(DERTree(bytes)?[1, 0, 2, 1, 0].contents == info)
        }
        // The two versions of the shell, and its list of digest algorithms: outside the signature, and they say nothing.
        #expect(trusted <= 12)
    }

    private static func tokenIfReadable(_ bytes: [UInt8]) -> TimeStampToken? {
        do {
            return try TimeStampToken(parsing: bytes)
        } catch {
            return nil
        }
    }

    @Test("the openssl command of the page does what the page says")
    func command() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scelle-page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let checkpoints = folder.appendingPathComponent("checkpoints")
        try FileManager.default.createDirectory(at: checkpoints, withIntermediateDirectories: true)
        try Data(try #require(response.token).der).write(to: folder.appendingPathComponent("7.tst"))
        try Data(root.pem.utf8).write(to: folder.appendingPathComponent("root.pem"))
        let command = try page.example("openssl").joined(separator: "\n")
        for (bytes, status) in [(stamped, Int32(0)), (stamped + [0x0A], 1)] {
            try Data(bytes).write(to: checkpoints.appendingPathComponent("7"))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", command]
            process.currentDirectoryURL = folder
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == status)
        }
    }
}
