import Cryptography
import Foundation
import Testing

/// Other people's age: Debian's `age` and `age-keygen`, and the published vectors.
enum AgeOracle {
    /// Whether the commands are installed.
    static let isInstalled = ["age", "age-keygen"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    /// The published vectors.
    static let vectorArchive = Corpora.shared.path + "/corpora/cctv-age/testdata.tar.xz"

    /// Runs a program found in PATH to its end: its exit status and standard output.
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> (status: Int32, output: [UInt8]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let folder = try TemporaryFolder()
        let inputPath = try folder.write(input, to: "stdin")
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath))
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return (process.terminationStatus, bytes)
    }

    /// Runs a program on a terminal of its own, and answers each of its questions for a passphrase with `passphrase`.
    static func runOnTerminal(_ arguments: [String], passphrase: String) throws -> Int32 {
        let script = """
            import os, pty, sys
            process, terminal = pty.fork()
            if process == 0:
                os.execvp(sys.argv[2], sys.argv[2:])
            pending = b""
            while True:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                pending += piece
                while b"passphrase" in pending and b": " in pending[pending.index(b"passphrase"):]:
                    pending = pending.split(b": ", 1)[1]
                    os.write(terminal, sys.argv[1].encode() + b"\\n")
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
            """
        return try run(["python3", "-c", script, passphrase] + arguments).status
    }
}

/// A folder of its own for a test, removed with its last holder.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/scelle-age-" + [UInt8].random(count: 8).hex
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    /// Writes `bytes` to a file here; its path.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// The bytes of a file here.
    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// A vector of C2SP/CCTV: a file, the keys to try on it, and what must come of it.
struct AgeVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let fields: [String: [String]]
    let file: Data

    var testDescription: String { name }
    var expectation: String { fields["expect"]?.first ?? "" }

    /// Only hybrid post-quantum identities come with it, which this program does not have.
    var needsPostQuantum: Bool {
        let identities = fields["identity"] ?? []
        return !identities.isEmpty && identities.allSatisfy { $0.hasPrefix("AGE-SECRET-KEY-PQ-1") }
    }

    /// All vectors of the archive, decompressed; none where the archive is absent.
    static let all: [AgeVector] = {
        guard FileManager.default.fileExists(atPath: AgeOracle.vectorArchive) else { return [] }
        let script = """
            import base64, json, sys, tarfile, zlib
            vectors = []
            with tarfile.open(sys.argv[1]) as archive:
                for member in archive:
                    if not member.isfile():
                        continue
                    head, file = archive.extractfile(member).read().split(b"\\n\\n", 1)
                    fields = {}
                    for line in head.decode().split("\\n"):
                        key, value = line.split(": ", 1)
                        fields.setdefault(key, []).append(value)
                    if fields.get("compressed") == ["zlib"]:
                        file = zlib.decompress(file)
                    name = member.name.split("/")[-1]
                    vectors.append({"name": name, "fields": fields, "file": base64.b64encode(file).decode()})
            json.dump(sorted(vectors, key=lambda vector: vector["name"]), sys.stdout)
            """
        do {
            let json = try AgeOracle.run(["python3", "-c", script, AgeOracle.vectorArchive]).output
            return try JSONDecoder().decode([AgeVector].self, from: Data(json))
        } catch {
            fatalError("the vectors cannot be read: \(error)")
        }
    }()
}
