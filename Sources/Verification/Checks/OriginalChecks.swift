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
        if exhibits.isEmpty { report.exempt(.exhibitContent, .ledger, Cause(.nothingSealed)) }
        var sealed: [(exhibit: ExhibitID, entry: UInt64)] = []
        for (exhibit, standing) in exhibits.sorted(by: { $0.value.entry < $1.value.entry }) {
            let subject = Subject.entry(standing.entry)
            switch standing.state {
            case .referenced: report.exempt(.exhibitContent, subject, Cause(.digestOnly, ["exhibit": exhibit.hex]))
            case .erased(let tombstone):
                report.exempt(.exhibitContent, subject, Cause(.erased, ["tombstone": String(tombstone)]))
            case .sealed: sealed.append((exhibit, standing.entry))
            }
        }
        var position = 0
        while position < sealed.count {
            let batch = Array(sealed[position..<min(position + Self.originalBatch, sealed.count)])
            // One at a time a core: each is a file of any size.
            let readings = batch.concurrentMap(stride: 1) { original($0.exhibit) }
            for (place, reading) in zip(batch, readings) { judge(reading, of: place.exhibit, .entry(place.entry)) }
            position += batch.count
            progress(position, sealed.count)
        }
    }

    private mutating func judge(_ reading: LedgerAuditor.OriginalReading, of exhibit: ExhibitID, _ subject: Subject) {
        let exhibitID = exhibit.hex
        switch reading {
        case .read(let digest, let size): compare(digest, size, of: exhibit, subject)
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

    private mutating func compare(_ digest: Digest, _ size: UInt64, of exhibit: ExhibitID, _ subject: Subject) {
        guard let content = contents[exhibit] else {
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
