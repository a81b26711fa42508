internal import Cryptography
internal import LedgerStore
package import TransparencyLog
internal import Verification

/// Keeps what witnesses said of a checkpoint of the case, once it has been checked.
package enum KeepCosignatures {
    /// What was kept.
    package struct Kept: Sendable {
        /// The tree size of the checkpoint.
        package let size: UInt64
        /// The cosignatures that hold, by witnesses that are known: each with its witness.
        package let cosignatures: [(witness: VerifierKey, cosignature: Cosignature)]
        /// How many of them the case did not have.
        package let newCount: Int
    }

    /// Checks the cosigned checkpoint at `path` and keeps the lines of known witnesses with it.
    ///
    /// Known are the witnesses whose keys are given, and those of the person's trust. The checkpoint must be one that the
    /// ledger made. Lines of others are passed over: nobody here can judge them.
    package static func run(
        _ path: String,
        case casePath: String?,
        witnesses given: [VerifierKey] = [],
        in surroundings: Surroundings
    ) throws -> Kept {
        try OperationError.mapping {
            let caseFile = try CaseFile(at: casePath, in: surroundings)
            let absolute = surroundings.absolute(path)
            let cosigned = try NoteFile.checkpoint(NoteFile.bytes(absolute), path: absolute)
            let size = try requireOwn(cosigned.checkpoint, of: caseFile, path: absolute)
            let trusted = try TrustStore(in: surroundings).policy().witnesses.map(\.key)
            let known = given + trusted.filter { !given.contains($0) }
            let kept = try judge(cosigned, known: known, path: absolute)
            let before = try caseFile.ledger.cosignatures(size: size)
            let lines = kept.map(\.cosignature.line.line)
            try caseFile.ledger.addCosignatures(lines, size: size)
            return Kept(size: size, cosignatures: kept, newCount: lines.count { !before.contains($0) })
        }
    }

    /// The size of `checkpoint`, which must be the ledger's own.
    private static func requireOwn(_ checkpoint: Checkpoint, of caseFile: CaseFile, path: String) throws -> UInt64 {
        guard Array(checkpoint.origin.utf8) == Array(caseFile.origin.utf8) else {
            throw KnownCheckpointError.otherLedger(path)
        }
        let size = checkpoint.treeSize
        let head = try caseFile.head().checkpoint.treeSize
        // The witness saw more of this ledger than there is.
        guard size <= head else {
            throw OperationError(.ledgerRolledBack, ["remembered": "\(size)", "found": "\(head)"])
        }
        guard try !caseFile.ledger.checkpointSizes(in: size...size).isEmpty,
            try caseFile.ledger.checkpoint(size: size).checkpoint == checkpoint
        else { throw OperationError(.ledgerOtherRoot, ["size": "\(size)"]) }
        return size
    }

    private static func judge(
        _ cosigned: SignedCheckpoint,
        known: [VerifierKey],
        path: String
    ) throws -> [(witness: VerifierKey, cosignature: Cosignature)] {
        var kept: [(witness: VerifierKey, cosignature: Cosignature)] = []
        for witness in known {
            do {
                kept += try cosigned.cosignatures(by: [witness]).map { (witness, $0) }
            } catch {
                throw OperationError(.cosignatureForged, ["name": witness.name, "path": path])
            }
        }
        guard !kept.isEmpty else { throw OperationError(.cosignatureOfNobodyKnown, ["path": path]) }
        return kept
    }
}
