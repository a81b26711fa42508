internal import Operations
internal import Verification
internal import Wording

/// A diagnosis as `doctor --json` prints it; docs/formats/diagnosis.md § 5 describes every member.
struct DiagnosisJSON: Encodable {
    /// One conclusion.
    struct ConclusionLine: Encodable {
        let number: Int
        let diagnosis: String
        let weight: String
        let title: String
        let meaning: String
        let step: String
        let places: [String]
        let reasons: [String]
        let findings: [FindingLine]
        let moreFindings: Int
    }

    /// A finding of the audit that led to a conclusion.
    struct FindingLine: Encodable {
        let number: Int
        let check: String
        let subjectKind: String
        let subject: String
        let outcome: String
        let code: String
        let cause: String
    }

    let diagnosis = 1
    let path: String
    let origin: String?
    let entries: UInt64?
    let remembered: UInt64?
    let audit: String?
    let status: Int32
    let conclusions: [ConclusionLine]
    let removed: [String]

    init(_ diagnosis: CaseDiagnosis, in say: Phrasebook) {
        path = diagnosis.path
        origin = diagnosis.origin
        entries = diagnosis.treeSize
        remembered = diagnosis.remembered
        audit = diagnosis.audit?.verdict.rawValue
        status = diagnosis.exitStatus.rawValue
        removed = diagnosis.removed
        conclusions = diagnosis.conclusions.map { ConclusionLine($0, in: say) }
    }
}

extension DiagnosisJSON.ConclusionLine {
    fileprivate init(_ conclusion: CaseDiagnosis.Conclusion, in say: Phrasebook) {
        let name = conclusion.diagnosis.rawValue
        number = conclusion.diagnosis.number
        diagnosis = name
        weight =
            switch conclusion.diagnosis.weight {
            case .damage: "damage"
            case .open: "open"
            case .remark: "remark"
            }
        title = say("diagnosis.\(name)")
        meaning = say("diagnosis.\(name).meaning")
        step = say("diagnosis.\(name).step")
        places = conclusion.places
        reasons = conclusion.reasons
        findings = conclusion.findings.map {
            DiagnosisJSON.FindingLine(
                number: $0.check.number,
                check: $0.check.rawValue,
                subjectKind: $0.subject.kind,
                subject: $0.subject.name,
                outcome: $0.outcome.rawValue,
                code: $0.cause.code.rawValue,
                cause: CauseSentences($0.cause, in: say).cause
            )
        }
        moreFindings = conclusion.unlistedCount
    }
}
