import Cryptography
import Foundation
import Operations
import Testing
import Wording

@testable import Verification
@testable import scelle

/// `docs/formats/report.md` shows what the program prints: its examples are the expected output, its tables the members.
@Suite("the page about reports")
struct ReportDocumentTests {
    /// A bundle of one piece, which somebody changed, from a signer whom nobody vouches for.
    private static var sample: VerificationReport {
        var report = VerificationReport()
        for check in [Check.containerProfile, .inclusion, .attestedTime, .opening] { report.pass(check, count: 5) }
        report.pass(.objectDigest, count: 11)
        let altered = [
            "path": "Pieces/001_capture.png", "expected": Digest(of: Array("sealed".utf8)).hex,
            "calculated": Digest(of: Array("shown".utf8)).hex,
        ]
        let signer = Digest(of: Array("certificate".utf8))
        report.fail(.objectDigest, .file("Pieces/001_capture.png"), Cause(.altered, altered))
        report.doubt(.signer, .certificate(signer), Cause(.signerUnknown, ["fingerprint": signer.hex]))
        report.exempt(.revocation, .ledger, Cause(.revocationNotRequired))
        report.summary.origin = "scelle.invalid/56475aa75463474c0285df5dbf2bcab7"
        report.summary.treeSize = 7
        report.summary.rootHash = Digest(of: Array("root".utf8))
        report.summary.entriesExamined = 5
        report.summary.edition = "extrait"
        report.summary.digestListDigest = Digest(of: Array("list".utf8))
        report.summary.signers = [.init(certificate: signer, name: "Me Exemple", trust: .unknown)]
        report.summary.authorities = [.init(name: "Autorité Exemple", authorityClass: "non qualifié")]
        var bounds = VerificationReport.TimeBounds()
        bounds.latest = Instant(secondsSince1970: 1_592_410_951)
        report.summary.pieces = [
            .init(number: 1, path: "Pieces/001_capture.png", entry: 3, digest: Digest(of: [1]), bounds: bounds)
        ]
        return report
    }

    private static let subject = ReportSubject.sample(atSecond: 1_592_497_351)

    /// The fenced block after the comment `<!-- example: name -->`.
    private func example(_ name: String) throws -> String {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/formats/report.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let comment = try #require(text.range(of: "<!-- example: \(name) -->\n"))
        let lines = text[comment.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        return lines.dropFirst().prefix { $0 != "```" }.map { $0 + "\n" }.joined()
    }

    /// What changes with every release and machine, as the page has it.
    private func stable(_ text: String) -> String {
        text.replacing(Release.version, with: "0.1.0").replacing(Release.platform, with: "linux-x86_64")
    }

    @Test("the example in words", arguments: Language.allCases)
    func words(language: Language) throws {
        let page = ReportPage(Self.sample, of: Self.subject, in: Phrasebook(language)).page
        #expect(stable(page.text) == (try example("words-\(language.rawValue)")))
    }

    @Test("every member of the example is in the table, and the other way round")
    func members() throws {
        let object = try JSONSerialization.jsonObject(with: Data(example("json").utf8))
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/formats/report.md")
        let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = rows.flatMap { row in
            row.split(separator: "|")[0].matches(of: #/`(\w+)`/#).map { String($0.output.1) }
        }
        #expect(try Set(named) == Set(#require(object as? [String: Any]).keys))
    }

    @Test("the example in JSON")
    func json() throws {
        let report = ReportJSON(Self.sample, of: Self.subject, in: Phrasebook(.english))
        #expect(stable(try Terminal.json(report) + "\n") == (try example("json")))
    }

    @Test("printed piece by piece, the JSON is the same")
    func printed() throws {
        var report = Self.sample
        let piece = report.summary.pieces[0]
        for pieces: ReportedPieces in [[], [piece], [piece, piece, piece]] {
            report.summary.pieces = pieces
            var printed = ""
            try Terminal.print(
                json: ReportJSON(report, of: Self.subject, in: Phrasebook(.english), withPieces: false),
                filling: "pieces",
                with: pieces.lazy.map { ReportJSON.PieceLine($0) }
            ) { printed += $0 }
            let whole = try Terminal.json(ReportJSON(report, of: Self.subject, in: Phrasebook(.english))) + "\n"
            #expect(printed == whole)
        }
    }
}
