import Cryptography
import TransparencyLog

// Check inclusion: each entry shown stands in the tree of a checkpoint that holds.

extension LedgerExamination {
    /// How many proofs are read before they are judged, on all cores.
    private static let proofBatch = 512

    /// The proof that is shown of one entry, as far as it could be read, and the entry's leaf hash.
    private struct ShownProof: Sendable {
        let index: UInt64
        let leaf: Digest?
        let bytes: Result<[UInt8]?, any Error>
    }

    /// What a proof came to.
    private enum ProofOutcome: Sendable {
        case holds
        case notShown
        case failed(Cause)
        case doubtful(Cause)
    }

    /// Judges the proof of every entry, in the order of the ledger.
    mutating func checkInclusion() {
        let runs = entries.runs
        var batch: [ShownProof] = []
        for index in runs.lazy.flatMap(\.indexes) {
            let bytes = Result { try evidence.inclusionProof(index) }
            batch.append(ShownProof(index: index, leaf: leafHashes[index], bytes: bytes))
            if batch.count == Self.proofBatch { takeProofs(&batch) }
        }
        takeProofs(&batch)
    }

    private mutating func takeProofs(_ batch: inout [ShownProof]) {
        let roots = checkpoints.mapValues(\.checkpoint)
        // `try?`: the proof is judged below, as all others are.
        let shared = batch.lazy.compactMap { try? $0.bytes.get() }.first.flatMap { try? LogProof(parsing: $0) }
            .map { SharedCheckpoint($0.checkpoint) }
        let outcomes = batch.concurrentMap { Self.judge($0, against: roots, sharing: shared) }
        for (proof, outcome) in zip(batch, outcomes) {
            let subject = Subject.entry(proof.index)
            switch outcome {
            case .holds: report.pass(.inclusion)
            case .notShown: if !evidence.isComplete { report.doubt(.inclusion, subject, Cause(.proofMissing)) }
            case .failed(let cause): report.fail(.inclusion, subject, cause)
            case .doubtful(let cause): report.doubt(.inclusion, subject, cause)
            }
        }
        batch.removeAll(keepingCapacity: true)
    }

    private static func judge(
        _ shown: ShownProof,
        against checkpoints: [UInt64: Checkpoint],
        sharing shared: SharedCheckpoint?
    ) -> ProofOutcome {
        let found: [UInt8]?
        do { found = try shown.bytes.get() } catch {
            let path = Subject.entry(shown.index).name
            return .failed(Cause(.unreadable, ["path": path, "reason": "\(error)"]))
        }
        guard let bytes = found else { return .notShown }
        let proof: LogProof
        do { proof = try LogProof(parsing: bytes, sharing: shared) } catch {
            return .failed(Cause(.proofMalformed, ["reason": "\(error)"]))
        }
        // The proof's own checkpoint is worth what the checkpoint of that size is worth, no more.
        let size = proof.checkpoint.checkpoint.treeSize
        guard let checkpoint = checkpoints[size] else {
            return .doubtful(Cause(.proofAgainstUnknownCheckpoint, ["size": String(size)]))
        }
        guard proof.checkpoint.checkpoint == checkpoint, proof.leafIndex == shown.index, let leaf = shown.leaf else {
            return .failed(Cause(.proofOfSomethingElse))
        }
        do {
            try proof.inclusion.verify(leaf: leaf, root: checkpoint.rootHash)
            return .holds
        } catch {
            return .failed(Cause(.notIncluded, ["size": String(size)]))
        }
    }
}
