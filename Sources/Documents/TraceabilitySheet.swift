internal import Cryptography
internal import Custody
package import Wording

/// `03_Fiche_de_tracabilite.txt`: for every piece what it is, and every operation on it, in the words of DOMAIN 8.3.
package struct TraceabilitySheet: PieceByPiece {
    private let bundle: BundleSummary
    private let submissions: [SubmissionID: SubmissionSummary]

    /// The sheets of the pieces of `bundle`.
    package init(_ bundle: BundleSummary) {
        self.bundle = bundle
        submissions = Dictionary(bundle.submissions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The title and what every document of a bundle begins with.
    package func opening(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.title("traceability.title")
        sheet.head(bundle)
        return sheet.text
    }

    /// The sheet of one piece.
    package func block(of piece: PieceSummary, in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.heading("bordereau.piece", ["number": String(piece.number)])
        identification(of: piece, handedOverIn: submissions[piece.submission], on: &sheet)
        sheet.observed(piece.observedFacts)
        let operations = operations(on: piece)
        for operation in operations { block(of: operation, on: &sheet) }
        sheet.gap()
        sheet.field("traceability.count", String(operations.count))
        return sheet.text
    }

    /// The series, what the sheets are for, and what ties them to the files.
    package func closing(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.series(bundle.series, isExtract: bundle.edition == .extract)
        sheet.gap()
        sheet.paragraph("traceability.ledgerChecked")
        sheet.paragraph("traceability.destination")
        sheet.foot(bundle)
        sheet.signatureBlock("attestation.signature")
        return sheet.text
    }

    private func identification(
        of piece: PieceSummary,
        handedOverIn submission: SubmissionSummary?,
        on sheet: inout Sheet
    ) {
        let say = sheet.say
        let declared = piece.declared
        sheet.field("traceability.case", Sheet.reference(of: bundle, in: say))
        sheet.field(
            "traceability.numbers",
            say(
                "document.traceability.numbersValue",
                ["piece": String(piece.number), "entry": String(piece.entry.index)]
            )
        )
        sheet.field("traceability.designation", piece.label(in: say))
        sheet.field("traceability.nature", piece.nature(in: say))
        sheet.field(
            "traceability.receivedName",
            piece.observedName.map { say.shown($0.display) } ?? say.declared(nil as DeclaredValue?)
        )
        sheet.field("traceability.size", say.number(piece.observedContent.size))
        sheet.digest("traceability.digest", piece.observedContent.sha256)
        sheet.fields("traceability.source", say.source(declared))
        sheet.field("traceability.published", say.declared(declared?.publishedAt))
        sheet.field("traceability.captured", say.declared(declared?.capturedAt))
        sheet.field("traceability.visibility", say.declared(declared?.visibility))
        sheet.field("traceability.device", say.declared(submission?.declared?.device))
        sheet.field("traceability.submitter", say.declared(submission?.declared?.from))
        sheet.field("traceability.capturer", "")
        sheet.field("traceability.receivedVia", say.declared(submission?.declared?.receivedVia))
        if submission?.routeStripsMetadata == true { sheet.inset(text: say("document.route.strips")) }
        sheet.field("traceability.receivedAt", say.declared(submission?.declared?.receivedAt))
        sheet.field("traceability.state", say.declared(declared?.state))
        sheet.field("traceability.series", say.declared(declared?.series))
        sheet.field("traceability.note", say.declared(declared?.note))
        sheet.field("traceability.submissionNote", say.declared(submission?.declared?.note))
        sheet.field("traceability.keptAt", "")
        sheet.field("traceability.official", say("document.traceability.officialNumbers"))
        sheet.field("traceability.exhibit", piece.exhibit.hex)
        sheet.field(
            "attestation.entry",
            say("document.attestation.entryNumber", ["number": String(piece.entry.index)])
        )
        sheet.command(say.grouped(digest: piece.entry.leafHash.hex))
        bounds(of: piece.entry, on: &sheet)
    }

    /// Between which attested times the piece was sealed.
    private func bounds(of entry: EntrySummary, on sheet: inout Sheet) {
        let say = sheet.say
        sheet.field(
            "traceability.notAfter",
            entry.attested.map { say.attested($0.notAfter) } ?? say("document.time.none")
        )
        sheet.field(
            "traceability.notBefore",
            entry.notBefore.map { say.attested($0) } ?? say("document.traceability.noLowerBound")
        )
    }

    /// The entries about the piece, and each hand-over of it, the first and those after, in ledger order.
    private func operations(on piece: PieceSummary) -> [CustodyOperation] {
        let handOvers = ([piece.submission] + piece.handedOverAgain).compactMap { submissions[$0] }
        return (piece.operations + handOvers.map { CustodyOperation($0) }).sorted { $0.entry.index < $1.entry.index }
    }

    /// The columns of DOMAIN 8.3, one below the other.
    private func block(of operation: CustodyOperation, on sheet: inout Sheet) {
        let say = sheet.say
        sheet.gap()
        sheet.field("traceability.operationNumber", String(operation.entry.index), indent: 2)
        sheet.field("traceability.declaredAt", say.clock(operation.entry.declaredAt), indent: 2)
        sheet.field("traceability.attestedAt", say.attested(operation.entry.attested), indent: 2)
        sheet.field("traceability.operation", say.operation(operation.kind), indent: 2)
        sheet.field("traceability.signedBy", operation.signer.name.map { say.shown($0) } ?? "", indent: 2)
        sheet.field("traceability.from", say.declared(operation.declaredFrom), indent: 2)
        sheet.field("traceability.to", say.declared(operation.declaredTo), indent: 2)
        sheet.field("traceability.reason", say.declared(operation.declaredReason), indent: 2)
        sheet.field("traceability.place", say.declared(operation.declaredPlace), indent: 2)
        sheet.field(
            "traceability.digestChecked",
            say(
                "document.traceability.beforeAndAfter",
                [
                    "before": say("document.reading." + operation.observedBefore.rawValue),
                    "after": say("document.reading." + operation.observedAfter.rawValue),
                ]
            ),
            indent: 2
        )
        sheet.field("traceability.tool", say.program(operation.tool), indent: 2)
        sheet.field("traceability.remarks", say.declared(operation.declaredRemarks), indent: 2)
    }
}

extension CustodyOperation {
    /// The hand-over of a submission; nothing asks who received it, but for the signature of the entry.
    fileprivate init(_ submission: SubmissionSummary) {
        self.init(
            entry: submission.entry,
            kind: .submissionReceived,
            signer: submission.signer,
            declaredFrom: submission.declared?.from,
            declaredPlace: submission.declared?.receivedVia,
            declaredRemarks: submission.declared?.note,
            tool: submission.tool
        )
    }
}
