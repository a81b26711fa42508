internal import Cryptography
internal import Custody
internal import Operations
internal import TransparencyLog
internal import Wording

/// What is said about items that were entered without being copied.
enum ReferencePages {
    /// What a call of `seal --reference-only` did.
    static func entered(_ receipt: ReferenceOnly.Receipt, in say: Phrasebook) -> Page {
        var page = Page()
        if receipt.exhibits.isEmpty {
            page.line(say("reference.nothingNew"), .heading)
        } else {
            let count = say.number(UInt64(receipt.exhibits.count))
            page.line(say("reference.entered", ["count": count]), .heading)
            for exhibit in receipt.exhibits { describe(exhibit, on: &page, in: say) }
            page.line()
            page.paragraph(say("reference.noCopy"), indent: 2)
            if let folder = receipt.outputFolder { page.field(say("reference.output"), folder, in: say) }
            page.paragraph(say("reference.next"), indent: 2)
        }
        if !receipt.known.isEmpty {
            page.heading(say("reference.known"))
            for file in receipt.known {
                let words = ["name": file.name.display, "exhibit": String(file.exhibit.hex.prefix(8))]
                let key = file.isCopied ? "reference.knownCopy" : "reference.knownDigest"
                page.paragraph(say(key, words).printable, indent: 2, hanging: 2, file.isCopied ? .doubtful : .none)
            }
        }
        SealPages.write(receipt.intake, on: &page, in: say)
        SealPages.write(receipt.assumed, on: &page, in: say)
        page.line()
        TimePages.describe(receipt.time, on: &page, in: say)
        if receipt.exhibits.contains(where: { !$0.wasDroppedFromMemory }) {
            page.paragraph(say("reference.inMemory"), indent: 2, hanging: 2)
        }
        return page
    }

    private static func describe(_ exhibit: ReferencedExhibit, on page: inout Page, in say: Phrasebook) {
        page.line()
        page.field(say("table.name"), exhibit.name.display, in: say)
        page.field(say("table.exhibit"), exhibit.exhibit.hex, in: say)
        page.field(say("show.entry"), say.number(exhibit.index), in: say)
        page.field(say("fact.size"), say.number(exhibit.content.size), in: say)
        page.digest(say("fact.sha256"), exhibit.content.sha256.hex, in: say)
    }
}

/// What a call of `seal --reference-only` did, as `--json` prints it.
struct ReferenceReceiptJSON: Encodable {
    /// An item that was entered.
    struct Item: Encodable {
        let exhibit: String
        let entry: UInt64
        let leafHash: String
        let name: String
        let size: UInt64
        let sha256: String
        let droppedFromMemory: Bool
    }

    /// A file whose digest the case has already.
    struct Known: Encodable {
        let name: String
        let exhibit: String
        let copied: Bool
    }

    let referenced: [Item]
    let known: [Known]
    let skipped: [SkippedJSON]
    let submission: String
    let submissionEntry: UInt64
    let origin: String
    let size: UInt64
    let root: String
    let output: String?
    let timeBefore: StampRoundJSON?
    let time: StampRoundJSON

    init(_ receipt: ReferenceOnly.Receipt) {
        referenced = receipt.exhibits.map {
            Item(
                exhibit: $0.exhibit.hex,
                entry: $0.index,
                leafHash: $0.leafHash.hex,
                name: $0.name.display,
                size: $0.content.size,
                sha256: $0.content.sha256.hex,
                droppedFromMemory: $0.wasDroppedFromMemory
            )
        }
        known = receipt.known.map { Known(name: $0.name.display, exhibit: $0.exhibit.hex, copied: $0.isCopied) }
        skipped = receipt.intake.skipped.map { SkippedJSON($0) }
        submission = receipt.submission.hex
        submissionEntry = receipt.submissionIndex
        origin = receipt.checkpoint.checkpoint.origin
        size = receipt.checkpoint.checkpoint.treeSize
        root = receipt.checkpoint.checkpoint.rootHash.hex
        output = receipt.outputFolder
        timeBefore = receipt.timeBefore.map { StampRoundJSON($0) }
        time = StampRoundJSON(receipt.time)
    }
}
