import Columns
import Cryptography
import Custody

// Checks opening, openingsShown and listLines: whether the facts shown are those that were committed to, and whether
// everything is shown that the edition promises.

extension LedgerExamination {
    /// Judges the openings of one entry; called while the entries are walked.
    mutating func takeOpenings(_ openings: EntryReading.Openings, of statement: Statement, at index: UInt64) {
        takeLists(of: statement, at: index)
        switch openings {
        case .none: return
        case .unreadable(let reason):
            let path = Subject.entry(index).name
            report.fail(.opening, .entry(index), Cause(.unreadable, ["path": path, "reason": reason]))
        case .locked: note(.locked, of: statement, at: index)
        case .shown(let openings):
            report.pass(.opening, count: openings.heldCount)
            for remark in openings.remarks { take(remark, of: statement, at: index) }
            guard !openings.missing.isEmpty else { return }
            note(.missing(missingFields.number(of: openings.missing)), of: statement, at: index)
        }
    }

    private mutating func take(_ remark: EntryReading.Remark, of statement: Statement, at index: UInt64) {
        switch remark {
        case .malformed(let reason):
            report.fail(.opening, .entry(index), Cause(.openingMalformed, ["reason": reason]))
        case .differs(let name):
            report.fail(.opening, .field(entry: index, name: name), Cause(.openingDiffers, ["field": name]))
        case .repeated(let name):
            report.fail(.opening, .field(entry: index, name: name), Cause(.fieldOpenedTwice, ["field": name]))
        case .content(let content):
            if let exhibit = exhibitSealed(by: statement) { exhibits.keep(content, at: exhibit) }
        case .contentMalformed(let reason):
            guard exhibitSealed(by: statement) != nil else { return }
            let subject = Subject.field(entry: statement.index, name: "content")
            report.fail(.opening, subject, Cause(.openingMalformed, ["reason": reason]))
        }
    }

    /// Notes that openings of the entry at `index` are not shown; with its exhibit, when it is the one that sealed it.
    private mutating func note(_ opening: ExhibitRegister.Opening, of statement: Statement, at index: UInt64) {
        isAllOpened = false
        let exhibit = statement.exhibit.flatMap { exhibits.position(of: $0) }
        if let exhibit, exhibits.standing(at: exhibit)?.entry == index {
            exhibits[exhibit].opening = opening
        } else {
            let isErasure = statement.kind == .exhibitErased
            unopened.append(UnopenedEntry(index: index, exhibit: exhibit, isErasure: isErasure, opening: opening))
        }
    }

    /// The position of the exhibit that `statement` sealed: what it is, that entry says, and no later one.
    private func exhibitSealed(by statement: Statement) -> Int? {
        guard let exhibit = statement.exhibit.flatMap({ exhibits.position(of: $0) }),
            exhibits.standing(at: exhibit)?.entry == statement.index
        else { return nil }
        return exhibit
    }
}

// MARK: - What must be shown

extension LedgerExamination {
    /// Judges what is not opened, now that the edition, the digest-only exhibits and the erasures are known.
    mutating func examineUnopened(edition: BundleEdition?) {
        if exhibits.hasStandings || isAllOpened { report.pass(.openingsShown) }
        var others = unopened[...]
        for position in exhibits.standingPositions where exhibits[position].opening != .shown {
            guard let entry = exhibits.standing(at: position)?.entry else { continue }
            while let other = others.first, other.index < entry { judge(others.removeFirst(), edition: edition) }
            let opening = exhibits[position].opening
            judge(
                UnopenedEntry(index: entry, exhibit: position, isErasure: false, opening: opening),
                edition: edition
            )
        }
        for other in others { judge(other, edition: edition) }
        for (index, name, kind) in missingLists {
            let subject = Subject.field(entry: index, name: name)
            if edition == .extract, kind != .bundlePrepared {
                report.exempt(.listLines, subject, Cause(.withheldByEdition))
            } else {
                report.doubt(.listLines, subject, Cause(.listMissing, ["list": name]))
            }
        }
    }

    private mutating func judge(_ entry: UnopenedEntry, edition: BundleEdition?) {
        let subject = Subject.entry(entry.index)
        if let exhibit = entry.exhibit, let standing = exhibits.standing(at: exhibit) {
            switch standing.state {
            case .erased(let tombstone) where !entry.isErasure:
                return report.exempt(.openingsShown, subject, Cause(.erased, ["tombstone": String(tombstone)]))
            case .referenced:
                let exhibit = exhibits[exhibit].exhibit.hex
                return report.exempt(.openingsShown, subject, Cause(.digestOnly, ["exhibit": exhibit]))
            default: break
            }
        }
        guard case .missing(let names) = entry.opening else {
            return report.doubt(.openingsShown, subject, Cause(.openingsLocked))
        }
        let fields = ["fields": missingFields[names].joined(separator: ", ")]
        // An extract opens the chosen exhibits and itself; everything else is withheld within what it declares.
        if edition == .extract, entry.exhibit == nil, entry.index != preparation?.index {
            return report.exempt(.openingsShown, subject, Cause(.withheldByEdition, fields))
        }
        report.doubt(.openingsShown, subject, Cause(.openingMissing, fields))
    }
}
