package import CourtBundle
package import Cryptography
import Custody
import TransparencyLog

/// Judges a bundle against a trust policy: the checks of docs/formats/bundle.md § 4, reported in that order.
///
///     let report = BundleVerifier(policy: policy, now: now).verify(bundle)
///
/// Reads the bundle and nothing else. A failed check does not hide the next one, and nothing throws: what cannot be read
/// inside a bundle is a finding.
package struct BundleVerifier {
    private let policy: TrustPolicy
    private let known: [KnownCheckpoint]
    private let now: Instant

    /// - Parameters:
    ///   - policy: whom the verifier trusts; it comes from outside the bundle.
    ///   - known: checkpoints of this ledger that the verifier has from elsewhere.
    ///   - now: the moment of the verification, for certificates whose time nobody attests.
    package init(policy: TrustPolicy, known: [KnownCheckpoint] = [], now: Instant) {
        self.policy = policy
        self.known = known
        self.now = now
    }

    /// Carries out every check on `bundle`.
    package func verify(_ bundle: UncheckedBundle) -> VerificationReport {
        var report = VerificationReport()
        var content = ContentExamination(of: bundle)
        content.begin(&report)

        guard let index = content.index else {
            content.finish(&report)
            report.requireExamined(Self.required)
            return report
        }
        var ledger = LedgerExamination(
            of: LedgerEvidence(in: bundle, index: index, report: &report),
            under: policy,
            at: now,
            continuing: report
        )
        ledger.preparationIndex = index.prepared
        ledger.knownSizes = Set(known.map(\.checkpoint.checkpoint.treeSize))
        ledger.examineEntries()
        ledger.examineLog(known: known)
        ledger.examineTimes()
        let signature = ledger.readSignature(of: bundle)
        ledger.examineSignatureTimeStamp(signature)
        ledger.examineIdentities()
        ledger.examineBundleSignature(signature, manifest: content.manifestDigest)
        ledger.examineUnopened(edition: ledger.edition)
        // The other cores have digested the files meanwhile; now it is known whether each has the bytes that were listed.
        content.finish(&ledger.report)
        ledger.examinePieces(of: index) { content.content(at: $0) }
        ledger.summarize(index, digestList: content.digestListDigest)
        ledger.report.requireExamined(Self.required)
        return ledger.report
    }

    /// The checks that no bundle passes without.
    private static let required: [Check] = [
        .containerProfile, .manifestCoverage, .objectDigest, .bundleIndex, .digestList, .entryForm, .entryPosition,
        .entrySignature, .governanceChain, .exhibitChain, .checkpointSignature, .inclusion, .treeRoot, .consistency,
        .references, .token, .signatureTimeStamp, .attestedTime, .custodian, .signer, .certificatePeriod,
        .bundleSignature, .opening, .openingsShown, .exhibitContent, .listLines, .pieceNumber,
    ]
}
