import Cryptography
import Foundation
import Testing
import Wording

@testable import Verification
@testable import scelle

@Suite("the report in words")
struct ReportPageTests {
    private static let subject = ReportSubject.sample(atSecond: 1_592_410_951)

    private func text(_ report: VerificationReport, _ language: Language = .french) -> String {
        ReportPage(report, of: Self.subject, in: Phrasebook(language)).page.text
    }

    /// The report with every no-break space an ordinary one, for searching.
    private func plain(_ report: VerificationReport, _ language: Language = .french) -> String {
        text(report, language).replacing("\u{a0}", with: " ").replacing("\u{202f}", with: " ")
    }

    private func good() -> VerificationReport {
        var report = VerificationReport()
        for check in Check.allCases { report.pass(check, count: 3) }
        return report
    }

    @Test("the verdict stands alone on its line, with its gloss")
    func verdicts() {
        #expect(plain(good()).contains("\n    CONFORME\n"))
        #expect(plain(good()).contains("identiques, octet pour octet, à ceux qui ont été"))
        var failed = good()
        failed.fail(.objectDigest, .file("Pieces/001_a.png"), Cause(.altered, ["path": "Pieces/001_a.png"]))
        #expect(plain(failed).contains("\n    NON CONFORME\n"))
        #expect(plain(VerificationReport()).contains("\n    VÉRIFICATION INCOMPLÈTE\n"))
        #expect(plain(VerificationReport(), .english).contains("\n    INDETERMINATE\n"))
    }

    @Test("an incomplete verification with something damaged does not say that no discrepancy was found")
    func incompleteWithDamage() {
        var report = good()
        report.doubt(.attestedTime, .entry(3), Cause(.noTrustedToken))
        #expect(plain(report).contains("Aucune discordance n'a été relevée"))
        report.fail(.signatureTimeStamp, .token(Digest(of: [1])), Cause(.tokenForged), required: false)
        #expect(report.verdict == .indeterminate)
        let words = plain(report).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(!words.contains("Aucune discordance"))
        #expect(words.contains("au moins un élément est endommagé ou ne concorde pas"))
        let english = plain(report, .english).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(english.contains("at least one item is damaged or does not match"))
    }

    @Test("a finding names the file once, the cause, both digests and the next step")
    func finding() {
        var report = good()
        let digest = Digest(of: [1])
        report.fail(
            .objectDigest,
            .file("Pieces/001_a.png"),
            Cause(.altered, ["path": "Pieces/001_a.png", "expected": digest.hex, "calculated": Digest(of: [2]).hex])
        )
        let shown = plain(report)
        #expect(shown.contains("[Non] C3 Empreinte de chaque fichier\n    « Pieces/001_a.png » a été modifié"))
        #expect(shown.components(separatedBy: "Pieces/001_a.png").count == 2)
        #expect(shown.contains(Phrasebook(.french).grouped(digest: digest.hex)))
        #expect(shown.contains("→ ne pas se fier à ce fichier"))
    }

    @Test("altered, missing, added, renamed, truncated and unreadable are told apart")
    func kinds() {
        let codes: [Cause.Code] = [.altered, .missing, .notListed, .renamed, .truncated, .unreadable]
        for language in Language.allCases {
            let sentences = codes.map { code in
                CauseSentences(Cause(code, ["path": "a", "found": "b"]), in: Phrasebook(language)).cause
            }
            #expect(Set(sentences).count == codes.count)
        }
    }

    @Test("findings that differ in their subject alone stand together, entries as ranges")
    func grouped() {
        var report = good()
        for index in [UInt64(0), 1, 2, 3, 7, 9, 10] {
            report.doubt(.attestedTime, .entry(index), Cause(.noTrustedToken, ["quorum": "1"]))
        }
        let shown = plain(report)
        #expect(shown.contains("inscriptions n° 0 à 3, 7, 9 à 10 : aucun horodatage"))
        #expect(shown.components(separatedBy: "[Non vérifiable]").count == 2)
    }

