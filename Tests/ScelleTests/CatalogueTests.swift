import Custody
import Foundation
import Operations
import Testing
import Verification
import Wording

@testable import scelle

@Suite("the catalogue has what the program says")
struct CatalogueTests {
    private func require(_ key: String) {
        for language in Language.allCases {
            // Apart from the expectation, which would otherwise print the whole catalogue.
            let isThere = Phrasebook(language).has(key)
            #expect(isThere, "\(key) has no sentence in \(language)")
        }
    }

    @Test("two sentences a cause: what is so, and what to do next", arguments: Cause.Code.allCases)
    func causes(code: Cause.Code) {
        require("cause.\(code.rawValue)")
        require("step.\(code.rawValue)")
    }

    @Test("checks, groups, outcomes, verdicts and ways of trust")
    func labels() {
        for check in Check.allCases { require("check.\(check.rawValue)") }
        for group in CheckGroup.allCases {
            require("group.\(group.rawValue)")
            require("group.\(group.rawValue).question")
        }
        for outcome in [Outcome.passed, .failed, .indeterminate, .notApplicable] {
            require("outcome.\(outcome.rawValue)")
        }
        for verdict in [Verdict.passed, .failed, .indeterminate] {
            require("verdict.\(verdict.rawValue)")
            require("verdict.\(verdict.rawValue).gloss")
        }
        for trust in [VerificationReport.Signer.Trust.pinned, .chainsToPinnedAnchor, .enrolledByGoodAdmin, .unknown] {
            require("trust.\(trust.rawValue)")
        }
        for edition in BundleEdition.allCases { require("report.edition.\(edition.rawValue)") }
        for number in 1...4 { require("report.limit.\(number)") }
    }

    @Test("a word for every kind of entry, and a label for every field that a kind commits")
    func kinds() {
        for shape in StatementShape.table {
            require("kind.\(shape.name.prefix { $0 != "@" })")
            let apart = ["observed", "content", "releve", "container"]
            for field in shape.commitments where !apart.contains(field.name) {
                require("fact.\(field.name)")
            }
        }
    }

    @Test("three sentences a diagnosis, under the number and weight of its page")
    func diagnoses() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/formats/diagnosis.md"), encoding: .utf8)
        let rows = page.matches(of: #/\| (\d+) \| `(\w+)` \| (damage|open|remark) \|/#)
        #expect(rows.map { String($0.output.2) } == Diagnosis.allCases.map(\.rawValue))
        for (row, diagnosis) in zip(rows, Diagnosis.allCases) {
            #expect(Int(row.output.1) == diagnosis.number)
            #expect(String(row.output.3) == "\(diagnosis.weight)")
            for part in ["", ".meaning", ".step"] { require("diagnosis.\(diagnosis.rawValue)\(part)") }
        }
        for summary in ["damage", "open", "sound"] { require("doctor.summary.\(summary)") }
    }

    @Test("every error of an operation has its sentence")
    func errors() {
        for code in OperationError.Code.allCases { require(code.messageKey) }
    }

    /// What the sentences of a cause leave open must be given wherever the judge names that cause.
    @Test("each call site gives what the sentences need")
    func placeholders() throws {
        let call = #/Cause\(\s*\.(\w+)(?:,\s*(\[[^\]]*\]))?/#
        let sources = Self.root.appending(path: "Sources/Verification")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: call) {
                guard let code = Cause.Code(rawValue: String(match.output.1)) else { continue }
                count += 1
                let given = Set((match.output.2 ?? "").matches(of: /"(\w+)":/).map { String($0.output.1) })
                for key in ["cause.\(code.rawValue)", "step.\(code.rawValue)"] {
                    let needed =
                        Catalogue.embedded.sentence(key, in: .french)?.matches(of: /\{(\w+)\}/)
                        .map { String($0.output.1) } ?? []
                    // Arguments that are built beforehand are a variable here, and have a test of their own.
                    guard !given.isEmpty || match.output.2 != nil else {
                        #expect(needed.isEmpty || Self.builtBefore.contains(code), "\(key) needs \(needed)")
                        continue
                    }
                    #expect(given.isSuperset(of: needed), "\(file.lastPathComponent): \(key) needs \(needed)")
                }
            }
        }
        #expect(count > 80)
    }

    private static let builtBefore: Set<Cause.Code> = [.openingMissing, .withheldByEdition, .witnessesMissing]

    /// Every key that the program's sources name.
    @Test("every key that is named in the sources has its sentences")
    func named() throws {
        let call = #/\bsay\(\s*"([a-z]+(?:\.[A-Za-z0-9]+)*)"/#
        let files = try #require(
            FileManager.default.enumerator(
                at: Self.root.appending(path: "Sources/scelle"),
                includingPropertiesForKeys: nil
            )
        )
        var keys: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            keys.formUnion(try String(contentsOf: file, encoding: .utf8).matches(of: call).map { String($0.output.1) })
        }
        #expect(keys.count > 50)
        for key in keys.sorted() { require(key) }
        for name in ["passphrasesDiffer", "passphraseInterrupted", "unforeseen"] {
            require("error.\(name)")
            require("hint.\(name)")
        }
    }

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
