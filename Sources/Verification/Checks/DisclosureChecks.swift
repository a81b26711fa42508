import Cryptography
import Custody

// Checks opening, openingsShown and listLines: whether the facts shown are those that were committed to, and whether
// everything is shown that the edition promises.

extension LedgerExamination {
    /// Compares the openings of one entry with its commitments; called while the entries are walked.
    mutating func takeOpenings(of statement: Statement, at index: UInt64) {
        takeLists(of: statement, at: index)
        guard !statement.commitments.isEmpty else { return }
        guard let shown = attempt(.opening, .entry(index), { try $0.disclosures(index) }) else { return }
        guard let texts = shown else {
            return unopened.append(
                UnopenedEntry(
                    index: index,
                    kind: statement.kind,
                    exhibit: statement.exhibit,
                    names: statement.commitments.keys.sorted(),
                    isLocked: true
                )
            )
        }
        var missing = Set(statement.commitments.keys)
        for text in texts {
            let disclosure: Disclosure
            do { disclosure = try Disclosure(parsing: text) } catch {
                report.fail(.opening, .entry(index), Cause(.openingMalformed, ["reason": "\(error)"]))
                continue
            }
            let subject = Subject.field(entry: index, name: disclosure.name)
            do {
                try statement.check(disclosure)
            } catch {
                report.fail(.opening, subject, Cause(.openingDiffers, ["field": disclosure.name]))
                continue
            }
            guard missing.remove(disclosure.name) != nil else {
                report.fail(.opening, subject, Cause(.fieldOpenedTwice, ["field": disclosure.name]))
                continue
            }
            report.pass(.opening)
            keepContent(disclosure, of: statement)
        }
        if !missing.isEmpty {
            unopened.append(
                UnopenedEntry(
                    index: index,
                    kind: statement.kind,
                    exhibit: statement.exhibit,
                    names: missing.sorted(),
                    isLocked: false
                )
            )
        }
    }

    private mutating func keepContent(_ disclosure: Disclosure, of statement: Statement) {
        // What an exhibit is, the entry that sealed it says, and no later one.
        guard disclosure.name == "content", let exhibit = statement.exhibit,
            exhibits[exhibit]?.entry == statement.index
        else { return }
        do { contents[exhibit] = try ExhibitContent(disclosure.value, at: disclosure.name) } catch {
            report.fail(
                .opening,
                .field(entry: statement.index, name: disclosure.name),
                Cause(.openingMalformed, ["reason": "\(error)"])
            )
        }
    }

    /// Lists travel beside their statement: the lines must be those of the root that it commits to.
    private mutating func takeLists(of statement: Statement, at index: UInt64) {
        for (name, list) in statement.lists.sorted(by: { $0.key < $1.key }) {
            let subject = Subject.field(entry: index, name: name)
            guard let shown = attempt(.listLines, subject, { try $0.listLines(index, name) }) else { continue }
            guard let lines = shown else {
                missingLists.append((index, name, statement.kind))
                continue
            }
            guard lines.list == list else {
                report.fail(.listLines, subject, Cause(.listDiffers, ["list": name]))
                continue
            }
            report.pass(.listLines)
            if name == PieceNumber.listName { keepNumbers(lines, subject) }
            if name == ExhibitHead.listName { checkHeads(lines, of: statement, subject) }
        }
    }

    private mutating func keepNumbers(_ lines: ListLines, _ subject: Subject) {
        do {
            for line in try lines.read(as: PieceNumber.self) {
                let isTaken = numbers.values.contains(line.number)
                guard numbers[line.exhibit] == nil, !isTaken else {
                    report.fail(.pieceNumber, subject, Cause(.numberTwice, ["number": String(line.number)]))
                    continue
                }
                numbers[line.exhibit] = line.number
            }
        } catch {
            report.fail(.listLines, subject, Cause(.listMalformed, ["reason": "\(error)"]))
        }
    }

    /// A statement about many exhibits names the newest entry of each: nothing about them was left out before it.
    private mutating func checkHeads(_ lines: ListLines, of statement: Statement, _ subject: Subject) {
        do {
            for line in try lines.read(as: ExhibitHead.self) where exhibitHeads[line.exhibit]?.leafHash != line.head {
                report.fail(.exhibitChain, subject, Cause(.headOfExhibitDiffers, ["exhibit": line.exhibit.hex]))
            }
        } catch {
            report.fail(.listLines, subject, Cause(.listMalformed, ["reason": "\(error)"]))
        }
    }
}

// MARK: - What must be shown

extension LedgerExamination {
    /// Judges what is not opened, now that the edition, the digest-only exhibits and the erasures are known.
    mutating func examineUnopened(edition: BundleEdition?) {
        if !exhibits.isEmpty || unopened.isEmpty { report.pass(.openingsShown) }
        for entry in unopened { judge(entry, edition: edition) }
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
        let fields = ["fields": entry.names.joined(separator: ", ")]
        if let exhibit = entry.exhibit, let standing = exhibits[exhibit] {
            switch standing.state {
            case .erased(let tombstone) where entry.kind != .exhibitErased:
                return report.exempt(.openingsShown, subject, Cause(.erased, ["tombstone": String(tombstone)]))
            case .referenced:
                return report.exempt(.openingsShown, subject, Cause(.digestOnly, ["exhibit": exhibit.hex]))
            default: break
            }
        }
        if entry.isLocked {
            return report.doubt(.openingsShown, subject, Cause(.openingsLocked))
        }
        // An extract opens the chosen exhibits and itself; everything else is withheld within what it declares.
        if edition == .extract, entry.exhibit == nil, entry.index != preparation?.index {
            return report.exempt(.openingsShown, subject, Cause(.withheldByEdition, fields))
        }
        report.doubt(.openingsShown, subject, Cause(.openingMissing, fields))
    }
}
