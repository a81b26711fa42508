internal import Cryptography
internal import Custody
internal import Wording

// What intake learned, as the documents print it: apart from what was declared, and no more than an indication.

extension Sheet {
    /// What the program saw in a piece's bytes; that nobody looked is said too.
    mutating func observed(_ facts: ObservedFacts?) {
        gap()
        heldTogether("observed.heading")
        guard let facts else { return inset("fact.observedReading", say("observed.null")) }
        inset("fact.observedReading", say("observed.reading.\(facts.reading.rawValue)"))
        if !facts.looked.isEmpty {
            inset("observed.parts", ForeignText(facts.looked.joined(separator: ", ")).line)
        }
        for observation in facts.observations { inset(item: say.indication(observation)) }
        if facts.observations.isEmpty, facts.reader != nil { inset(item: say("observed.none")) }
        if let members = facts.members {
            inset("observed.members", say.number(members.count))
            digest("observed.membersDigest", members.digest, indent: 4)
        }
        if !facts.observations.isEmpty { inset(text: say("observed.caution")) }
    }

    /// What a call found and did not receive, by reason, and what it reached through links.
    mutating func intake(_ record: IntakeRecord?) {
        guard let record else { return field("intake.notReceived", say("document.value.withheld")) }
        if record.notReceived.isEmpty {
            field("intake.notReceived", say("document.value.none"))
        } else {
            field("intake.notReceived", say.number(UInt64(record.notReceived.count)))
            for (reason, names) in record.namesByReason { fields("notReceived.\(reason.rawValue)", names, indent: 4) }
        }
        guard !record.links.isEmpty else { return }
        fields("intake.links", record.links.map { ForeignText($0.display).line })
    }

    /// The declared series, with what is not among the pieces.
    mutating func series(_ series: [SeriesSummary], isExtract: Bool) {
        guard !series.isEmpty else { return }
        heading("series.heading")
        for one in series {
            let name = one.declaredName.isEmpty ? say("document.series.unnamed") : say.shown(one.declaredName)
            let pieces = one.pieces.map { String($0) }.joined(separator: ", ")
            items([say("document.series.pieces", ["name": name, "pieces": pieces])])
            if let count = one.declaredCount, count != one.pieces.count {
                let words = ["declared": say.number(UInt64(count)), "count": say.number(UInt64(one.pieces.count))]
                inset(text: say("document.series.length", words))
            }
            for (key, numbers) in [("missing", one.missing), ("repeated", one.repeated)] where !numbers.isEmpty {
                let words = ["numbers": numbers.map { String($0) }.joined(separator: ", ")]
                inset(text: say("document.series.\(key)", words))
            }
        }
        paragraph(isExtract ? "series.cautionExtract" : "series.caution")
    }
}

extension IntakeRecord {
    /// The names that were not received, by reason: what is missing in the case comes first.
    var namesByReason: [(reason: Reason, names: [String])] {
        [Reason.unreadable, .placeholder, .incomplete, .lock, .debris, .caseFolder].compactMap { reason in
            let names = notReceived.filter { $0.reason == reason }.map { ForeignText($0.name.display).line }
            return names.isEmpty ? nil : (reason, names)
        }
    }
}
