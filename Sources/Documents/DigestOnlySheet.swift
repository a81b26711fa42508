internal import Cryptography
package import Custody
package import Wording

/// FICHE D'ÉLÉMENT NON COPIÉ (EMPREINTE SEULE): where an item is of which no copy may be made, and who hands it over.
///
/// The labels are those of DOMAIN 8.6, the advice that of R-14. It is given to whoever has the item and to the authority that
/// takes it; it is in no bundle.
package struct DigestOnlySheet: Sendable {
    private let origin: String
    private let exhibit: ExhibitID
    private let entry: EntrySummary
    private let observedContent: ExhibitContent
    private let declaredDescription: DeclaredValue
    private let declaredLocation: DeclaredValue
    private let declaredHolder: DeclaredValue
    private let tool: Tool

    /// The sheet of the item that `entry` is about.
    package init(
        origin: String,
        exhibit: ExhibitID,
        entry: EntrySummary,
        observedContent: ExhibitContent,
        declaredDescription: DeclaredValue,
        declaredLocation: DeclaredValue,
        declaredHolder: DeclaredValue,
        tool: Tool
    ) {
        self.origin = origin
        self.exhibit = exhibit
        self.entry = entry
        self.observedContent = observedContent
        self.declaredDescription = declaredDescription
        self.declaredLocation = declaredLocation
        self.declaredHolder = declaredHolder
        self.tool = tool
    }

    /// The sheet: UTF-8, LF, at most 80 columns.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        let say = sheet.say
        sheet.title("digestOnly.title")
        sheet.paragraph("digestOnly.unreviewed")
        sheet.gap()
        sheet.field("label.ledger", ForeignText(origin).line)
        sheet.field("digestOnly.entry", say("document.digestOnly.entryNumber", ["entry": String(entry.index)]))
        sheet.field("digestOnly.exhibit", exhibit.hex)
        sheet.digest("digestOnly.digest", observedContent.sha256)
        sheet.field("digestOnly.size", say.number(observedContent.size))
        sheet.field("digestOnly.takenAt", say("document.time.declared", ["time": say.clock(entry.declaredAt)]))
        sheet.field(
            "digestOnly.attestedAt",
            entry.attested.map { say.attested($0) } ?? say("document.receipt.pending")
        )
        sheet.field("digestOnly.location", filledIn(declaredLocation, in: say))
        sheet.field("digestOnly.holder", filledIn(declaredHolder, in: say))
        sheet.field("digestOnly.description", filledIn(declaredDescription, in: say))
        sheet.paragraph("digestOnly.noCopy")

        sheet.heading("digestOnly.handOver")
        sheet.paragraph("digestOnly.handOverHow")
        for label in ["service", "date", "name", "signature"] {
            sheet.gap()
            sheet.field("digestOnly.\(label)", Self.blank)
        }

        sheet.heading("digestOnly.orientation")
        sheet.paragraph("digestOnly.doNot")
        sheet.list(["police", "chat", "helpline", "pharos", "counsel"].map { "digestOnly.\($0)" })

        sheet.heading("digestOnly.matching")
        sheet.paragraph("digestOnly.matchingHow")
        sheet.command("sha256sum \(say("document.recovery.file"))")
        sheet.paragraph("digestOnly.matchingLimits")
        sheet.gap()
        sheet.field("label.tool", say.program(tool))
        return sheet.text
    }

    /// The answer, or room for a hand where there is none.
    private func filledIn(_ value: DeclaredValue, in say: Phrasebook) -> String {
        value == .notAsked ? Self.blank : say.declared(value)
    }

    /// What stands where a hand is to write.
    private static let blank = "………………………………………………"
}