    @Test("past a few subjects the rest is counted, and nothing is lost in silence")
    func many() {
        var report = good()
        for index in 0..<UInt64(40) { report.doubt(.attestedTime, .entry(index * 2), Cause(.noToken)) }
        for index in 0..<30 { report.fail(.token, .token(Digest(of: [UInt8(index)])), Cause(.tokenBroken)) }
        let shown = plain(report).replacing(#/\n +/#, with: " ")
        #expect(shown.contains("et 32 autre(s)"))
        #expect(shown.contains("et 22 autre(s)"))
        for index in 0..<UInt64(1_500) { report.doubt(.signer, .entry(index), Cause(.noToken)) }
        let full = plain(report).replacing(#/\n +/#, with: " ")
        #expect(full.contains("et 500 autre(s) ligne(s) du même contrôle"))
    }

    @Test("what the verdict does not depend on comes apart, without a next step where nothing applies")
    func remarks() throws {
        var report = good()
        report.exempt(.cosignatures, .ledger, Cause(.noWitnessRequired))
        report.fail(.looseFile, .file("x"), Cause(.looseFileAdded, ["path": "x"]), required: false)
        let shown = plain(report)
        #expect(!shown.contains("Lignes signalées"))
        let remarks = try #require(shown.range(of: "Pour information"))
        #expect(shown[remarks.upperBound...].contains("[Sans objet] C19"))
        #expect(shown[remarks.upperBound...].contains("a été ajouté à côté du conteneur"))
        #expect(report.verdict == .passed)
    }

    @Test("pieces stand under the bounds in time that they share")
    func pieces() {
        var report = good()
        var bounds = VerificationReport.TimeBounds()
        bounds.latest = Instant(secondsSince1970: 1_592_410_951)
        var both = bounds
        both.earliest = Instant(secondsSince1970: 1_592_400_000)
        both.accuracyAssumed = true
        report.summary.pieces = [
            .init(number: 1, path: "Pieces/001_a.png", entry: 2, digest: nil, bounds: bounds),
            .init(number: 2, path: "Pieces/002_b.png", entry: 3, digest: nil, bounds: bounds),
            .init(number: 3, path: "Pieces/003_c.png", entry: 4, digest: nil, bounds: both),
            .init(number: 4, path: "Pieces/004_d.png", entry: 5, digest: nil, bounds: .init()),
        ]
        let shown = plain(report)
        #expect(shown.components(separatedBy: "scellée au plus tard le 17/06/2020 à 16 h 22 min 31 s (UTC)").count == 3)
        #expect(shown.contains("    Pieces/001_a.png\n    Pieces/002_b.png\n"))
        #expect(shown.contains("et au plus tôt"))
        #expect(shown.contains("la précision de son horloge"))
        #expect(shown.contains("aucune date attestée par un tiers de confiance"))
    }

    @Test("an extract says how far the chain goes; a broken one does not claim it")
    func extract() {
        var report = good()
        report.summary.origin = "scelle.invalid/00"
        report.summary.treeSize = 40
        report.summary.entriesExamined = 12
        report.summary.edition = "extrait"
        #expect(plain(report).contains("Chaîne continue jusqu'à l'inscription n° 39 sur 40 ;\n"))
        #expect(plain(report).contains("les autres inscriptions n'ont pas été examinées"))
        report.fail(.consistency, .checkpoint(3), Cause(.notConsistent))
        #expect(!plain(report).contains("Chaîne continue"))
    }

    @Test("signers with their fingerprint in 16 groups of 4, and how they are trusted")
    func signers() {
        var report = good()
        report.summary.signers = [.init(certificate: Digest(of: [7]), name: "Me\nExemple", trust: .unknown)]
        report.summary.authorities = [.init(name: "Autorité", authorityClass: "non qualifié")]
        let groups = Phrasebook(.french).grouped(fingerprint: Digest(of: [7]).hex).split(separator: " ")
        #expect(text(report).contains(groups.prefix(8).joined(separator: " ")))
        #expect(text(report).contains(groups.suffix(8).joined(separator: " ")))
        #expect(plain(report).contains("Me\\nExemple"))
        #expect(plain(report).contains("INCONNU : comparez l'empreinte"))
        #expect(plain(report).contains("Autorité (non qualifié, selon votre politique)"))
    }

    @Test("what the verification does not establish is always said, in four points", arguments: Language.allCases)
    func limits(language: Language) {
        let say = Phrasebook(language)
        let shown = text(VerificationReport(), language).replacing(#/\n +/#, with: " ")
        for number in 1...4 { #expect(shown.contains(say("report.limit.\(number)"))) }
    }

    @Test("no line is wider than 80 columns but digests on lines of their own", arguments: Language.allCases)
    func width(language: Language) {
        var report = VerificationReport()
        for check in Check.allCases {
            for code in Cause.Code.allCases {
                report.fail(
                    check,
                    .file("Pieces/001_une_capture.png"),
                    Cause(code, ["path": "Pieces/001_une_capture.png"])
                )
            }
        }
        report.summary.origin = "scelle.invalid/0123456789abcdef0123456789abcdef"
        report.summary.treeSize = 1_000_000
        report.summary.rootHash = Digest(of: [])
        let wide = text(report, language).split(separator: "\n").filter { String($0).displayWidth > 80 }
        #expect(wide.isEmpty, "\(wide.prefix(3))")
    }

    @Test("no sentence keeps a placeholder open once it has its arguments", arguments: Language.allCases)
    func filled(language: Language) {
        let names = [
            "path", "found", "expected", "calculated", "reason", "profile", "exhibit", "kind", "stated", "size",
            "entry",
            "head", "quorum", "authority", "certificate", "retirement", "since", "fingerprint", "notAfter", "notBefore",
            "fields", "field", "tombstone", "list", "number", "source", "level", "node", "table", "count", "object",
        ]
        let arguments = Dictionary(uniqueKeysWithValues: names.map { ($0, "x") })
        for code in Cause.Code.allCases {
            let sentences = CauseSentences(Cause(code, arguments), in: Phrasebook(language))
            #expect(!sentences.cause.contains("{") && !sentences.step.contains("{"), "\(code)")
        }
    }

    @Test("the JSON report has the same verdict, every finding and the groups")
    func json() throws {
        var report = good()
        report.fail(.objectDigest, .file("Pieces/001_a.png"), Cause(.altered, ["path": "Pieces/001_a.png"]))
        let encoded = try JSONEncoder().encode(ReportJSON(report, of: Self.subject, in: Phrasebook(.french)))
        let object = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
        #expect(object["report"] as? Int == 1)
        #expect(object["verdict"] as? String == "failed")
        #expect(object["verifiedAt"] as? String == "2020-06-17T18:22:31+02:00")
        let groups = try #require(object["groups"] as? [String: String])
        #expect(
            groups == [
                "content": "failed", "identity": "passed", "time": "passed", "ledger": "passed", "disclosure": "passed",
            ]
        )
        let findings = try #require(object["findings"] as? [[String: Any]])
        #expect(findings.count == 1 && findings[0]["code"] as? String == "altered")
        #expect((findings[0]["subject"] as? [String: String]) == ["kind": "file", "name": "Pieces/001_a.png"])
        #expect((object["checks"] as? [Any])?.count == Check.allCases.count)
    }
}
