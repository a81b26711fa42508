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
        case locked
        case unreadable(String)
    }

    /// Carries out every check on the ledger; `original` reads one original, and is nil when none is to be read.
    package func audit(
        _ evidence: LedgerEvidence,
        original: (@Sendable (ExhibitID) -> OriginalReading)?
    ) -> VerificationReport {
        var ledger = LedgerExamination(of: evidence, under: policy, at: now)
        ledger.knownSizes = Set(known.map(\.checkpoint.checkpoint.treeSize))
        ledger.examineEntries()
        ledger.examineLog(known: known)
        ledger.examineTimes()
        ledger.examineIdentities()
        ledger.examineUnopened(edition: .complete)
        ledger.examineOriginals(original)
        ledger.report.summary.origin = evidence.origin
        ledger.report.summary.treeSize = evidence.treeSize
        ledger.report.requireExamined(Self.required)
        return ledger.report
    }

    /// The checks that no ledger passes without.
    private static let required: [Check] = [
        .entryForm, .entryPosition, .entrySignature, .governanceChain, .checkpointSignature, .treeRoot, .consistency,
        .references, .token, .attestedTime, .custodian, .signer, .certificatePeriod, .openingsShown, .exhibitContent,
    ]
}

// MARK: - Originals

extension LedgerExamination {
    /// Hashes the original of every sealed exhibit again, on all cores, and compares it with what was sealed.
    mutating func examineOriginals(_ original: (@Sendable (ExhibitID) -> LedgerAuditor.OriginalReading)?) {
        let standings = exhibits.sorted { $0.value.entry < $1.value.entry }
        guard let original else {
            report.summary.contentWasRead = false
            return report.doubt(.exhibitContent, .ledger, Cause(.originalsNotRead))
        }
        if standings.isEmpty { report.exempt(.exhibitContent, .ledger, Cause(.nothingSealed)) }
        let sealed = standings.filter { if case .sealed = $0.value.state { true } else { false } }.map(\.key)
        // As many at once as keep both cores busy; what is remembered of each is a digest.
        let readings = Dictionary(
            uniqueKeysWithValues: zip(sealed, sealed.concurrentMap(stride: 1) { original($0) })
        )
        for (exhibit, standing) in standings {
            let subject = Subject.entry(standing.entry)
            switch standing.state {
            case .referenced:
                report.exempt(.exhibitContent, subject, Cause(.digestOnly, ["exhibit": exhibit.hex]))
            case .erased(let tombstone):
                report.exempt(.exhibitContent, subject, Cause(.erased, ["tombstone": String(tombstone)]))
            case .sealed:
                judge(readings[exhibit] ?? .missing, of: exhibit, subject)
            }
        }
    }

    private mutating func judge(_ reading: LedgerAuditor.OriginalReading, of exhibit: ExhibitID, _ subject: Subject) {
        let named = ["exhibit": exhibit.hex]
        switch reading {
        case .missing: report.fail(.exhibitContent, subject, Cause(.originalMissing, named))
        case .locked:
            report.summary.contentWasRead = false
            report.doubt(.exhibitContent, subject, Cause(.originalLocked, named))
        case .unreadable(let reason):
            report.fail(
                .exhibitContent,
                subject,
                Cause(.originalAltered, named.merging(["reason": reason]) { first, _ in first })
            )
        case .read(let digest, let size):
            guard let content = contents[exhibit] else {
                return report.doubt(.exhibitContent, subject, Cause(.contentNotOpened, ["path": exhibit.hex]))
            }
            if digest == content.sha256, size == content.size {
                report.pass(.exhibitContent)
            } else {
                report.fail(
                    .exhibitContent,
                    subject,
                    Cause(.originalAltered, named.merging(["reason": digest.hex]) { first, _ in first })
                )
            }
        }
    }
}
