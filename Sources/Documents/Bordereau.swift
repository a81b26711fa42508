internal import Cryptography
internal import Custody
package import Wording

/// `01_Bordereau.txt`: the numbered list of the pieces, a block a piece, under the heads of DOMAIN 8.1.
package struct Bordereau: PieceByPiece {
    private let bundle: BundleSummary

    /// The list of the pieces of `bundle`.
    package init(_ bundle: BundleSummary) {
        self.bundle = bundle
    }

    /// Title and heads.
    package func opening(in language: Language) -> String {
        var sheet = Sheet(in: language)
        switch bundle.caseFile.purpose {
        case .proceedings: sheet.title("bordereau.title")
        case .complaint: sheet.title("bordereau.titleComplaint")
        }
        sheet.head(bundle)
        heads(on: &sheet)
        return sheet.text
    }

    /// What was never copied, the sum of the pieces, and what ties the paper to the files.
    package func closing(in language: Language) -> String {
        var sheet = Sheet(in: language)
        digestOnly(on: &sheet)
        closing(on: &sheet)
        sheet.foot(bundle)
        return sheet.text
    }

    /// What people describe about the case; labels stay empty where they did not.
    private func heads(on sheet: inout Sheet) {
        let heading = bundle.caseFile
        let say = sheet.say
        sheet.gap()
        sheet.field("bordereau.court", say.filledIn(heading.declaredCourt))
        sheet.field("bordereau.roll", say.filledIn(heading.declaredRollNumber))
        sheet.field("bordereau.prosecution", say.filledIn(heading.declaredProsecutionNumber))
        sheet.field("bordereau.investigation", say.filledIn(heading.declaredInvestigationNumber))
        sheet.field("bordereau.police", say.filledIn(heading.declaredPoliceNumber))
        sheet.field("bordereau.claimant", say.filledIn(heading.declaredClaimant))
        sheet.field("bordereau.opponent", say.filledIn(heading.declaredOpponent))
        sheet.field("bordereau.counsel", say.filledIn(heading.declaredCounsel))
        sheet.field("bordereau.communicated", say.clock(bundle.prepared.declaredAt))
        sheet.field("bordereau.recipient", say.filledIn(bundle.declaredRecipient))
    }

    /// The columns of DOMAIN 8.1, one below the other.
    package func block(of piece: PieceSummary, in language: Language) -> String {
        var sheet = Sheet(in: language)
        let say = sheet.say
        let declared = piece.declared
        sheet.heading("bordereau.piece", ["number": String(piece.number)])
        sheet.field("bordereau.label", piece.label(in: say))
        sheet.field("bordereau.nature", piece.nature(in: say))
        sheet.fields(
            "bordereau.date",
            [
                say("document.bordereau.published", ["date": say.declared(declared?.publishedAt)]),
                say("document.bordereau.captured", ["date": say.declared(declared?.capturedAt)]),
            ]
        )
        sheet.fields("bordereau.source", say.source(declared))
        sheet.field("bordereau.pages", piece.observedPages.map { String($0) } ?? "")
        sheet.field("bordereau.file", ForeignText(piece.fileName).line)
        sheet.field("bordereau.size", say.number(piece.observedContent.size))
        sheet.digest("bordereau.digest", piece.observedContent.sha256)
        sheet.field("bordereau.sealing", String(piece.entry.index))
        sheet.field("bordereau.version", say("document.bordereau.versionComplete"))
        return sheet.text
    }

    /// What is on record and in no bundle: an item that nobody may copy.
    private func digestOnly(on sheet: inout Sheet) {
        guard !bundle.digestOnly.isEmpty else { return }
        sheet.heading("bordereau.digestOnly")
        for entry in bundle.digestOnly {
            sheet.list(["bordereau.digestOnlyItem"], ["entry": String(entry.index)])
        }
    }

    private func closing(on sheet: inout Sheet) {
        let numbers = bundle.pieces.numbers
        sheet.gap()
        // Numbers are frozen: an extract keeps those of its pieces, with gaps.
        sheet.paragraph(
            numbers.isEmpty
                ? "bordereau.closedEmpty" : numbers.count == 1 ? "bordereau.closed" : "bordereau.closedWithGaps",
            [
                "count": String(bundle.pieces.count), "first": String(numbers.first?.lowerBound ?? 0),
                "last": String(numbers.last?.upperBound ?? 0),
                "numbers": numbers.count > 1 ? numbers.joined().map { String($0) }.joined(separator: ", ") : "",
                "pages": bundle.pieces.observedPages.map { String($0) } ?? Self.blank,
            ]
        )
        sheet.field("bordereau.added", "")
        sheet.field("bordereau.withdrawn", "")
        sheet.signatureBlock("bordereau.signature")
    }

    /// What stands where a hand is to write.
    private static let blank = "……"
}

extension Phrasebook {
    /// Platform, account and address, each as declared.
    func source(_ facts: PieceSummary.DeclaredFacts?) -> [String] {
        [declared(facts?.platform), declared(facts?.account), declared(facts?.url)]
    }
}

extension PieceSummary {
    /// What the piece is called: its title, else the name as received, else the file's name.
    func label(in say: Phrasebook) -> String {
        if case .given(let title) = declared?.title, !ForeignText(title).line.isEmpty { return say.shown(title) }
        return observedName.map { say.shown($0.display) } ?? ForeignText(fileName).line
    }

    /// The kind of file that the content itself shows, in a word and as a media type.
    func nature(in say: Phrasebook) -> String {
        guard let mediaType = observedContent.mediaType else { return say("document.value.notRead") }
        let family = mediaType.prefix { $0 != "/" }
        let key = "document.media.\(family)"
        let word = say(say.has(key) ? key : "document.media.other")
        return "\(word) (\(ForeignText(mediaType).line))"
    }
}
