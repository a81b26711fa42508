internal import Cryptography
package import LedgerStore
internal import TransparencyLog
package import Verification

/// Audits a case where it is kept: the ledger rebuilt from its entries, every original hashed again.
///
/// Reads the case, what the computer remembers of it, and the policy; changes nothing, makes no connection. A ledger that
/// does not hold together is judged, not refused: only pages that SQLite cannot read are an error.
package enum AuditLedger {
    /// Which originals are read again.
    package enum Originals: Sendable {
        /// Every original of an exhibit that was not erased.
        case all
        /// None: the audit then says so and is indeterminate.
        case skipped
    }

    /// The report on the case in `folder`.
    ///
    /// - Parameters:
    ///   - policy: whom the auditor trusts; the same as for a bundle.
    ///   - custodian: who unlocks the openings and the originals; without one they stay locked, and the audit indeterminate.
    ///   - checkpoints: files that hold a checkpoint of this ledger known from elsewhere.
    package static func run(
        _ folder: CaseFolder,
        policy: TrustPolicy,
        custodian: Custodian?,
        originals: Originals = .all,
        checkpoints: [String] = [],
        in surroundings: Surroundings,
        progress: @escaping ProgressListener = { _ in }
    ) throws -> VerificationReport {
        try OperationError.mapping { () throws -> VerificationReport in
            let examined = try ExaminedCase(folder, in: surroundings)
            if let fault = try examined.ledger.pageFault() {
                throw StoreError.corrupt(path: folder.ledger, detail: fault)
            }
            let known = try checkpoints.map { path in
                let known = try KnownCheckpointFile.read(path)
                guard Array(known.checkpoint.checkpoint.origin.utf8) == Array(examined.origin.utf8) else {
                    throw KnownCheckpointError.otherLedger(path)
                }
                return known
            }
            return try report(
                on: examined,
                policy: policy,
                custodian: custodian,
                originals: originals,
                known: known,
                in: surroundings,
                progress: progress
            )
        }
    }

    /// The report on a case that is open to be examined; `doctor` reads it too.
    static func report(
        on examined: ExaminedCase,
        policy: TrustPolicy,
        custodian: Custodian?,
        originals: Originals,
        known: [KnownCheckpoint],
        in surroundings: Surroundings,
        progress: @escaping ProgressListener
    ) throws -> VerificationReport {
        let auditor = LedgerAuditor(policy: policy, known: examined.memories() + known, now: surroundings.now())
        let evidence = try examined.evidence(for: custodian)
        let tell = { (step: LedgerAuditor.Progress) in
            switch step {
            case .entries(let count, let total): progress(.examined(count, of: total))
            case .originals(let count, let total): progress(.reread(count, of: total))
            }
        }
        switch originals {
        case .skipped: return auditor.audit(evidence, original: nil, progress: tell)
        case .all:
            return auditor.audit(evidence, original: { examined.read($0, for: custodian) }, progress: tell)
        }
    }
}
