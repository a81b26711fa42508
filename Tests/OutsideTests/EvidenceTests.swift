import Cryptography
import Custody
import Foundation
import Operations
import Testing
import Verification

/// The sample evidence, where there is any: 59 files of the kinds that people bring, with names that make trouble.
@Suite(
    "the sample evidence, whole",
    .enabled(if: TestResources.holds(TestResources.evidence), "needs the evidence, which SCELLE_SHARED names")
)
struct EvidenceTests {
    /// As much of manifest.json as is compared.
    private struct Manifest: Decodable {
        struct File: Decodable {
            let path: String
            let size: UInt64
            let sha256: String
        }

        let files: [File]

        static func read() throws -> Manifest {
            return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: TestResources.evidenceManifest))
        }

        /// The first folder of each path, sorted.
        var folders: [String] {
            Set(files.compactMap { $0.path.split(separator: "/").first.map(String.init) }).sorted()
        }
    }

    @Test("it seals folder by folder, bundles, verifies, and the ledger audits")
    func evidence() async throws {
        let person = try Person()
        let folder = person.folder
        let unpacked = folder.path + "/evidence"
        try FileManager.default.createDirectory(atPath: unpacked, withIntermediateDirectories: true)
        let tar = try run("tar", "-xJf", TestResources.evidence.path(percentEncoded: false), "-C", unpacked)
        try #require(tar.status == 0, "\(tar.text)")
        let manifest = try Manifest.read()

        let authority = try DemonstrationAuthority(state: folder.path + "/authority")
        try person.makeIdentity(commonName: "Association Exemple", organization: "Exemple")
        let opened = try await person.openCase(title: "Inès c. Max Live", authority: authority)
        var receipts: [SealReceipt] = []
        for name in manifest.folders {
            var declared = DeclaredFacts()
            declared.submission[.from] = "Inès"
            declared.submission[.receivedVia] = "clé USB"
            receipts.append(
                try await person.seal(["evidence/\(name)"], declared: declared, output: "recu-\(name)")
            )
        }
        try expectEverything(in: manifest, sealedBy: receipts)
        try EvidenceRecognised.read().expect(in: person)

        let built = try await person.bundle(output: "remise")
        #expect(built.isStamped)
        let container = try SharedBundle.extract(built.folder + "/remise.asice", to: folder.path + "/extracted")
        try expectPieces(in: built.folder, of: manifest)

        let policy = TrustPolicy(
            signers: [
                TrustPolicy.Signer(fingerprint: opened.certificate.fingerprint, certificate: opened.certificate)
            ],
            authorities: [
                TrustPolicy.Authority(name: "DÉMONSTRATION", root: try authority.root(), authorityClass: "non qualifié")
            ]
        )
        let now = person.surroundings.now()
        let verified = try VerifyBundle.run(built.folder, policy: policy, now: now)
        #expect(verified.verdict == .passed, "\(verified.findings.filter { $0.outcome != .notApplicable })")
        let audited = try AuditLedger.run(
            person.caseFile().folder,
            policy: policy,
            custodian: person.custodian(),
            in: person.surroundings
        )
        #expect(audited.verdict == .passed, "\(audited.findings.filter { $0.outcome != .notApplicable })")

        let signer = try folder.write(opened.certificate.pem, to: "signer.pem")
        let guide = try run(
            ["sh", "Verification/COMMENT_VERIFIER.txt"],
            in: container,
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "SIGNER": signer, "ROOT": authority.rootPath,
            ]
        )
        #expect(guide.status == 0, "\(guide.text)")
    }

    /// Each file of the manifest is an exhibit, or is named as the duplicate of one; no content is kept twice.
    private func expectEverything(in manifest: Manifest, sealedBy receipts: [SealReceipt]) throws {
        let exhibits = receipts.flatMap(\.exhibits)
        let duplicates = receipts.flatMap(\.duplicates)
        #expect(receipts.flatMap(\.skipped).isEmpty)
        #expect(exhibits.count + duplicates.count == manifest.files.count)
        #expect(Set(exhibits.map(\.content.sha256)).count == exhibits.count)
        for file in manifest.files {
            let digest = try #require(Digest(hex: file.sha256))
            let same = exhibits.filter { $0.content.sha256 == digest }
            #expect(same.count == 1, "\(file.path)")
            let exhibit = try #require(same.first)
            #expect(exhibit.content.size == file.size, "\(file.path)")
            // Names are received below the folder that was sealed, and compare as bytes: two differ in nothing else.
            let name = Array(file.path.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst())
            let named = exhibit.name.bytes == name
            let namedAsDuplicate = duplicates.contains { $0.name.bytes == name && $0.exhibit == exhibit.exhibit }
            #expect(named != namedAsDuplicate, "\(file.path)")
        }
    }

    /// Every piece is a loose file with a short ASCII name, and together they are what the manifest lists.
    private func expectPieces(in folder: String, of manifest: Manifest) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/Pieces")
        let digests = try names.map { name in
            #expect(name.utf8.count <= 80, "\(name)")
            let isPlain = name.wholeMatch(of: /[0-9]{3}_[A-Za-z0-9_-]+(\.[A-Za-z0-9]+)?/) != nil
            #expect(isPlain, "\(name)")
            return Digest(of: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/Pieces/\(name)")))).hex
        }
        #expect(Set(digests) == Set(manifest.files.map(\.sha256)))
        #expect(digests.count == Set(digests).count)
        let check = try run("sha256sum", "--strict", "--quiet", "-c", "EMPREINTES.sha256", in: folder)
        #expect(check.status == 0, "\(check.text)")
    }
}
