import Cryptography
import TransparencyLog

// Check cosignatures: that witnesses whom the policy names have seen what is shown, in the tree that is shown.

extension LedgerExamination {
    /// Carries out the check on cosignatures, after checkpoints and consistency.
    ///
    /// A witness who cosigned a checkpoint vouches for every entry that it covers, as far as the head continues it.
    mutating func checkCosignatures() {
        guard policy.witnessQuorum > 0 || !policy.witnesses.isEmpty else {
            return report.exempt(.cosignatures, .ledger, Cause(.noWitnessRequired))
        }
        guard let witnessed = witnessedSizes() else { return }
        guard policy.witnessQuorum > 0 else {
            return report.exempt(.cosignatures, .ledger, Cause(.noWitnessRequired))
        }
        let sizes = witnessed.values.sorted(by: >)
        let covered = sizes.count < policy.witnessQuorum ? 0 : sizes[policy.witnessQuorum - 1]
        let needed = ["quorum": String(policy.witnessQuorum)]
        guard covered > 0 else {
            return report.doubt(.cosignatures, .checkpoint(evidence.treeSize), Cause(.witnessesMissing, needed))
        }
        // What only tells of the stamps and of the bundle under examination comes after whatever a witness could see.
        let uncovered = entries.runs.first {
            $0.indexes.upperBound > covered && !$0.traits.isBookkeeping && !$0.traits.preparesBundle
        }
        if let uncovered {
            let index = max(covered, uncovered.indexes.lowerBound)
            report.doubt(.cosignatures, .entry(index), Cause(.witnessesMissing, needed))
        } else {
            report.pass(.cosignatures)
        }
    }

    /// The largest size that each witness of the policy has cosigned, of those that the head continues; nil once a line
    /// was found that does not hold.
    ///
    /// A key counts once, under however many names or in however many files it is trusted.
    private mutating func witnessedSizes() -> [Ed25519PublicKey: UInt64]? {
        var witnessed: [Ed25519PublicKey: UInt64] = [:]
        var isSound = true
        for size in evidence.checkpointSizes {
            let subject = Subject.checkpoint(size)
            let shown: [UInt8]?
            do { shown = try evidence.cosigned(size) } catch {
                report.fail(.cosignatures, subject, Cause(.unreadable, ["path": subject.name, "reason": "\(error)"]))
                isSound = false
                continue
            }
            guard let bytes = shown else { continue }
            do {
                let cosigned = try SignedCheckpoint(parsing: bytes)
                // Over a checkpoint that did not pass check 12 nothing is vouched for.
                guard let checkpoint = checkpoints[size]?.checkpoint else { continue }
                guard cosigned.checkpoint == checkpoint else {
                    report.fail(.cosignatures, subject, Cause(.proofOfSomethingElse))
                    isSound = false
                    continue
                }
                for witness in try witnesses(of: cosigned) where consistentSizes.contains(size) {
                    witnessed[witness] = max(size, witnessed[witness] ?? 0)
                }
            } catch {
                report.fail(.cosignatures, subject, Cause(.cosignatureMalformed, ["reason": "\(error)"]))
                isSound = false
            }
        }
        return isSound ? witnessed : nil
    }

    /// The keys of the policy's witnesses who cosigned before they were compromised, by any entry of the policy.
    private func witnesses(of cosigned: SignedCheckpoint) throws -> Set<Ed25519PublicKey> {
        var keys: Set<Ed25519PublicKey> = []
        for witness in policy.witnesses {
            let doubtful = policy.witnesses.filter { $0.key.publicKey == witness.key.publicKey }
                .compactMap(\.compromisedSince).min()
            let counts = try cosigned.cosignatures(by: [witness.key])
                .contains { cosignature in doubtful.map { cosignature.time < $0 } ?? true }
            if counts { keys.insert(witness.key.publicKey) }
        }
        return keys
    }
}
