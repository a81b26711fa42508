internal import Cryptography
internal import Custody
internal import Operations
internal import Verification
internal import Wording

/// A report as `verify --json` and `audit --json` print it; docs/formats/report.md describes every member.
struct ReportJSON: Encodable {
    /// What one check came to.
    struct CheckResult: Encodable {
        let number: Int
        let name: String
        let group: String
        let outcome: String
        let required: Bool
        let passed: Int
        let findings: Int
    }

    /// A check, what it was carried out on, what it came to, and why.
    struct FindingLine: Encodable {
        let number: Int
        let check: String
        let subject: SubjectName
        let outcome: String
        let required: Bool
        let code: String
        let arguments: [String: String]
        /// For people, in the language of the call.
        let cause: String
        let step: String
    }

    /// What a check was carried out on.
    struct SubjectName: Encodable {
        let kind: String
        let name: String
    }

    /// The ledger as far as it was shown.
    struct LedgerSummary: Encodable {
        let origin: String?
        let size: UInt64?
        let root: String?
        let entriesExamined: UInt64
        let edition: String?
    }

    /// A piece and the bounds in time of its sealing, RFC 3339.
    struct PieceLine: Encodable {
        let number: UInt64
        let path: String
        let entry: UInt64
        let sha256: String?
        let notAfter: String?
        let notBefore: String?
        let accuracyAssumed: Bool
    }

    /// A signing certificate and how it is trusted.
    struct SignerLine: Encodable {
        let certificate: String
        let name: String?
        let trust: String
    }

    /// An authority whose tokens are trusted, with the class that the policy claims.
    struct AuthorityLine: Encodable {
        let name: String
        let authorityClass: String

        enum CodingKeys: String, CodingKey {
            case name
            case authorityClass = "class"
        }
    }

    let report = 1
    let tool: String
    let subject: String
    let operation: String
    let verifiedAt: String
    let verdict: String
    let groups: [String: String]
    let checks: [CheckResult]
    let findings: [FindingLine]
    let ledger: LedgerSummary
    let digestList: String?
    let pieces: [PieceLine]
    let signers: [SignerLine]
    let authorities: [AuthorityLine]
    let contentWasRead: Bool
    let notEstablished: [String]

    /// The whole report, or all of it but `pieces`, which is then empty, for whoever prints them one by one.
    init(
        _ report: VerificationReport,
        of subject: ReportSubject,
        in say: Phrasebook,
        withPieces: Bool = true
    ) {
        let summary = report.summary
        tool = "scelle \(Release.version)"
        self.subject = subject.path
        operation = subject.isAudit ? "audit" : "verify"
        verifiedAt = subject.moment.description
        verdict = report.verdict.rawValue
        groups = Dictionary(
            uniqueKeysWithValues: CheckGroup.allCases.map { ($0.rawValue, report.outcome(of: $0).rawValue) }
        )
        checks = Check.allCases.compactMap { check in report[check].map { CheckResult(check, $0) } }
        findings = report.findings.map { FindingLine($0, in: say) }
        ledger = LedgerSummary(
            origin: summary.origin,
            size: summary.treeSize,
            root: summary.rootHash?.hex,
            entriesExamined: summary.entriesExamined,
            edition: summary.edition
        )
        digestList = summary.digestListDigest?.hex
        pieces = withPieces ? summary.pieces.map { PieceLine($0) } : []
        signers = summary.signers.map {
            SignerLine(certificate: $0.certificate.hex, name: $0.name, trust: $0.trust.rawValue)
        }
        authorities = summary.authorities.map { AuthorityLine(name: $0.name, authorityClass: $0.authorityClass) }
        contentWasRead = summary.contentWasRead
        notEstablished = (1...4).map { say("report.limit.\($0)") }
    }
}

// MARK: - Lines

extension ReportJSON.CheckResult {
    fileprivate init(_ check: Check, _ result: VerificationReport.Result) {
        number = check.number
        name = check.rawValue
        group = check.group.rawValue
        outcome = result.outcome.rawValue
        required = result.isRequired
        passed = result.passedCount
        findings = result.findings.count + result.unlistedCount
    }
}

extension ReportJSON.FindingLine {
    fileprivate init(_ finding: Finding, in say: Phrasebook) {
        let sentences = CauseSentences(finding.cause, in: say)
        number = finding.check.number
        check = finding.check.rawValue
        subject = ReportJSON.SubjectName(kind: finding.subject.kind, name: finding.subject.name)
        outcome = finding.outcome.rawValue
        required = finding.isRequired
        code = finding.cause.code.rawValue
        arguments = finding.cause.arguments
        cause = sentences.cause
        step = sentences.step
    }
}

extension ReportJSON.PieceLine {
    init(_ piece: VerificationReport.Piece) {
        number = piece.number
        path = piece.path
        entry = piece.entry
        sha256 = piece.digest?.hex
        notAfter = piece.bounds.latest?.rfc3339
        notBefore = piece.bounds.earliest?.rfc3339
        accuracyAssumed = piece.bounds.accuracyAssumed
    }
}
