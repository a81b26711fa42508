internal import Operations
internal import Verification
internal import Wording

/// The diagnosis for people: what is so, what it means, what to do, and then, for an expert, what it rests on.
struct DiagnosisPage {
    private let diagnosis: CaseDiagnosis
    private let say: Phrasebook

    /// The most places or findings that are shown of one conclusion.
    private static let shown = 8

    init(_ diagnosis: CaseDiagnosis, in say: Phrasebook) {
        self.diagnosis = diagnosis
        self.say = say
    }

    /// The page, with every part in its order.
    var page: Page {
        var page = Page(width: Terminal.width)
        page.line(say("doctor.title"), .heading)
        page.field(say("doctor.case"), diagnosis.path, in: say)
        if let size = diagnosis.treeSize { page.field(say("doctor.entries"), say.number(size), in: say) }
        if let known = diagnosis.remembered { page.field(say("doctor.remembered"), say.number(known), in: say) }
        if let verdict = diagnosis.audit?.verdict {
            page.field(say("doctor.audit"), say("verdict.\(verdict.rawValue)"), in: say)
        }
        page.line()
        page.paragraph(say(summary.key), summary.emphasis)
        for conclusion in diagnosis.conclusions { write(conclusion, on: &page) }
        writeRemoved(on: &page)
        page.heading(say("doctor.noted"))
        page.paragraph(say("doctor.untouched"), indent: 2)
        return page
    }

    private var summary: (key: String, emphasis: Page.Emphasis) {
        switch diagnosis.exitStatus {
        case .refused: ("doctor.summary.damage", .bad)
        case .incomplete: ("doctor.summary.open", .doubtful)
        default: ("doctor.summary.sound", .good)
        }
    }

    private func write(_ conclusion: CaseDiagnosis.Conclusion, on page: inout Page) {
        let name = conclusion.diagnosis.rawValue
        let emphasis: Page.Emphasis =
            switch conclusion.diagnosis.weight {
            case .damage: .bad
            case .open: .doubtful
            case .remark: .none
            }
        page.line()
        let heading = ["number": String(conclusion.diagnosis.number), "title": say("diagnosis.\(name)")]
        page.paragraph(say("doctor.conclusion", heading), hanging: 4, emphasis)
        page.paragraph(say("diagnosis.\(name).meaning"), indent: 2)
        page.paragraph(say("report.step", ["step": say("diagnosis.\(name).step")]), indent: 2, hanging: 2)
        for place in conclusion.places.prefix(Self.shown) { page.line("    " + place.printable) }
        writeRest(conclusion.places.count - Self.shown, on: &page)
        for reason in conclusion.reasons.prefix(Self.shown) {
            page.paragraph(say("report.detail", ["reason": reason]).printable, indent: 4, hanging: 2)
        }
        writeFindings(of: conclusion, on: &page)
    }

    /// What the audit found, in its own words: the expert's part.
    private func writeFindings(of conclusion: CaseDiagnosis.Conclusion, on page: inout Page) {
        for finding in conclusion.findings.prefix(Self.shown) {
            let words = [
                "subject": SubjectNames([finding.subject], in: say).text,
                "cause": CauseSentences(finding.cause, in: say).cause,
            ]
            let sentence = say("report.causeOf", words)
            page.paragraph(
                say("doctor.finding", ["number": String(finding.check.number), "sentence": sentence]).printable,
                indent: 4,
                hanging: 2
            )
        }
        writeRest(max(conclusion.findings.count - Self.shown, 0) + conclusion.unlistedCount, on: &page)
    }

    private func writeRest(_ count: Int, on page: inout Page) {
        guard count > 0 else { return }
        page.paragraph(say("report.andMore", ["count": say.number(UInt64(count))]), indent: 4)
    }

    private func writeRemoved(on page: inout Page) {
        guard !diagnosis.removed.isEmpty else { return }
        page.heading(say("doctor.removed"))
        for path in diagnosis.removed { page.line("    " + path.printable) }
    }
}
