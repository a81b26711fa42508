internal import Cryptography
internal import Custody
internal import Operations
internal import TransparencyLog
internal import Wording

/// What is said about files that were, or would be, taken in.
enum SealPages {
    /// Shows what a call of `seal` did; with `--quiet` without what needs no second look: the table of the files.
    static func show(_ receipt: SealReceipt, on terminal: Terminal) {
        let say = terminal.say
        var page = Page()
        if receipt.exhibits.isEmpty {
            page.line(say("seal.nothingNew"), .heading)
            terminal.show(page)
        } else {
            let count = UInt64(receipt.exhibits.count)
            page.line(say(count == 1 ? "seal.sealedOne" : "seal.sealed", ["count": say.number(count)]), .heading)
            terminal.show(page)
            // Every file is in the list beside the receipt: the result is that they are sealed.
            if !terminal.isQuiet { terminal.show(table(of: receipt.exhibits, in: say)) }
        }
        terminal.show(afterwards(receipt, isListed: !terminal.isQuiet, in: say))
    }

    /// What is said below the files: where the receipt lies, and what the person should look at twice.
    private static func afterwards(_ receipt: SealReceipt, isListed: Bool, in say: Phrasebook) -> Page {
        var page = Page()
        writeWhere(receipt, on: &page, in: say)
        write(receipt.duplicates, isListed: isListed, on: &page, in: say)
        write(receipt.intake, on: &page, in: say)
        write(receipt.series, on: &page, in: say)
        if receipt.routeStripsMetadata {
            page.line()
            page.paragraph(say("seal.route"), indent: 2, hanging: 2, .doubtful)
        }
        write(receipt.assumed, on: &page, in: say)
        ObservedPages.writeNotices(receipt.exhibits, on: &page, in: say)
        page.line()
        TimePages.describe(receipt.time, on: &page, in: say)
        if receipt.wasRereadFromMemory {
            page.paragraph(say("seal.rereadFromMemory"), indent: 2, hanging: 2)
        }
        return page
    }

    /// Shows what a call of `seal` would take in.
    static func show(planned intake: Intake, on terminal: Terminal) {
        let say = terminal.say
        var page = Page()
        let words = ["count": say.number(UInt64(intake.files.count)), "size": say.number(intake.size)]
        page.line(say("seal.planned", words), .heading)
        terminal.show(page)
        let columns = [
            Table.Column(say("table.name"), shrinks: true), Table.Column(say("table.size"), isNumber: true),
        ]
        terminal.show(
            LongTable(columns, count: intake.files.count) { position in
                let file = intake.files[position]
                return [file.name.display, say.number(file.size)]
            }
        )
        var rest = Page()
        write(intake, on: &rest, in: say)
        guard !rest.lines.isEmpty else { return }
        // As every heading, the first is told by an empty line from what stands above it.
        var gap = Page()
        gap.line()
        terminal.show(gap)
        terminal.show(rest)
    }

    /// The list of metadata that was written, to be filled in.
    static func template(_ written: MetadataTemplate.Written, _ path: String, in say: Phrasebook) -> Page {
        var page = Page()
        page.paragraph(
            say("seal.templateWritten", ["path": path.printable, "count": say.number(UInt64(written.rowCount))])
        )
        if !written.unnamed.isEmpty {
            page.paragraph(say("seal.templateUnnamed"))
            for name in written.unnamed { page.paragraph(name.printable, indent: 2, hanging: 2) }
        }
        return page
    }

    private static func table(of exhibits: SealedExhibits, in say: Phrasebook) -> LongTable {
        let columns = [
            Table.Column(say("table.entry"), isNumber: true), Table.Column(say("table.exhibit")),
            Table.Column(say("table.name"), shrinks: true), Table.Column(say("table.size"), isNumber: true),
        ]
        let length = UniquePrefixes.length(of: exhibits.indices.lazy.map { exhibits.id(at: $0) })
        return LongTable(columns, count: exhibits.count) { position in
            let exhibit = exhibits[position]
            return [
                say.number(exhibit.index), String(exhibit.exhibit.hex.prefix(length)), exhibit.name.display,
                say.number(exhibit.content.size),
            ]
        }
    }

