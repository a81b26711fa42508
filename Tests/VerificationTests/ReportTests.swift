import Testing

@testable import Verification

@Suite("what findings come to")
struct ReportTests {
    private let cause = Cause(.altered, ["path": "a"])

    @Test("nothing examined is never a pass")
    func empty() {
        let report = VerificationReport()
        #expect(report.verdict == .indeterminate)
        for group in CheckGroup.allCases { #expect(report.outcome(of: group) == .indeterminate) }
    }

    @Test("the verdict is the worst required outcome")
    func worst() {
        var report = VerificationReport()
        report.pass(.objectDigest, count: 3)
        #expect(report.verdict == .passed)
        report.doubt(.signer, .ledger, Cause(.signerUnknown))
        #expect(report.verdict == .indeterminate)
        #expect(report.outcome(of: .content) == .passed)
        #expect(report.outcome(of: .identity) == .indeterminate)
        report.fail(.objectDigest, .file("a"), cause)
        report.pass(.objectDigest)
        #expect(report.verdict == .failed)
        #expect(report.outcome(of: .content) == .failed)
    }

    @Test("what is not required is listed and decides nothing")
    func notRequired() {
        var report = VerificationReport()
        report.pass(.objectDigest)
        report.fail(.token, .ledger, Cause(.tokenBroken), required: false)
        #expect(report.verdict == .passed)
        #expect(report.findings.count == 1)
        #expect(report.outcome(of: .time) == .indeterminate)
    }

    @Test("what does not apply counts for nothing, but was examined")
    func exempt() {
        var report = VerificationReport()
        report.exempt(.treeRoot, .ledger, Cause(.notEveryEntryShown))
        #expect(report.verdict == .indeterminate)
        #expect(report.outcome(of: .ledger) == .notApplicable)
        report.pass(.inclusion)
        report.requireExamined([.treeRoot, .inclusion])
        #expect(report.verdict == .passed)
        report.requireExamined([.consistency])
        #expect(report.verdict == .indeterminate)
    }

    @Test("a million findings of one check stay a thousand and a number")
    func bounded() {
        var report = VerificationReport()
        for index in 0..<5_000 { report.fail(.entrySignature, .entry(UInt64(index)), Cause(.signatureBroken)) }
        #expect(report.findings.count == VerificationReport.listed)
        #expect(report[.entrySignature]?.unlistedCount == 4_000)
        #expect(report.verdict == .failed)
    }

    @Test("checks are numbered from 1 in the order of the document, each in one group")
    func numbers() {
        #expect(Check.allCases.map(\.number) == Array(1...Check.allCases.count))
        #expect(Set(Check.allCases.map(\.group)) == Set(CheckGroup.allCases))
    }
}
