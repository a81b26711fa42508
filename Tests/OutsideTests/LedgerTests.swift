import Cryptography
import Foundation
import Operations
import Testing
import TransparencyLog

extension OutsideTests {
    @Suite("the ledger, before Go's note and tlog", .enabled(if: GoProgram.isInstalled, "needs golang and x/mod"))
    struct LedgerTests {
        let bundle: SharedBundle
        let folder: TemporaryFolder

        init() throws {
            bundle = try #require(SharedBundle.current)
            folder = try TemporaryFolder()
        }

        @Test(
            "every note opens, every entry is in its tree, every checkpoint continues the one before; nothing else does"
        )
        func ledger() throws {
            let program = try GoProgram(builtIn: folder)
            let key = "\(bundle.opened.ledgerKey)"
            let checkpoints = try bundle.checkpoints().count
            let entries = try bundle.files(in: "Verification/entries").count
            let consistencies = try bundle.files(in: "Verification/proofs", endingWith: ".consistency").count
            #expect(consistencies == checkpoints - 1)
            #expect(consistencies > 1)

            let good = try program.check(bundle.extracted, key: key)
            #expect(good.status == 0)
            #expect(
                good.text == "\(checkpoints) checkpoints, \(entries) entries, \(consistencies) consistency proofs\n"
            )

            let cosigned = try bundle.files(in: "Verification/checkpoints", endingWith: ".cosigned")
            #expect(cosigned.count == 1)
            let witnessed = try program.check(bundle.extracted, key: key, witness: "\(bundle.witness)")
            #expect(witnessed.status == 0)
            #expect(witnessed.text == good.text + "1 cosigned checkpoints\n")
            let stranger = try WitnessSigner(name: bundle.witness.name, key: .generate()).verifierKey
            #expect(try program.check(bundle.extracted, key: key, witness: "\(stranger)").status == 1)
            let forged = try bundle.copy(to: folder, name: "forged", altering: cosigned[0], at: 8)
            #expect(try program.check(forged, key: key, witness: "\(bundle.witness)").status == 1)

            let other = try NoteSigner(name: bundle.opened.origin, key: .generate()).verifierKey
            let underOther = try program.check(bundle.extracted, key: "\(other)")
            #expect(underOther.status == 1)

            let consistency = try #require(
                try bundle.files(in: "Verification/proofs", endingWith: ".consistency").first
            )
            let head = try #require(try bundle.checkpoints().max { $0.utf8.count < $1.utf8.count })
            let alterations: [(path: String, at: Int?)] = [
                ("Verification/entries/000004.p7m", nil),
                // The last character of the first hash is padding: the one before it bears bits.
                ("Verification/proofs/000004.tlog-proof", "c2sp.org/tlog-proof@v1\nindex 4\n".utf8.count),
                (consistency, "old \(consistency.split(separator: "/")[2].prefix { $0 != "-" })\n".utf8.count),
                (head, nil),
            ]
            for (number, altered) in alterations.enumerated() {
                let copy = try bundle.copy(to: folder, name: "\(number)", altering: altered.path, at: altered.at)
                let result = try program.check(copy, key: key)
                #expect(result.status == 1, "\(altered.path): \(result.text)")
                let name = altered.path.split(separator: "/")[2].prefix { $0 != "." }
                #expect(result.text.contains(name), "\(altered.path): \(result.text)")
            }
        }
    }
}

/// golang/main.go, built once.
struct GoProgram {
    /// Where Debian's golang-golang-x-mod-dev puts its sources.
    static let library = "/usr/share/gocode"

    /// Whether Go and its sumdb packages are installed.
    static var isInstalled: Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/go") }
            && FileManager.default.fileExists(atPath: "\(library)/src/golang.org/x/mod/sumdb/tlog/tlog.go")
    }

    private let path: String

    /// Builds the program, with everything that Go writes, below `folder`.
    init(builtIn folder: TemporaryFolder) throws {
        path = folder.path + "/check-ledger"
        let environment = ProcessInfo.processInfo.environment.merging([
            "GO111MODULE": "off", "GOPATH": Self.library, "GOFLAGS": "", "GOCACHE": folder.path + "/go-cache",
        ]) { $1 }
        let result = try run(
            ["go", "build", "-o", path, TestResources.program("golang/main.go")],
            in: folder.path,
            environment: environment
        )
        try #require(result.status == 0, "\(result.text)")
    }

    /// What Go says of the ledger in an extracted container.
    func check(_ folder: String, key: String) throws -> CommandResult { try run(path, folder, key) }

    /// The same, with the cosignatures of a witness.
    func check(_ folder: String, key: String, witness: String) throws -> CommandResult {
        try run(path, folder, key, witness)
    }
}
