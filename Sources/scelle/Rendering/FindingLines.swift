internal import Verification
internal import Wording

/// The lines marked in a report: each finding with its check, its subjects, its cause and the next step.
///
/// Findings of one check that differ in nothing but their subject stand together. What the verdict depends on comes
/// first; what is merely good to know comes after.
struct FindingLines {
    private let report: VerificationReport
    private let say: Phrasebook

    init(_ report: VerificationReport, in say: Phrasebook) {
        self.report = report
        self.say = say
    }

    /// Writes both parts, each under its heading, where there is anything to say.
    func write(on page: inout Page) {
        let marked = groups { $0.isRequired && $0.outcome != .notApplicable }
        let remarks = groups { !$0.isRequired || $0.outcome == .notApplicable }
        write(marked.sorted { Self.rank($0.first.outcome) < Self.rank($1.first.outcome) }, "report.findings", on: &page)
        write(remarks, "report.remarks", on: &page)
    }

    /// Findings that are said in one breath.
    private struct Group {
        let first: Finding
        var subjects: [Subject]
    }

    /// Failures before doubts.
    private static func rank(_ outcome: Outcome) -> Int { outcome == .failed ? 0 : 1 }

    private func groups(where isWanted: (Finding) -> Bool) -> [Group] {
        var groups: [Group] = []
        var positions: [Finding: Int] = [:]
        for finding in report.findings where isWanted(finding) {
            // The container stands for any subject: what is left is what has to be the same.
            var key = finding
            key.subject = .container
            if let position = positions[key] {
                groups[position].subjects.append(finding.subject)
            } else {
                positions[key] = groups.count
                groups.append(Group(first: finding, subjects: [finding.subject]))
            }
        }
        return groups
    }

    private func write(_ groups: [Group], _ heading: String, on page: inout Page) {
        guard !groups.isEmpty else { return }
        page.heading(say(heading))
        for group in groups { write(group, on: &page) }
        for check in Check.allCases where heading == "report.findings" {
            guard let result = report[check], result.unlistedCount > 0 else { continue }
            let words = ["check": say("check.\(check.rawValue)"), "count": say.number(UInt64(result.unlistedCount))]
            page.paragraph(say("report.unlisted", words), indent: 2, hanging: 2)
        }
    }

    private func write(_ group: Group, on page: inout Page) {
        let finding = group.first
        let cause = CauseSentences(finding.cause, in: say)
        let emphasis: Page.Emphasis =
            switch finding.outcome {
            case .failed where finding.isRequired: .bad
            case .indeterminate where finding.isRequired: .doubtful
            default: .none
            }
        let words = [
            "outcome": say("outcome.\(finding.outcome.rawValue)"), "number": String(finding.check.number),
            "check": say("check.\(finding.check.rawValue)"),
        ]
        page.paragraph(say("report.finding", words), indent: 2, hanging: 2, emphasis)
        let subjects = SubjectNames(group.subjects, in: say).text
        // The sentence already names a file; it need not be said twice.
        let isNamed = group.subjects.count == 1 && cause.names(finding.subject)
        let sentence = isNamed ? cause.cause : say("report.causeOf", ["subject": subjects, "cause": cause.cause])
        page.paragraph(sentence.printable, indent: 4, hanging: 2)
        for line in cause.details { page.line("      " + line.printable) }
        guard finding.outcome != .notApplicable else { return }
        page.paragraph(say("report.step", ["step": cause.step]).printable, indent: 4, hanging: 2)
    }
}
