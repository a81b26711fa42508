import Cryptography
import Custody
import TransparencyLog

// Checks checkpointSignature, treeRoot, consistency, knownCheckpoint and cosignatures: that everything shown
// stands in one tree, and that this tree is the one that others have seen.

extension LedgerExamination {
    /// Carries out the checks on checkpoints and proofs; `known` is what the verifier has from elsewhere.
    mutating func examineLog(known: [KnownCheckpoint]) {
        checkExpectedLedger()
        checkCheckpoints()
        checkInclusion()
        checkTreeRoots()
        checkConsistency()
        checkRecordedStamps()
        checkStoredTables()
        for checkpoint in known { compare(with: checkpoint) }
        if known.isEmpty { report.exempt(.knownCheckpoint, .ledger, Cause(.noKnownCheckpoint)) }
        checkCosignatures()
        // Nothing asks for them after this.
        leafHashes = LeafHashes()
    }

    /// The verified checkpoint of the head.
    var head: SignedCheckpoint? { checkpoints[evidence.treeSize] }

    private mutating func checkCheckpoints() {
        for size in evidence.checkpointSizes {
            let subject = Subject.checkpoint(size)
            guard let bytes = attempt(.checkpointSignature, subject, { try $0.checkpoint(size) }) else { continue }
            let signed: SignedCheckpoint
            do { signed = try SignedCheckpoint(parsing: bytes) } catch {
                report.fail(.checkpointSignature, subject, Cause(.checkpointMalformed, ["reason": "\(error)"]))
                continue
            }
            guard Array(signed.checkpoint.origin.utf8) == Array(evidence.origin.utf8) else {
                report.fail(.checkpointSignature, subject, Cause(.otherOrigin))
                continue
            }
            guard signed.checkpoint.treeSize == size else {
                report.fail(.checkpointSignature, subject, Cause(.checkpointOfOtherSize))
                continue
            }
            guard !ledgerKeys.keysRequired(at: size).isEmpty else {
                report.doubt(.checkpointSignature, subject, Cause(.ledgerKeyUnknown))
                continue
            }
            if let fault = faultOfSignature(of: signed) {
                report.fail(.checkpointSignature, subject, Cause(fault))
                continue
            }
            checkpoints[size] = signed
            report.pass(.checkpointSignature)
        }
        for size in ledgerKeys.firstSizes where size <= evidence.treeSize && !evidence.checkpointSizes.contains(size) {
            // Without it nobody can tell whether the old key agreed to the new one.
            report.doubt(.checkpointSignature, .checkpoint(size), Cause(.rekeyCheckpointMissing))
        }
        if head == nil {
            report.doubt(.checkpointSignature, .checkpoint(evidence.treeSize), Cause(.headMissing))
        }
        report.summary.rootHash = head?.checkpoint.rootHash
    }

    /// Why the checkpoint is not the ledger's word; nil when each key that must have signed did, and no known line
    /// fails: the key that was replaced may have signed too, never wrongly.
    private func faultOfSignature(of signed: SignedCheckpoint) -> Cause.Code? {
        let size = signed.checkpoint.treeSize
        let required = ledgerKeys.keysRequired(at: size)
        let signers: [VerifierKey]
        do {
            signers = try signed.note.verifiedSigners(among: ledgerKeys.terms.map(\.key))
        } catch {
            return .checkpointNotSigned
        }
        guard let inForce = required.last, signers.contains(inForce) else {
            let isFormer = signers.contains { ledgerKeys.isFormer($0, at: size) }
            return isFormer ? .checkpointByFormerKey : .checkpointNotSigned
        }
        return required.allSatisfy(signers.contains) ? nil : .rekeyNotCountersigned
    }

    private mutating func checkTreeRoots() {
        // Who declares a complete edition and leaves entries out is not given the benefit of an extract.
        guard evidence.isComplete || edition == .complete else {
            return report.exempt(.treeRoot, .ledger, Cause(.notEveryEntryShown))
        }
        if evidence.stored != nil, let newest = evidence.checkpointSizes.last, newest < evidence.treeSize {
            report.fail(.treeRoot, .entry(newest), Cause(.entriesNotCovered, ["size": String(newest)]))
        }
        for (size, signed) in checkpoints.sorted(by: { $0.key < $1.key }) {
            guard let root = rebuiltRoots[size] else {
                report.fail(.treeRoot, .checkpoint(size), Cause(.entriesMissing))
                continue
            }
            if root == signed.checkpoint.rootHash {
                report.pass(.treeRoot)
            } else {
                report.fail(.treeRoot, .checkpoint(size), Cause(.rootDiffers))
            }
        }
    }

