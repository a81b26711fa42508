internal import Cryptography
internal import Custody
internal import Documents
internal import Operations
internal import Verification
internal import Wording

/// The report of a verification for people, in the form of a « rapport de vérification »: the verdict, large; its gloss;
/// the five groups; each line marked with its cause and the next step; pieces, signers, authorities, the ledger; and what
/// all this does not establish.
struct ReportPage {
    private let report: VerificationReport
    private let subject: ReportSubject
    private let say: Phrasebook

    init(_ report: VerificationReport, of subject: ReportSubject, in say: Phrasebook) {
        self.report = report
        self.subject = subject
        self.say = say
    }

    /// The page, with every part in its order.
    var page: Page {
        var page = Page(width: Terminal.width)
        writeHead(on: &page)
        writeVerdict(on: &page)
        writeGroups(on: &page)
        FindingLines(report, in: say).write(on: &page)
        writePieces(on: &page)
        writeSigners(on: &page)
        writeAuthorities(on: &page)
        writeLedger(on: &page)
        writeLimits(on: &page)
        return page
    }

    /// The most pieces that are listed one by one.
    private static let listedPieces = 200
}

// MARK: - Verdict

extension ReportPage {
    private func writeHead(on page: inout Page) {
        page.line(say("report.title"), .heading)
        page.field(say(subject.isAudit ? "report.audited" : "report.verified"), subject.path, in: say)
        page.field(
            say("report.verifiedAt"),
            say.clock(subject.moment) + say("report.declaredTime"),
            in: say
        )
        page.field(say("report.tool"), "scelle \(Release.version) (\(Release.platform))", in: say)
    }

    private func writeVerdict(on page: inout Page) {
        let emphasis: Page.Emphasis =
            switch report.verdict {
            case .passed: .good
            case .failed: .bad
            case .indeterminate: .doubtful
            }
        let rule = String(repeating: "=", count: page.width)
        page.line()
        page.line(rule, emphasis)
        page.line("    " + say("verdict.\(report.verdict.rawValue)"), emphasis)
        page.line(rule, emphasis)
        page.line()
        // « Aucune discordance » must not stand over a token that somebody damaged, whatever it takes away.
        let isDamaged = report.verdict == .indeterminate && report.findings.contains { $0.outcome == .failed }
        page.paragraph(
            say(isDamaged ? "verdict.indeterminate.glossFindings" : "verdict.\(report.verdict.rawValue).gloss")
        )
    }

    private func writeGroups(on page: inout Page) {
        page.heading(say("report.groups"))
        var table = Table([Table.Column(), Table.Column(), Table.Column(shrinks: true)])
        for group in CheckGroup.allCases {
            table.add([
                say("group.\(group.rawValue)"),
                say("outcome.\(report.outcome(of: group).rawValue)"),
                say("group.\(group.rawValue).question"),
            ])
        }
        page.table(table)
    }
}

// MARK: - What was verified

extension ReportPage {
    /// The pieces with the bounds in time of their sealing; those of the same bounds stand together.
    private func writePieces(on page: inout Page) {
        let pieces = report.summary.pieces
        guard !pieces.isEmpty else { return }
        page.heading(say("report.pieces"))
        var known: VerificationReport.TimeBounds?
        for piece in pieces.prefix(Self.listedPieces) {
            if piece.bounds != known {
                if known != nil { page.line() }
                writeBounds(piece.bounds, on: &page)
                known = piece.bounds
            }
            page.line("    " + pieceName(piece.path, width: page.width - 4))
        }
        if pieces.count > Self.listedPieces {
            let count = say.number(UInt64(pieces.count - Self.listedPieces))
            page.paragraph(say("report.morePieces", ["count": count]), indent: 2)
        }
    }

    private func pieceName(_ path: String, width: Int) -> String { path.printable.shortened(to: width) }

    private func writeBounds(_ bounds: VerificationReport.TimeBounds, on page: inout Page) {
        let latest = bounds.latest.map { say.attested($0) }
        let earliest = bounds.earliest.map { say.attested($0) }
        let sentence =
            switch (latest, earliest) {
            case (let latest?, let earliest?): say("report.sealedBetween", ["latest": latest, "earliest": earliest])
            case (let latest?, nil): say("report.sealedBefore", ["latest": latest])
            case (nil, let earliest?): say("report.sealedAfter", ["earliest": earliest])
            case (nil, nil): say("report.sealedUnknown")
            }
        page.paragraph(sentence, indent: 2, hanging: 2)
        if bounds.accuracyAssumed { page.paragraph(say("report.accuracyAssumed"), indent: 2, hanging: 2) }
    }

    private func writeSigners(on page: inout Page) {
        guard !report.summary.signers.isEmpty else { return }
        page.heading(say("report.signers"))
        for signer in report.summary.signers {
            page.paragraph((signer.name ?? say("report.nameless")).printable, indent: 2, hanging: 2)
            page.paragraph(say("trust.\(signer.trust.rawValue)"), indent: 4, hanging: 2)
            page.fingerprint(signer.certificate, in: say, indent: 4)
        }
    }

    private func writeAuthorities(on page: inout Page) {
        guard !report.summary.authorities.isEmpty else { return }
        page.heading(say("report.authorities"))
        for authority in report.summary.authorities {
            let key = authority.authorityClass.isEmpty ? "report.authority.classless" : "report.authority"
            let words = say(key, ["name": authority.name, "class": authority.authorityClass])
            page.paragraph(words.printable, indent: 2, hanging: 2)
        }
    }

    private func writeLedger(on page: inout Page) {
        let summary = report.summary
        guard let origin = summary.origin, let size = summary.treeSize else { return }
        page.heading(say("report.origin"))
        page.line("  " + origin.printable)
        let counts = ["count": say.number(size), "examined": say.number(summary.entriesExamined)]
        page.paragraph(say("report.size", counts), indent: 2)
        if let edition = summary.edition {
            page.field(say("report.edition"), say("report.edition.\(edition)"), in: say)
        }
        if summary.entriesExamined < size { page.paragraph(extent(of: size), indent: 2) }
        if !summary.contentWasRead { page.paragraph(say("report.contentNotRead"), indent: 2) }
        if let root = summary.rootHash { page.digest(say("report.root"), root.hex, in: say) }
        if let digest = summary.digestListDigest { page.digest(say("report.digestList"), digest.hex, in: say) }
    }

    /// How far the chain is continuous; only where the ledger's checks passed may that be said.
    private func extent(of size: UInt64) -> String {
        let words = [
            "last": say.number(size - 1), "size": say.number(size),
            "examined": say.number(report.summary.entriesExamined),
        ]
        return say(report.outcome(of: .ledger) == .passed ? "report.extract" : "report.extractBroken", words)
    }

    private func writeLimits(on page: inout Page) {
        page.heading(say("report.limits"))
        for number in 1...4 {
            page.paragraph("\(number).\u{a0}" + say("report.limit.\(number)"), indent: 2, hanging: 3)
        }
        guard !subject.isAudit else { return }
        page.heading(say("report.again"))
        page.paragraph(say("report.again.text"), indent: 2)
    }
}

/// What a report is about, beside what the judge knows.
struct ReportSubject {
    /// The path of the bundle or of the case file, as it was given.
    let path: String
    /// Whether it is a case file that was audited, rather than a bundle.
    let isAudit: Bool
    /// The moment of the verification, by the computer's clock.
    let moment: DeclaredTime
}
