import Testing
import Verification

/// A row of the table of verdicts: what each group and the whole come to.
struct Row {
    var content = Outcome.passed
    var identity = Outcome.passed
    var time = Outcome.passed
    var ledger = Outcome.passed
    var disclosure = Outcome.passed
    var verdict: Verdict

    func outcome(of group: CheckGroup) -> Outcome {
        switch group {
        case .content: content
        case .identity: identity
        case .time: time
        case .ledger: ledger
        case .disclosure: disclosure
        }
    }
}

/// What must be among the findings: a check, what it came to, and why.
struct Reason {
    let check: Check
    let outcome: Outcome
    let code: Cause.Code
    var subject: Subject?

    init(_ check: Check, _ outcome: Outcome, _ code: Cause.Code, _ subject: Subject? = nil) {
        self.check = check
        self.outcome = outcome
        self.code = code
        self.subject = subject
    }

    func isGiven(in report: VerificationReport) -> Bool {
        report.findings.contains { finding in
            finding.check == check && finding.outcome == outcome && finding.cause.code == code
                && (subject == nil || finding.subject == subject)
        }
    }
}

/// Expects the report to be that row, for these reasons.
func expect(
    _ report: VerificationReport,
    _ row: Row,
    because reasons: Reason...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let found = Comment(rawValue: describe(report))
    for group in CheckGroup.allCases {
        #expect(
            report.outcome(of: group) == row.outcome(of: group),
            "\(group.rawValue): \(found.rawValue)",
            sourceLocation: sourceLocation
        )
    }
    #expect(report.verdict == row.verdict, found, sourceLocation: sourceLocation)
    for reason in reasons {
        #expect(
            reason.isGiven(in: report),
            "\(reason.check) \(reason.outcome) \(reason.code) is not among \(found.rawValue)",
            sourceLocation: sourceLocation
        )
    }
}

/// The findings that a reader of a failed test wants to see.
func describe(_ report: VerificationReport) -> String {
    report.findings.filter { $0.outcome != .notApplicable }.prefix(12).map { finding in
        let cause = "\(finding.cause.code) \(finding.cause.arguments)"
        return "\(finding.check) \(finding.subject.kind) \(finding.subject.name): \(finding.outcome) \(cause)"
    }.joined(separator: "\n")
}
