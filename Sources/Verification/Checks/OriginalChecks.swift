import Cryptography
import Custody

// Check exhibitContent of an audit: the original of every sealed exhibit is there, and is what was sealed.

extension LedgerExamination {
    /// How many originals are read before their digests are compared and forgotten.
    private static let originalBatch = 256

    /// Hashes the original of every sealed exhibit again, on all cores, and compares it with what was sealed.
    mutating func examineOriginals(
        _ original: (@Sendable (ExhibitID) -> LedgerAuditor.OriginalReading)?,
        progress: (Int, Int) -> Void
    ) {
        guard let original else {
            report.summary.contentWasRead = false
            return report.doubt(.exhibitContent, .ledger, Cause(.originalsNotRead))
        }
        if !exhibits.hasStandings { report.exempt(.exhibitContent, .ledger, Cause(.nothingSealed)) }
        // Positions: ids of a million exhibits would take memory a second time.
        var sealed: [Int] = []
        for position in exhibits.standingPositions {
            guard let standing = exhibits.standing(at: position) else { continue }
            let subject = Subject.entry(standing.entry)
            switch standing.state {
            case .referenced:
                let exhibit = exhibits[position].exhibit.hex
                report.exempt(.exhibitContent, subject, Cause(.digestOnly, ["exhibit": exhibit]))
            case .erased(let tombstone):
                report.exempt(.exhibitContent, subject, Cause(.erased, ["tombstone": String(tombstone)]))
            case .sealed: sealed.append(position)
            }
        }
        var done = 0
        while done < sealed.count {
            let batch = sealed[done..<min(done + Self.originalBatch, sealed.count)]
            // One at a time a core: each is a file of any size.
            let readings = batch.map { exhibits[$0].exhibit }.concurrentMap(stride: 1) { original($0) }
            for (position, reading) in zip(batch, readings) { judge(reading, ofExhibitAt: position) }
            done += batch.count
            progress(done, sealed.count)
        }
    }

    private mutating func judge(_ reading: LedgerAuditor.OriginalReading, ofExhibitAt position: Int) {
        guard let standing = exhibits.standing(at: position) else { return }
        let subject = Subject.entry(standing.entry)
        let exhibitID = exhibits[position].exhibit.hex
        switch reading {
        case .read(let digest, let size): compare(digest, size, at: position, subject)
        case .locked:
            report.summary.contentWasRead = false
            report.doubt(.exhibitContent, subject, Cause(.originalLocked, ["exhibit": exhibitID]))
        case .missing: report.fail(.exhibitContent, subject, Cause(.originalMissing, ["exhibit": exhibitID]))
        case .cut: report.fail(.exhibitContent, subject, Cause(.originalCut, ["exhibit": exhibitID]))
        case .replaced: report.fail(.exhibitContent, subject, Cause(.originalReplaced, ["exhibit": exhibitID]))
        case .altered(let reason):
            report.fail(.exhibitContent, subject, Cause(.originalAltered, ["exhibit": exhibitID, "reason": reason]))
        case .keyMissing: report.fail(.exhibitContent, subject, Cause(.contentKeyMissing, ["exhibit": exhibitID]))
        case .keyDamaged(let reason):
            report.fail(.exhibitContent, subject, Cause(.contentKeyDamaged, ["exhibit": exhibitID, "reason": reason]))
        case .unreadable(let reason):
            let path = "originals/\(exhibitID).age"
            report.fail(.exhibitContent, subject, Cause(.unreadable, ["path": path, "reason": reason]))
        }
    }

    private mutating func compare(_ digest: Digest, _ size: UInt64, at position: Int, _ subject: Subject) {
        let exhibit = exhibits[position].exhibit
        guard let content = exhibits.content(at: position) else {
            return report.doubt(.exhibitContent, subject, Cause(.contentNotOpened, ["path": exhibit.hex]))
        }
        if digest == content.sha256, size == content.size { return report.pass(.exhibitContent) }
        report.fail(
            .exhibitContent,
            subject,
            Cause(
                .originalReplaced,
                ["exhibit": exhibit.hex, "expected": content.sha256.hex, "calculated": digest.hex]
            )
        )
    }
}
