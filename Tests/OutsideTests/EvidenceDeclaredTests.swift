import Custody
import Foundation
import Operations
import Testing
import Wording

/// The sample evidence again: by a list from a spreadsheet, and by the guide, with the values of its manifest.
@Suite(
    "the sample evidence, declared",
    .enabled(if: TestResources.holds(TestResources.evidence), "needs the evidence, which SCELLE_SHARED names")
)
struct EvidenceDeclaredTests {
    private struct Manifest: Decodable {
        struct File: Decodable {
            let path: String
            let platform: String?
            let what: String
            let captured: String?

            enum CodingKeys: String, CodingKey {
                case path, platform, what
                case captured = "captured_local"
            }
        }

        let files: [File]
    }

    private let person: Person
    private let manifest: Manifest

    init() async throws {
        person = try Person()
        let unpacked = person.folder.path + "/evidence"
        try FileManager.default.createDirectory(atPath: unpacked, withIntermediateDirectories: true)
        let tar = try run("tar", "-xJf", TestResources.evidence.path(percentEncoded: false), "-C", unpacked)
        try #require(tar.status == 0, "\(tar.text)")
        manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: TestResources.evidenceManifest))
        try person.makeIdentity(commonName: "Association Exemple", organization: "Exemple")
        _ = try await OpenCase.run(
            at: "case",
            title: nil,
            authorities: [],
            recovery: .refused,
            language: .french,
            zone: "Europe/Paris",
            identity: nil,
            passphrase: .none,
            in: person.surroundings
        )
    }

    private func exhibits() throws -> [ExhibitSummary] {
        try ListExhibits.run(
            case: "case",
            unlocking: Unlocking(identity: nil, passphrase: .none),
            in: person.surroundings
        )
    }

    @Test("by a list: every file has its row's facts, twins in name apart")
    func list() async throws {
        func cell(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
        let rows = manifest.files.map {
            [$0.path, $0.platform ?? "inconnu", $0.what, $0.captured ?? ""].map(cell).joined(separator: ";")
        }
        let text = (["fichier;plateforme;titre;capture_le"] + rows).map { $0 + "\r\n" }.joined()
        try person.folder.write(text, to: "liste.csv")
        var declared = DeclaredFacts()
        declared.metadataFile = "liste.csv"
        let receipt = try await person.seal(["evidence"], declared: declared, output: "recu")
        #expect(receipt.assumed.metadata?.rowCount == manifest.files.count)
        #expect(receipt.assumed.metadata?.equivalentNameCount == 0)
        #expect(receipt.exhibits.count + receipt.duplicates.count == manifest.files.count)

        try EvidenceRecognised.read().expect(in: person)
        let sealed = try exhibits()
        #expect(sealed.count == receipt.exhibits.count)
        for exhibit in sealed {
            let name = try #require(exhibit.name)
            let file = try #require(manifest.files.first { Array($0.path.utf8) == name.bytes }, "\(name.display)")
            let unknown = CanonicalJSON.object(["unknown": .integer(1)])
            #expect(exhibit.openings?["title"] == .string(file.what))
            #expect(exhibit.openings?["platform"] == file.platform.map { .string($0) } ?? unknown)
            let captured = try DeclaredDate(try #require(exhibit.openings?["capturedAt"]))
            if let text = file.captured {
                guard case .given(let words) = captured else {
                    Issue.record("\(name.display): no date")
                    continue
                }
                #expect(words.text == text)
                #expect(words.zone == "Europe/Paris")
                #expect(words.bounds?.lowerBound.description.hasPrefix(text) == true, "\(name.display)")
            } else {
                #expect(captured == .notAsked)
            }
        }
    }

    @Test("by the guide: folder by folder, with a declaration that names every file")
    func guide() async throws {
        let say = Phrasebook(.french)
        let folders = Set(manifest.files.compactMap { $0.path.split(separator: "/").first.map(String.init) }).sorted()
        var named = 0
        for folder in folders {
            try person.folder.write(
                """
                no-minor-imagery = true
                from = "Inès"
                received-via = "clé USB"
                published-at = "novembre 2025"
                visibility = "message privé"
                title = "\(folder)"
                keeps-originals = "oui"
                """,
                to: "\(folder).toml"
            )
            let file = try GuideAnswersFile(reading: "\(folder).toml", in: person.surroundings)
            #expect(file.saysNoMinorImagery)
            let receipt = try await person.seal(
                ["evidence/\(folder)"],
                declared: GuidedSubmission.facts(file.answers, in: say),
                output: "recu-\(folder)"
            )
            let papers = try GuidedSubmission.write(
                file.answers,
                for: receipt,
                case: "case",
                identity: nil,
                in: person.surroundings
            )
            let declaration = try String(contentsOfFile: try #require(papers.paths.first), encoding: .utf8)
            named += declaration.split(separator: "\n").count { $0.hasPrefix("  –") }
            #expect(declaration.contains("Je remets à Association Exemple"))
        }
        #expect(named == manifest.files.count)
        try EvidenceRecognised.read().expect(in: person)
        let sealed = try exhibits()
        #expect(sealed.allSatisfy { $0.openings?["visibility"] == .string("message privé") })
        #expect(Set(sealed.compactMap { $0.openings?["title"]?.stringValue }) == Set(folders))
    }
}