    /// Where the receipt lies, and what it is about.
    private static func writeWhere(_ receipt: SealReceipt, on page: inout Page, in say: Phrasebook) {
        page.line()
        let checkpoint = receipt.checkpoint.checkpoint
        page.digest(
            say("seal.head", ["size": say.number(checkpoint.treeSize)]),
            checkpoint.rootHash.hex,
            in: say
        )
        page.digest(say("seal.releve"), receipt.releveDigest.hex, in: say)
        if let folder = receipt.outputFolder { page.field(say("seal.output"), folder, in: say) }
        page.paragraph(say("seal.giveReceipt"), indent: 2)
    }

    /// What was assumed when the declared facts were read.
    static func write(_ assumed: DeclaredAssumptions, on page: inout Page, in say: Phrasebook) {
        let sentences = assumed.sentences(in: say)
        guard !sentences.isEmpty else { return }
        page.heading(say("assumed.heading"))
        for sentence in sentences { page.paragraph(sentence, indent: 2, hanging: 2) }
    }

    private static func write(
        _ duplicates: DuplicateFiles,
        isListed: Bool,
        on page: inout Page,
        in say: Phrasebook
    ) {
        guard !duplicates.isEmpty else { return }
        guard isListed else {
            page.line(say("seal.duplicateCount", ["count": say.number(UInt64(duplicates.count))]))
            return
        }
        page.heading(say("seal.duplicates"))
        for duplicate in duplicates {
            let words = ["name": duplicate.name.display, "exhibit": String(duplicate.exhibit.hex.prefix(8))]
            page.paragraph(say("seal.duplicate", words).printable, indent: 2, hanging: 2)
        }
    }

    /// What declared series lack; a series that lacks nothing is told in a line too.
    private static func write(_ series: [SeriesReview], on page: inout Page, in say: Phrasebook) {
        guard !series.isEmpty else { return }
        page.heading(say("seal.series"))
        for review in series {
            let count = say.number(UInt64(review.count))
            let words = ["name": review.name, "count": count]
            page.paragraph(say("seal.seriesOf", words).printable, indent: 2, hanging: 2)
            if let declared = review.declaredCount, declared != review.count {
                let words = ["declared": say.number(UInt64(declared)), "count": count]
                page.paragraph(say("seal.seriesLength", words), indent: 4, hanging: 2, .doubtful)
            }
            for (key, numbers) in [("seal.seriesMissing", review.missing), ("seal.seriesRepeated", review.repeated)]
            where !numbers.isEmpty {
                let words = ["numbers": numbers.map { say.number(UInt64($0)) }.joined(separator: ", ")]
                page.paragraph(say(key, words), indent: 4, hanging: 2, .doubtful)
            }
        }
    }

    /// What was left out, and what the person should look at twice.
    static func write(_ intake: Intake, on page: inout Page, in say: Phrasebook) {
        if !intake.skipped.isEmpty {
            page.heading(say("seal.skipped"))
            for file in intake.skipped {
                let words = ["name": file.name.display, "reason": say("seal.skipped.\(file.reason.rawValue)")]
                page.paragraph(say("seal.skippedFile", words).printable, indent: 2, hanging: 2)
            }
            if intake.skipped.contains(where: { $0.reason == .placeholder || $0.reason == .incomplete }) {
                page.paragraph(say("seal.askForTheFile"), indent: 2)
            }
        }
        write(intake.files.lazy.filter(\.isBehindLink).map(\.name), under: "seal.links", on: &page, in: say)
        write(intake.files.lazy.filter { $0.size == 0 }.map(\.name), under: "seal.empty", on: &page, in: say)
        write(intake.namesThatLookAlike, under: "seal.lookAlike", on: &page, in: say)
    }

    private static func write(
        _ names: some Sequence<ReceivedName>,
        under key: String,
        on page: inout Page,
        in say: Phrasebook
    ) {
        let names = Array(names)
        guard !names.isEmpty else { return }
        page.heading(say(key))
        for name in names { page.paragraph(name.display.printable, indent: 2, hanging: 2) }
    }
}
