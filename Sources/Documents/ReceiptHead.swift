package import Cryptography
package import Custody
package import Wording

/// The words that head a receipt: what it is for, which entries it names, how the relevé beside it is checked.
///
/// The armored part that follows is `Receipt` in TransparencyLog. No file, name or title is mentioned: a receipt can be
/// shown to anybody.
package struct ReceiptHead: Sendable {
    /// The ledger's name.
    package let origin: String

    /// The SHA-256 of the ledger's raw public key.
    package let ledgerKey: Digest

    /// The entries of the call, by index.
    package let entries: ClosedRange<UInt64>

    /// How many files the call sealed, or entered without copying them.
    package let sealedCount: Int

    /// How many files of the call the case had already.
    package let duplicateCount: Int

    /// How many files the call found, could not read and went on without.
    package let unreadableCount: Int

    /// How much else the call found and passed over.
    package let passedOverCount: Int

    /// What the computer showed.
    package let declaredAt: DeclaredTime

    /// The time stamp obtained at once; nil while the time is pending.
    package let attested: AttestedTime?

    /// The SHA-256 of the relevé; nil where nothing was copied: such a call hands out no digest of a file.
    package let releve: Digest?

    /// The name of the relevé's file, in ASCII.
    package let releveFileName: String

    /// From where the copies were read again.
    package let reread: SubmissionSummary.Reread

    /// Whether files that come by the declared way have usually lost what was recorded in them.
    package let routeStripsMetadata: Bool

    /// The program that sealed.
    package let tool: Tool

    /// What was assumed when the declared facts were read, in sentences that name nobody.
    package let assumptions: [String]

    /// The head for one call of sealing.
    package init(
        origin: String,
        ledgerKey: Digest,
        entries: ClosedRange<UInt64>,
        sealedCount: Int,
        duplicateCount: Int = 0,
        unreadableCount: Int = 0,
        passedOverCount: Int = 0,
        declaredAt: DeclaredTime,
        attested: AttestedTime?,
        releve: Digest?,
        releveFileName: String,
        reread: SubmissionSummary.Reread,
        routeStripsMetadata: Bool = false,
        tool: Tool,
        assumptions: [String] = []
    ) {
        self.origin = origin
        self.ledgerKey = ledgerKey
        self.entries = entries
        self.sealedCount = sealedCount
        self.duplicateCount = duplicateCount
        self.unreadableCount = unreadableCount
        self.passedOverCount = passedOverCount
        self.declaredAt = declaredAt
        self.attested = attested
        self.releve = releve
        self.releveFileName = releveFileName
        self.reread = reread
        self.routeStripsMetadata = routeStripsMetadata
        self.tool = tool
        self.assumptions = assumptions
    }

    /// The head, ending in an empty line.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        let say = sheet.say
        sheet.title("receipt.title")
        sheet.paragraph("receipt.keep")
        sheet.paragraph("receipt.limits")
        sheet.gap()
        sheet.field("label.ledger", ForeignText(origin).line)
        sheet.fingerprint("receipt.ledgerKey", ledgerKey)
        sheet.field(releve == nil ? "receipt.digestOnlyCount" : "receipt.count", String(sealedCount))
        if duplicateCount > 0 {
            sheet.field("receipt.duplicates", String(duplicateCount))
            sheet.paragraph("receipt.duplicatesHow")
        }
        // Absent from most receipts: what is left out is said where there is any.
        if unreadableCount > 0 { sheet.field("receipt.unreadable", String(unreadableCount)) }
        if passedOverCount > 0 { sheet.field("receipt.passedOver", String(passedOverCount)) }
        sheet.field(
            "receipt.entries",
            say("document.receipt.range", ["first": String(entries.lowerBound), "last": String(entries.upperBound)])
        )
        sheet.field("receipt.declaredAt", say.clock(declaredAt))
        sheet.field("receipt.attestedAt", attested.map { say.attested($0) } ?? say("document.receipt.pending"))
        if let attested {
            sheet.field("attestation.authority", say.shown(attested.authority))
            sheet.field("attestation.stampClass", say.stampClass(attested.stampClass))
        }
        if let releve { sheet.digest("receipt.releve", releve) }
        if reread == .inMemory { sheet.paragraph("attestation.rereadInMemory") }
        if routeStripsMetadata { sheet.paragraph("receipt.route") }
        if !assumptions.isEmpty {
            sheet.gap()
            sheet.fields("receipt.assumed", assumptions)
        }
        sheet.gap()
        sheet.field("label.tool", say.program(tool))
        if releve != nil {
            sheet.paragraph("receipt.releveHow")
            sheet.command("sha256sum -c \(ForeignText(releveFileName).line)")
        }
        sheet.paragraph("receipt.use")
        return sheet.text + "\n"
    }
}
