internal import Cryptography
internal import Custody
internal import Documents
internal import Operations
internal import Wording

/// What is said about exhibits.
enum ExhibitPages {
    /// Every exhibit on a line, in ledger order.
    static func list(_ exhibits: [ExhibitSummary], withNames: Bool, in say: Phrasebook) -> Page {
        var page = Page()
        let ids = UniquePrefixes(of: exhibits.map(\.exhibit.hex))
        var table = Table(columns(withNames: withNames, in: say))
        for exhibit in exhibits {
            let attested = AttestedWords(exhibit.time, in: say).short
            let beginning = [say.number(exhibit.index), ids[exhibit.exhibit.hex]]
            if withNames {
                let size = exhibit.content.map { say.number($0.size) } ?? ""
                table.add(beginning + [name(of: exhibit, in: say), size, attested])
            } else {
                let declared = say.shortMoment(exhibit.declaredAt)
                table.add(beginning + [kind(of: exhibit, in: say), declared, attested])
            }
        }
        page.table(table, indent: 0)
        page.line()
        page.paragraph(say("list.notVerified"))
        return page
    }

    private static func columns(withNames: Bool, in say: Phrasebook) -> [Table.Column] {
        let beginning = [Table.Column(say("table.entry"), isNumber: true), Table.Column(say("table.exhibit"))]
        let end = [Table.Column(say("table.attestedAt"))]
        guard withNames else {
            return beginning + [Table.Column(say("table.kind"), shrinks: true), Table.Column(say("table.declaredAt"))]
                + end
        }
        return beginning
            + [Table.Column(say("table.name"), shrinks: true), Table.Column(say("table.size"), isNumber: true)] + end
    }

    private static func kind(of exhibit: ExhibitSummary, in say: Phrasebook) -> String {
        exhibit.isErased ? say("kind.exhibit.erased") : KindWords(exhibit.kind, in: say).word
    }

    /// The title where one was given, else the received name; an erased exhibit has neither.
    private static func name(of exhibit: ExhibitSummary, in say: Phrasebook) -> String {
        if let name = exhibit.name?.display { return name }
        if exhibit.isErased { return say("kind.exhibit.erased") }
        // What was not copied has no received name either: at most a description.
        guard exhibit.kind == .exhibitReferenced, let openings = exhibit.openings else { return say("list.noName") }
        return [openings["description"]?.givenText, say("list.digestOnly")].compactMap { $0 }.joined(separator: " ")
    }
}

// MARK: - One exhibit

extension ExhibitPages {
    /// One exhibit: what is observed of it, what is declared, and every entry about it.
    static func shown(_ shown: ShowExhibit.Shown, in say: Phrasebook) -> Page {
        let summary = shown.summary
        var page = Page()
        page.line(say("show.exhibit", ["exhibit": summary.exhibit.hex]), .heading)
        page.field(say("table.kind"), kind(of: summary, in: say), in: say)
        page.field(say("show.entry"), say.number(summary.index), in: say)
        page.field(
            say("table.declaredAt"),
            say.clock(summary.declaredAt),
            in: say
        )
        let attested = ["name": say("show.attested"), "value": AttestedWords(summary.time, in: say).sentence]
        page.paragraph(say("field", attested), indent: 2, hanging: 2)
        writeObserved(summary, on: &page, in: say)
        writeDeclared(shown.history, on: &page, in: say)
        writeHistory(shown.history, on: &page, in: say)
        page.line()
        page.paragraph(say("list.notVerified"))
        return page
    }

    private static func writeObserved(_ summary: ExhibitSummary, on page: inout Page, in say: Phrasebook) {
        if summary.kind == .exhibitReferenced { page.paragraph(say("reference.noCopy"), indent: 2) }
        guard let content = summary.content else { return }
        page.heading(say("show.observed"))
        if let name = summary.name { page.field(say("fact.name"), name.display, in: say) }
        page.field(say("fact.size"), say.number(content.size), in: say)
        if summary.kind != .exhibitReferenced {
            page.field(say("fact.mediaType"), content.mediaType ?? say("fact.notAsked"), in: say)
        }
        page.digest(say("fact.sha256"), content.sha256.hex, in: say)
        ObservedPages.write(summary.observed, on: &page, in: say)
    }

    /// Declared facts, of the exhibit and of its submission; what is observed or computed never stands among them.
    private static func writeDeclared(_ history: [ReadLog.Line], on page: inout Page, in say: Phrasebook) {
        let apart: Set<String> = ["name", "content", "observed", "releve", "container"]
        for line in history {
            let declared = (line.openings?.disclosures ?? []).filter { !apart.contains($0.name) }
            guard !declared.isEmpty else { continue }
            page.heading(say(line.statement.exhibit == nil ? "show.declaredOfSubmission" : "show.declared"))
            for disclosure in declared {
                page.field(say("fact.\(disclosure.name)"), FactWords(disclosure, in: say).text, in: say)
            }
        }
    }

    private static func writeHistory(_ history: [ReadLog.Line], on page: inout Page, in say: Phrasebook) {
        page.heading(say("show.history"))
        var table = Table([
            Table.Column(say("table.entry"), isNumber: true), Table.Column(say("table.declaredAt")),
            Table.Column(say("table.kind"), shrinks: true), Table.Column(say("table.attestedAt")),
        ])
        for line in history {
            let declared = line.statement.declaredAt
            table.add([
                say.number(line.index), say.shortMoment(declared),
                KindWords(line.statement.kind, in: say).word, AttestedWords(line.time, in: say).short,
            ])
        }
        page.table(table)
    }
}
