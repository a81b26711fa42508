internal import CourtBundle
package import Cryptography
internal import TransparencyLog
package import Verification

/// Verifies a bundle: container, extracted folder or hand-over folder, with the same verdict.
///
/// Reads the bundle, the policy and the checkpoints known from elsewhere, and nothing else. Makes no connection.
package enum VerifyBundle {
    /// The report on the bundle at `path`.
    ///
    /// - Parameters:
    ///   - path: the bundle.
    ///   - policy: whom the verifier trusts.
    ///   - checkpoints: files that hold a checkpoint of the same ledger: notes, receipts, other bundles.
    ///   - now: the moment of the verification.
    /// - Throws: `OperationError` when there is no bundle at `path`, or a file of `checkpoints` is unreadable or of
    ///   another ledger.
    package static func run(
        _ path: String,
        policy: TrustPolicy,
        checkpoints: [String] = [],
        now: Instant
    ) throws -> VerificationReport {
        try OperationError.mapping { () throws -> VerificationReport in
            let bundle = try UncheckedBundle(opening: path)
            let known = try checkpoints.map { try KnownCheckpointFile.read($0) }
            for (file, checkpoint) in zip(checkpoints, known) {
                guard isOfLedger(in: bundle, checkpoint) else { throw KnownCheckpointError.otherLedger(file) }
            }
            return BundleVerifier(policy: policy, known: known, now: now).verify(bundle)
        }
    }

    /// Whether a checkpoint is of the bundle's ledger; without a readable index there is nothing to compare, and the
    /// report says what is wrong with the index.
    private static func isOfLedger(in bundle: UncheckedBundle, _ known: KnownCheckpoint) -> Bool {
        do {
            return Array(known.checkpoint.checkpoint.origin.utf8) == Array(try bundle.index().origin.utf8)
        } catch {
            return true
        }
    }
}
