import Cryptography
import Custody
import TransparencyLog

// Check storedTables: what a case keeps beside the entries, for speed, is what follows from them. Compared a batch at a
// time while the entries are walked; memory does not grow with the ledger.

/// How far the comparison has come.
struct StoredComparison {
    /// What the case keeps for the batch at hand.
    var nodes: [TreeNode: Digest] = [:]
    var subjects: [UInt64: StoredTables.Subject] = [:]
    /// How many nodes follow from the entries so far; of subjects, one an entry.
    var nodesExpected: UInt64 = 0
    /// The first leaf and the one after the last under each node that differed: what stands over it differs with it.
    var differing: [Range<UInt64>] = []
}

extension LedgerExamination {
    /// Fetches what is kept for the entries `indexes`.
    mutating func beginComparison(of indexes: Slice<EntryIndexes>) {
        guard let stored = evidence.stored, let first = indexes.first, let last = indexes.last else { return }
        comparison.nodes = attempt(.storedTables, .ledger) { _ in try stored.nodes(first..<last + 1) } ?? [:]
        comparison.subjects = attempt(.storedTables, .ledger) { _ in try stored.subjects(first..<last + 1) } ?? [:]
    }

    /// Compares a node of the rebuilt tree with the one kept.
    mutating func compare(_ node: TreeNode, _ hash: Digest) {
        guard evidence.stored != nil else { return }
        guard node.level > 0 else { return compareLeaf(hash, at: node.index) }
        comparison.nodesExpected += 1
        let leaves = (node.index << UInt64(node.level))..<((node.index + 1) << UInt64(node.level))
        guard comparison.nodes[node] != hash else { return report.pass(.storedTables) }
        // One altered leaf alters every node over it: it is said once.
        if comparison.differing.contains(where: { leaves.contains($0.lowerBound) }) { return }
        comparison.differing.append(leaves)
        report.fail(
            .storedTables,
            .entry(leaves.upperBound - 1),
            Cause(.nodeDiffers, ["level": String(node.level), "node": String(node.index)])
        )
    }

    /// Compares the leaf hash of an entry with the one kept.
    mutating func compareLeaf(_ hash: Digest, at index: UInt64) {
        guard evidence.stored != nil else { return }
        comparison.nodesExpected += 1
        guard comparison.nodes[TreeNode(level: 0, index: index)] != hash else { return report.pass(.storedTables) }
        comparison.differing.append(index..<index + 1)
        report.fail(.storedTables, .entry(index), Cause(.leafHashDiffers))
    }

    /// Compares the three members that the lookup table repeats.
    mutating func compareSubject(of statement: Statement, at index: UInt64) {
        guard evidence.stored != nil else { return }
        let expected = StoredTables.Subject(
            kind: statement.kind.name,
            exhibit: statement.exhibit,
            submission: statement.submission
        )
        if comparison.subjects[index] == expected {
            report.pass(.storedTables)
        } else {
            report.fail(.storedTables, .entry(index), Cause(.subjectDiffers))
        }
    }

    /// Judges the tables as a whole: their structure, and that they hold nothing more than they should.
    mutating func checkStoredTables() {
        guard let stored = evidence.stored else { return }
        if let object = stored.alteredObject {
            report.fail(.storedTables, .ledger, Cause(.structureAltered, ["object": object]))
        } else {
            report.pass(.storedTables)
        }
        // Without a gap, what is kept can be counted.
        guard frontier != nil else { return }
        for (kept, expected, table) in [
            (stored.nodeCount, comparison.nodesExpected, "node"),
            (stored.subjectCount, evidence.treeSize, "subject"),
        ] where kept > expected {
            report.fail(
                .storedTables,
                .ledger,
                Cause(.rowsWithoutEntry, ["table": table, "count": String(kept - expected)])
            )
        }
    }
}