    private mutating func checkConsistency() {
        guard let head = head?.checkpoint else { return }
        for (size, signed) in checkpoints.sorted(by: { $0.key < $1.key }) {
            let subject = Subject.checkpoint(size)
            let root = signed.checkpoint.rootHash
            if size == head.treeSize || rebuiltRoots[size] == root {
                consistentSizes.insert(size)
            }
            guard let shown = attempt(.consistency, subject, { try $0.consistencyProof(size) }) else { continue }
            guard let bytes = shown else {
                if consistentSizes.contains(size) {
                    report.pass(.consistency)
                } else {
                    report.doubt(.consistency, subject, Cause(.proofMissing))
                }
                continue
            }
            do {
                let file = try ConsistencyFile(parsing: bytes)
                guard file.oldSize == size, file.checkpoint.checkpoint == head else {
                    report.fail(.consistency, subject, Cause(.proofOfSomethingElse))
                    continue
                }
                try file.consistency.verify(oldRoot: root, newRoot: head.rootHash)
                consistentSizes.insert(size)
                report.pass(.consistency)
            } catch {
                consistentSizes.remove(size)
                report.fail(.consistency, subject, Cause(.notConsistent, ["reason": "\(error)"]))
            }
        }
    }

    /// The root of the ledger at `size`, as far as it is established.
    func establishedRoot(at size: UInt64) -> Digest? {
        rebuiltRoots[size] ?? (consistentSizes.contains(size) ? checkpoints[size]?.checkpoint.rootHash : nil)
    }
}

// MARK: - From elsewhere

extension LedgerExamination {
    private mutating func compare(with known: KnownCheckpoint) {
        let size = known.checkpoint.checkpoint.treeSize
        let subject = Subject.checkpoint(size)
        guard Array(known.checkpoint.checkpoint.origin.utf8) == Array(evidence.origin.utf8) else {
            return report.fail(.knownCheckpoint, subject, Cause(.otherOrigin))
        }
        // Anyone can write a note; only one that this ledger's own key signed can accuse it.
        guard size <= evidence.treeSize else { return judge(ahead: known, subject) }
        if !known.wasVerified, let fault = faultOfSignature(of: known.checkpoint) {
            let code: Cause.Code = fault == .checkpointByFormerKey ? .knownByFormerKey : .knownNotSigned
            return report.doubt(.knownCheckpoint, subject, Cause(code))
        }
        guard let root = establishedRoot(at: size) ?? checkpoints[size]?.checkpoint.rootHash else {
            return report.doubt(.knownCheckpoint, subject, Cause(.knownWithoutProof))
        }
        guard root == known.checkpoint.checkpoint.rootHash else {
            return accuse(known, subject)
        }
        for (index, leaf) in known.leaves.sorted(by: { $0.key < $1.key }) where entries.traits(at: index) != nil {
            guard leafHashes[index] == leaf else {
                return report.fail(.knownCheckpoint, .entry(index), Cause(.knownLeafDiffers, ["source": known.source]))
            }
        }
        report.pass(.knownCheckpoint)
    }

    /// Another root at the same size: the past was rewritten, unless the key that says so was in other hands.
    private mutating func accuse(_ known: KnownCheckpoint, _ subject: Subject) {
        let size = known.checkpoint.checkpoint.treeSize
        if ledgerKeys.isDoubtful(at: size) {
            return report.doubt(.knownCheckpoint, subject, Cause(.knownByLostKey))
        }
        if let moved = moves.last(where: { $0 < size }) {
            return report.fail(.knownCheckpoint, subject, Cause(.knownOfOtherPlace, ["entry": String(moved)]))
        }
        report.fail(.knownCheckpoint, subject, Cause(.knownRootDiffers, ["source": known.source]))
    }

    /// Judges a known checkpoint that is ahead of the ledger shown.
    ///
    /// A bundle may be older than what is known elsewhere. A case may not: it is where its ledger is kept, and what others
    /// have seen of it must be there.
    private mutating func judge(ahead known: KnownCheckpoint, _ subject: Subject) {
        let head = evidence.treeSize
        guard evidence.stored != nil else {
            return report.doubt(.knownCheckpoint, subject, Cause(.knownIsAhead, ["head": String(head)]))
        }
        guard known.wasVerified || faultOfSignature(of: known.checkpoint) == nil else {
            return report.doubt(.knownCheckpoint, subject, Cause(.knownNotSigned))
        }
        let size = String(known.checkpoint.checkpoint.treeSize)
        report.fail(
            .knownCheckpoint,
            subject,
            Cause(.ledgerBehindKnown, ["source": known.source, "head": String(head), "size": size])
        )
    }

    /// The ledger that the policy expects, by its key or its origin.
    private mutating func checkExpectedLedger() {
        guard let expected = policy.ledger else { return }
        let isOrigin = expected.origin.map { Array($0.utf8) == Array(evidence.origin.utf8) } ?? true
        let isKey = expected.key.map { key in ledgerKeys.terms.contains { $0.key == key } } ?? true
        if !isOrigin || !isKey {
            report.fail(.governanceChain, .ledger, Cause(.expectedLedgerDiffers))
        }
    }
}
