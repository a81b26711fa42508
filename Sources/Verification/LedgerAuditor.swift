package import Cryptography
package import Custody
import TransparencyLog

/// Judges a ledger where it is kept: everything is rebuilt from the entries, and the originals are hashed again.
///
/// The policy is the same as a bundle's. Passed needs every signature, role, leaf, root, token and original; time that
/// is pending, no trust, originals that are locked or were not to be read leave the audit indeterminate.
package struct LedgerAuditor {
    private let policy: TrustPolicy
    private let known: [KnownCheckpoint]
    private let now: Instant

    /// - Parameters:
    ///   - policy: whom the auditor trusts; it comes from outside the case.
    ///   - known: checkpoints of this ledger that the auditor has from elsewhere.
    ///   - now: the moment of the audit, for certificates whose time nobody attests.
    package init(policy: TrustPolicy, known: [KnownCheckpoint] = [], now: Instant) {
        self.policy = policy
        self.known = known
        self.now = now
    }

    /// What became of an original when it was read again.
    package enum OriginalReading: Sendable {
        case read(Digest, size: UInt64)
        case missing
        /// Nobody opened it, or whoever did is not among those whom it opens to.
        case locked
        /// The file ends before its end.
        case cut
        /// The file is not encrypted to the exhibit's key: it is another file.
        case replaced
        /// The file's bytes do not authenticate.
        case altered(String)
        /// The key that opens it is not kept any more.
        case keyMissing
        /// What is kept as that key is none.
        case keyDamaged(String)
        /// The system did not give its bytes.
        case unreadable(String)
    }

    /// How far an audit has come.
    package enum Progress: Sendable {
        case entries(UInt64, of: UInt64)
        case originals(Int, of: Int)
    }

    /// Carries out every check on the ledger; `original` reads one original, and is nil when none is to be read.
    ///
    /// `original` is called on several threads at once.
    package func audit(
        _ evidence: LedgerEvidence,
        original: (@Sendable (ExhibitID) -> OriginalReading)?,
        progress: (Progress) -> Void = { _ in }
    ) -> VerificationReport {
        var ledger = LedgerExamination(of: evidence, under: policy, at: now)
        ledger.knownSizes = Set(known.map(\.checkpoint.checkpoint.treeSize))
        ledger.knownLeaves = Set(known.lazy.flatMap(\.leaves.keys))
        ledger.examineEntries { progress(.entries($0, of: $1)) }
        ledger.examineLog(known: known)
        ledger.examineTimes()
        ledger.examineIdentities()
        ledger.examineUnopened(edition: .complete)
        ledger.examineOriginals(original) { progress(.originals($0, of: $1)) }
        ledger.report.summary.origin = evidence.origin
        ledger.report.summary.treeSize = evidence.treeSize
        ledger.report.summary.ledgerKey = ledger.ledgerKeys.keyInForce(at: evidence.treeSize).map { "\($0)" }
        ledger.report.requireExamined(Self.required)
        return ledger.report
    }

    /// The checks that no ledger passes without.
    private static let required: [Check] = [
        .entryForm, .entryPosition, .entrySignature, .governanceChain, .checkpointSignature, .treeRoot, .consistency,
        .references, .token, .attestedTime, .custodian, .signer, .certificatePeriod, .openingsShown, .exhibitContent,
        .storedTables,
    ]
}
