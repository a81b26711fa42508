internal import Cryptography
internal import Custody
package import Wording

/// `02_Attestation_de_scellement.txt`: who sealed what and when, and what that shows, in the words of DOMAIN 8.2.
///
/// A bundle may show several calls of sealing; each has its own declaration, relevé and time stamp.
package struct SealingAttestation: Sendable {
    private let bundle: BundleSummary

    /// The attestation for the pieces of `bundle`.
    package init(_ bundle: BundleSummary) {
        self.bundle = bundle
    }

    /// Writes the document, part by part: UTF-8, LF, at most 80 columns; `lines` are those of the bundle's pieces.
    package func write(
        _ lines: some PieceLines,
        in language: Language,
        to write: (String) throws -> Void
    ) throws {
        var sheet = Sheet(in: language)
        sheet.title("attestation.title")
        sheet.gap()
        sheet.field(
            "attestation.number",
            "\(Sheet.reference(of: bundle, in: sheet.say))-\(bundle.prepared.index)"
        )
        sheet.head(bundle)
        for (position, submission) in bundle.submissions.enumerated() {
            if bundle.submissions.count > 1 {
                sheet.heading(
                    "attestation.call",
                    ["position": String(position + 1), "count": String(bundle.submissions.count)]
                )
            }
            declaration(of: submission, on: &sheet)
            files(of: submission, shown: lines.count(in: submission.id), on: &sheet)
            try lines.forEach(in: submission.id) { piece in
                labels(of: piece, on: &sheet)
                try write(sheet.takeText())
            }
            labels(of: submission, on: &sheet)
            timeStampParagraph(of: submission, on: &sheet)
        }
        claims(on: &sheet, "claims.heading", "limits.heading")
        sheet.heading("scope.heading")
        sheet.paragraph("scope.text")
        sheet.ties(bundle)
        sheet.signatureBlock("attestation.signature")
        try write(sheet.takeText())
    }

    /// The two paragraphs of the body.
    private func declaration(of submission: SubmissionSummary, on sheet: inout Sheet) {
        let say = sheet.say
        let instant = submission.entry.declaredAt.instant
        let offset = ParisTime.offsetMinutes(at: instant)
        let time = instant.calendarTime(offsetMinutes: offset)
        let minutes = time.minute < 10 ? "0\(time.minute)" : String(time.minute)
        sheet.paragraph(
            "attestation.declaration",
            [
                "name": submission.signer.name.map { say.shown($0) } ?? Self.blank,
                "capacity": Self.orBlank(say.filledIn(bundle.caseFile.declaredCapacity)),
                "organization": submission.signer.organization.map { say.shown($0) } ?? Self.blank,
                "date": DateInWords(time, in: say.language).text,
                "time": say("document.time.hour", ["hour": String(time.hour), "minute": minutes]),
                "zone": Phrasebook.zone(offset),
                "received": say.inSentence(say.declaredWords(submission.declared?.receivedAt)),
                "from": say.inSentence(say.declared(submission.declared?.from)),
                "via": say.inSentence(say.declared(submission.declared?.receivedVia)),
            ]
        )
        sheet.paragraph("attestation.method")
        switch submission.reread {
        case .fromMedium: sheet.paragraph("attestation.rereadFromMedium")
        case .inMemory: sheet.paragraph("attestation.rereadInMemory")
        case .notRecorded: break
        }
        if submission.routeStripsMetadata { sheet.paragraph("route.strips") }
        sheet.paragraph("attestation.releve")
        if let releve = submission.releve {
            sheet.command(say.grouped(digest: releve.hex))
        } else {
            sheet.command(say("document.value.withheld"))
        }
    }

    /// How many files a call sealed, of which `shown` are pieces of the bundle.
    private func files(of submission: SubmissionSummary, shown: Int, on sheet: inout Sheet) {
        let say = sheet.say
        sheet.gap()
        sheet.field(
            "attestation.files",
            say(
                shown == submission.sealedCount
                    ? "document.attestation.fileCount" : "document.attestation.fileCountShown",
                ["count": String(submission.sealedCount), "shown": String(shown)]
            )
        )
    }

    private func labels(of piece: PieceLine, on sheet: inout Sheet) {
        let say = sheet.say
        sheet.field(
            "attestation.piece",
            say(
                "document.attestation.pieceFile",
                ["number": String(piece.number), "file": ForeignText(piece.fileName).line]
            ),
            indent: 2
        )
        sheet.command(say.grouped(digest: piece.digest.hex))
    }

    private func labels(of submission: SubmissionSummary, on sheet: inout Sheet) {
        let say = sheet.say
        if submission.alreadyHeldCount > 0 {
            sheet.field("attestation.alreadyHeld", String(submission.alreadyHeldCount))
        }
        sheet.intake(submission.observedIntake)
        if let releve = submission.releve { sheet.digest("attestation.releveDigest", releve) }
        sheet.fingerprint("label.signingKey", submission.signer.certificate)
        sheet.field("attestation.signatureClass", say.signatureClass(submission.signer.signatureClass))
        timeStampLabels(of: submission.entry.attested, on: &sheet)
        sheet.field(
            "attestation.entry",
            say("document.attestation.entryNumber", ["number": String(submission.entry.index)])
        )
        sheet.command(say.grouped(digest: submission.entry.leafHash.hex))
        sheet.field("label.tool", say.program(submission.tool))
        sheet.field(
            "attestation.environment",
            say(
                "document.attestation.environmentValue",
                [
                    "platform": ForeignText(submission.tool.platform).line,
                    "zone": Phrasebook.zone(submission.entry.declaredAt.offsetMinutes),
                ]
            )
        )
    }

    private func timeStampLabels(of time: AttestedTime?, on sheet: inout Sheet) {
        let say = sheet.say
        sheet.field("attestation.stampClass", time.map { say.stampClass($0.stampClass) } ?? say("document.time.none"))
        sheet.field("attestation.authority", time.map { say.shown($0.authority) } ?? "")
        sheet.field("attestation.serial", time.map { ForeignText($0.serialNumber).line } ?? "")
        sheet.field("attestation.attested", time.map { say.attested($0) } ?? "")
    }

    /// One of the three paragraphs of DOMAIN 8.2.
    private func timeStampParagraph(of submission: SubmissionSummary, on sheet: inout Sheet) {
        switch submission.entry.attested?.stampClass {
        case .qualified: sheet.paragraph("attestation.stampQualified")
        case .notQualified: sheet.paragraph("attestation.stampNotQualified")
        case nil: sheet.paragraph("attestation.stampAbsent")
        }
    }

    /// What can be concluded, and what cannot; nothing about a time where no third party attests one.
    func claims(on sheet: inout Sheet, _ claimsHeading: String, _ limitsHeading: String) {
        let stamped = bundle.pieces.stampedCount
        var shown = ["claims.change", "claims.signed"]
        if stamped > 0 { shown.insert("claims.existed", at: 0) }
        sheet.heading(claimsHeading)
        sheet.numberedList(shown)
        if stamped < bundle.pieces.count { sheet.paragraph(stamped == 0 ? "claims.noTime" : "claims.someTime") }
        sheet.heading(limitsHeading)
        sheet.numberedList(Sheet.limits)
    }

    private static func orBlank(_ text: String) -> String { text.isEmpty ? blank : text }

    /// What stands where a hand is to write.
    private static let blank = "……"
}

extension Phrasebook {
    /// The class of a signature, out of the three that the law has.
    func signatureClass(_ signatureClass: SignerSummary.Class) -> String {
        word(signatureClass.rawValue, of: "document.attestation.signatureClasses")
    }

    /// The class of a time stamp, out of the two that the law has.
    func stampClass(_ stampClass: AttestedTime.Class) -> String {
        word(stampClass == .qualified ? 0 : 1, of: "document.attestation.stampClasses")
    }

    /// One of the words that a sentence offers, divided by ` / `: the law's list stands in the catalogue as one.
    private func word(_ position: Int, of key: String) -> String {
        let words = self(key).split(separator: " / ")
        return words.indices.contains(position) ? String(words[position]) : self(key)
    }

    /// An answer that is no answer is bracketed inside a sentence, so that nobody reads it as one.
    fileprivate func inSentence(_ answer: String) -> String {
        let keys = ["document.value.notAsked", "document.value.unknown", "document.value.withheld"]
        return keys.contains { self($0) == answer } ? "[\(answer)]" : answer
    }
}
