import Algorithms
import Cryptography
import Custody

// Check recordedStamps: what the ledger recorded of its stamps is what is shown, none dropped, none exchanged, none slipped
// in.

extension LedgerExamination {
    /// Compares what the `timestamp.recorded` entries say with the tokens shown, both ways.
    mutating func checkRecordedStamps() {
        let shown = Set(evidence.tokens.map(\.digest))
        let checkpointSizes = Set(evidence.checkpointSizes)
        for recording in recordings {
            let subject = Subject.entry(recording.index)
            if let root = establishedRoot(at: recording.size), root != recording.root {
                report.fail(.recordedStamps, subject, Cause(.recordedRootDiffers, ["size": String(recording.size)]))
                continue
            }
            // A bundle shows the checkpoints that it needs; a case keeps every one that it had stamped.
            if evidence.stored != nil, !checkpointSizes.contains(recording.size) {
                report.fail(
                    .recordedStamps,
                    subject,
                    Cause(.recordedCheckpointMissing, ["size": String(recording.size)])
                )
                continue
            }
            let missing = recording.stamps.map(\.token).filter { !shown.contains($0) }
            if missing.isEmpty { report.pass(.recordedStamps) }
            for token in missing {
                let entry = String(recording.index)
                // What a bundle leaves out may exist; what a case does not keep is lost.
                if evidence.stored != nil {
                    report.fail(.recordedStamps, .token(token), Cause(.tokenLost, ["entry": entry]))
                } else {
                    report.doubt(.recordedStamps, .token(token), Cause(.tokenMissing, ["entry": entry]))
                }
            }
        }
        if recordings.isEmpty { report.exempt(.recordedStamps, .ledger, Cause(.nothingRecorded)) }
        if let stored = evidence.stored {
            for row in stored.timestamps { check(row) }
        } else {
            findUnrecordedTokens()
        }
    }

    private mutating func findUnrecordedTokens() {
        let recorded = Set(recordings.flatMap { $0.stamps.map(\.token) })
        for token in evidence.tokens where token.size != evidence.treeSize && !recorded.contains(token.digest) {
            report.doubt(.recordedStamps, .token(token.digest), Cause(.tokenNotRecorded), required: false)
        }
    }

    /// A row stands beside the entry that names the digests of everything in it.
    private mutating func check(_ row: StoredTables.Timestamp) {
        let subject = Subject.token(row.stamp.token)
        let recording = recording(at: row.recorded)
        guard let named = recording?.stamps.first(where: { $0.token == row.stamp.token }), recording?.size == row.size
        else {
            return report.fail(.recordedStamps, subject, Cause(.tokenForeign))
        }
        if named == row.stamp {
            report.pass(.recordedStamps)
        } else {
            report.fail(.recordedStamps, subject, Cause(.answerDiffers, ["entry": String(row.recorded)]))
        }
    }

    /// What the entry at `index` recorded; the recordings are in the order of the ledger.
    private func recording(at index: UInt64) -> StampRecording? {
        let position = recordings.partitioningIndex { $0.index >= index }
        return position < recordings.count && recordings[position].index == index ? recordings[position] : nil
    }
}
