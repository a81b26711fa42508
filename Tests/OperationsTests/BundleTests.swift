import CourtBundle
import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import Verification

@Suite("building bundles")
struct BundleTests {
    private func build(
        _ person: Person,
        exhibits: [String] = [],
        limits: BundleLimits = .profile,
        client: AuthorityClient = Person.client,
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> BuildBundle.Built {
        try await BuildBundle.run(
            BuildBundle.Request(exhibits: exhibits, output: "remis", recipient: "greffe", limits: limits),
            case: "case",
            identity: nil,
            passphrase: .none,
            in: person.surroundings,
            client: client,
            progress: progress
        )
    }

    private func document(_ name: BundleDocument, of built: BuildBundle.Built) throws -> String {
        try String(contentsOfFile: "\(built.folder)/\(name.rawValue)", encoding: .utf8)
    }

    @Test("without any authority the bundle is written, every document says so, and the status is 3")
    func withoutAuthority() async throws {
        let person = try Person()
        try await person.openCase()
        try SealTests.handOver(to: person)
        try await person.seal(["remise"])
        let built = try await build(person)
        #expect(built.exitStatus == .incomplete)
        #expect(built.edition == .complete)
        #expect(built.pieceCount == 4)
        #expect(try document(.attestation, of: built).contains("Aucun horodatage par un tiers n'a été obtenu"))
        #expect(built.report.verdict == .indeterminate)
        #expect(built.report.outcome(of: .content) == .passed)
        #expect(built.report.outcome(of: .ledger) == .passed)
    }

    @Test("an authority that stops between the head and the signature leaves documents that say so")
    func halfStamped() async throws {
        let authority = try DemonstrationAuthority()
        let person = try Person()
        try await person.openCase(authorities: [authority.url])
        try SealTests.handOver(to: person)
        try await person.seal(["remise"])
        let hasty = AuthorityClient(
            patience: AuthorityClient.Patience(secondsPerAttempt: 10, pauses: []),
            clockTolerance: nil
        )
        let built = try await build(person, client: hasty) { step in
            if case .stamped = step { authority.stop() }
        }
        #expect(!built.isStamped)
        #expect(built.exitStatus == .incomplete)
        #expect(!built.failures.isEmpty)
        let bundle = try UncheckedBundle(opening: built.folder)
        let signature = try CAdESSignature(parsing: #require(try bundle.signatureBytes()))
        #expect(signature.signatureTimeStamps.isEmpty)
        #expect(!bundle.tokens.isEmpty)
        #expect(built.report.outcome(of: .content) == .passed)
        let whole = try await buildAgain(person, hasty)
        #expect(try document(.readMe, of: built).utf8.count > 0)
        #expect(whole.exitStatus == .incomplete)
    }

    private func buildAgain(_ person: Person, _ client: AuthorityClient) async throws -> BuildBundle.Built {
        try await BuildBundle.run(
            BuildBundle.Request(output: "encore"),
            case: "case",
            identity: nil,
            passphrase: .none,
            in: person.surroundings,
            client: client
        )
    }

    @Test("numbers are frozen: an extract keeps those of the bundle before it, and additions go to the end")
    func numbers() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("un", to: "a.txt")
        try person.folder.write("deux", to: "b.txt")
        try await person.seal(["b.txt"])
        _ = try await build(person)
        try await person.seal(["a.txt"])
        try FileManager.default.removeItem(atPath: person.folder.path + "/remis")
        let built = try await build(person, exhibits: ["a.txt"])
        #expect(built.edition == .extract)
        #expect(fileNames(below: built.folder + "/Pieces") == ["002_a.txt"])
        let index = try UncheckedBundle(opening: built.folder).index()
        #expect(index.pieces.map(\.number) == [2])
    }

    @Test("what exists is never overwritten, and an empty case makes no bundle")
    func refused() async throws {
        let person = try Person()
        try await person.openCase()
        await #expect(throws: OperationError(.nothingToBundle)) { try await build(person) }
        try person.folder.write("x", to: "remis")
        await #expect(throws: OperationError(.outputExists, ["path": person.folder.path + "/remis"])) {
            try await build(person)
        }
    }

    @Test("what no reader would take is refused before anything is entered or written, and can be made in parts")
    func tooLarge() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("un", to: "a.txt")
        try person.folder.write("deux", to: "b.txt")
        _ = try await person.seal(["a.txt", "b.txt"])
        let size = try person.caseFile().ledger.head().size
        // Two pieces, two files for each entry and for `bundle.prepared`, and nine that every bundle has.
        let least = 2 + 2 * (size + 1) + 9
        let error = OperationError(
            .bundleTooLarge,
            ["path": "META-INF/ASiCManifest001.xml", "size": "\(least)", "limit": "\(least - 1)"]
        )
        await #expect(throws: error) {
            try await build(person, limits: BundleLimits(references: least - 1, disclosures: .max))
        }
        let openings = try await #require(throws: OperationError.self) {
            try await build(person, limits: BundleLimits(references: .max, disclosures: 100))
        }
        #expect(openings.code == .bundleTooLarge)
        #expect(openings.arguments["path"] == "Verification/disclosures.json")
        #expect(try person.caseFile().ledger.head().size == size)
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/remis"))
        // Half of it is not too much.
        let built = try await build(
            person,
            exhibits: ["a.txt"],
            limits: BundleLimits(references: least - 1, disclosures: 100)
        )
        #expect(built.pieceCount == 1)
    }

    @Test("an original that was changed in the case stops the build, and leaves nothing")
    func changedOriginal() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("un", to: "a.txt")
        let sealed = try await person.seal(["a.txt"])
        let exhibit = try #require(sealed.exhibits.first?.exhibit)
        let path = try person.caseFile().folder.original(of: exhibit)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        await #expect(throws: OperationError.self) { try await build(person) }
        let left = try FileManager.default.contentsOfDirectory(atPath: person.folder.path)
        #expect(!left.contains { $0.contains("remis") })
    }
}
