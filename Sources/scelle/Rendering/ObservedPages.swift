internal import Cryptography
internal import Custody
internal import Documents
internal import Operations
internal import Wording

/// What the program saw in a file: indications, in sentences that say no more than that.
enum ObservedPages {
    /// Everything that was observed, under its own heading.
    static func write(_ observed: ObservedFacts?, on page: inout Page, in say: Phrasebook) {
        guard let observed else {
            page.field(say("fact.observedReading"), say("observed.null"), in: say)
            return
        }
        page.heading(say("observed.heading"))
        let reading = [
            "name": say("fact.observedReading"), "value": say("observed.reading.\(observed.reading.rawValue)"),
        ]
        page.paragraph(say("field", reading), indent: 2, hanging: 2)
        if !observed.looked.isEmpty {
            page.field(say("observed.parts"), observed.looked.joined(separator: ", "), in: say)
        }
        for observation in observed.observations {
            page.paragraph("- " + say.indication(observation).printable, indent: 2, hanging: 2)
        }
        if observed.observations.isEmpty, observed.reader != nil { page.line("  " + say("observed.none")) }
        if !observed.observations.isEmpty { page.paragraph(say("observed.caution"), indent: 2) }
    }

    /// The members of an archive, one a line.
    static func members(_ list: MemberList?, in say: Phrasebook) -> Page {
        var page = Page()
        guard let list else {
            page.line(say("show.membersNone"))
            return page
        }
        page.heading(say("show.members"))
        var table = Table([
            Table.Column(say("table.entry"), isNumber: true),
            Table.Column(say("table.name"), shrinks: true), Table.Column(say("table.size"), isNumber: true),
            Table.Column(say("table.state")),
        ])
        for (position, member) in list.members.enumerated() {
            table.add([
                say.number(UInt64(position + 1)), member.name?.display.printable ?? "", say.number(member.size),
                say("show.memberState.\(member.state.rawValue)"),
            ])
        }
        page.table(table)
        for member in list.members {
            guard let digest = member.digest else { continue }
            page.digest(member.name?.display.printable ?? "", digest.hex, in: say)
        }
        return page
    }

    /// What whoever seals should hear of at once: a place that is written in a picture, a name that says something else than
    /// the content, a file that is empty or could not be read.
    static func writeNotices(_ exhibits: SealedExhibits, on page: inout Page, in say: Phrasebook) {
        var lines: [String] = []
        var unread = 0
        for exhibit in exhibits {
            for observation in exhibit.notices.observations {
                let words = ["name": exhibit.name.display, "sentence": say.indication(observation.withoutPlace)]
                lines.append(say("seal.observed.file", words).printable)
            }
            let reading = exhibit.notices.reading
            if reading == .absent { unread += 1 }
            if reading != .complete, reading != .absent {
                let words = ["name": exhibit.name.display, "sentence": say("observed.reading.\(reading.rawValue)")]
                lines.append(say("seal.observed.file", words).printable)
            }
        }
        if unread > 0 {
            lines.append(say("seal.observed.notRead", ["count": say.number(UInt64(unread))]))
        }
        guard !lines.isEmpty else { return }
        page.heading(say("seal.observed"))
        for line in lines { page.paragraph(line, indent: 2, hanging: 2) }
    }
}

extension ObservedFacts.Observation {
    fileprivate var withoutPlace: ObservedFacts.Observation { ObservedFacts.Observation(code, values) }
}
