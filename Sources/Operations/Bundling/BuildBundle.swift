package import CourtBundle
package import Cryptography
package import Custody
internal import LedgerStore
internal import Timestamping
internal import TransparencyLog
package import Verification

/// Builds a hand-over folder with its container from a case (docs/formats/bundle.md).
package enum BuildBundle {
    /// What is asked for.
    package struct Request: Sendable {
        /// The exhibits, by id prefix, piece number or received name; all when empty: the edition *complete*.
        package var exhibits: [String]
        /// The hand-over folder to make; it must not exist.
        package var output: String
        /// For whom it is; a committed field, null when not said.
        package var recipient: String?
        /// What those who are to read it can take.
        package var limits: BundleLimits

        /// A request for all or some exhibits.
        package init(
            exhibits: [String] = [],
            output: String,
            recipient: String? = nil,
            limits: BundleLimits = .profile
        ) {
            self.exhibits = exhibits
            self.output = output
            self.recipient = recipient
            self.limits = limits
        }
    }

    /// What was built.
    package struct Built: Sendable {
        /// The hand-over folder.
        package let folder: String
        /// Complete, or an extract.
        package let edition: BundleEdition
        /// How many pieces it holds.
        package let pieceCount: Int
        /// The tree size of its head.
        package let treeSize: UInt64
        /// The SHA-256 of the container.
        package let container: Digest
        /// The SHA-256 of EMPREINTES.sha256, which the documents print.
        package let digestList: Digest
        /// Whether the head and the signature each have a time stamp.
        package let isStamped: Bool
        /// What authorities failed to do.
        package let failures: [AuthorityTrouble]
        /// Our own verifier's report, under no trust but in the signer.
        package let report: VerificationReport

        /// `incomplete` when a time stamp is missing: the bundle is whole, its time is not attested.
        package var exitStatus: ExitStatus { isStamped ? .done : .incomplete }
    }

    /// Builds the bundle; the steps are those of docs/formats/bundle.md § 2.
    ///
    /// A missing authority never blocks a filing: the container is then written without time stamps, and says so. A
    /// *failed* of our own verifier stops the build, and nothing bears the final name.
    package static func run(
        _ request: Request,
        case path: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings,
        client: AuthorityClient = AuthorityClient(),
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> Built {
        try await OperationError.mapping {
            let caseFile = try CaseFile(at: path, in: surroundings)
            let output = surroundings.absolute(request.output)
            guard !DurableFile.exists(output) else { throw OperationError(.outputExists, ["path": output]) }
            let custodian = try Custodian(
                unlocking: IdentityStore(in: surroundings).chosen(name),
                passphrase: passphrase
            )

            // 1: numbers, bundle.prepared, checkpoint H
            let preparation = try BundlePreparation.enter(
                request,
                in: caseFile,
                by: custodian,
                in: surroundings
            )
            // 2: H is stamped
            let round = try await StampHead.run(
                over: preparation.head,
                in: caseFile,
                by: custodian,
                in: surroundings,
                client: client,
                progress: progress
            )
            // 3: documents, manifest, signature and its time stamp, our own verification
            let (draft, signature) = try await draft(
                of: preparation,
                isStamped: !round.stamps.isEmpty,
                in: caseFile,
                for: custodian,
                as: output,
                at: surroundings,
                client: client,
                progress: progress
            )
            let report: VerificationReport
            do {
                report = try verify(draft, signer: custodian.identity.certificate, now: surroundings.now())
                try draft.commit()
            } catch {
                draft.discard()
                throw error
            }
            // COMMITTED: the folder bears its name. If what follows fails, the release is not entered, which `audit` of
            // the case does not need and a later bundle says: the bundle itself stands.
            // 4: bundle.released, checkpoint
            try preparation.enterRelease(
                of: draft.containerDigest,
                in: caseFile,
                by: custodian,
                in: surroundings
            )
            return Built(
                folder: output,
                edition: preparation.edition,
                pieceCount: preparation.exhibits.count,
                treeSize: preparation.head.checkpoint.treeSize,
                container: draft.containerDigest,
                digestList: draft.digestListDigest,
                isStamped: !round.stamps.isEmpty && signature.isStamped,
                failures: round.failures + signature.failures,
                report: report
            )
        }
    }

    /// Writes the bundle of what was prepared, and has it signed; whatever was gathered for it is let go before it is verified.
    private static func draft(
        of preparation: BundlePreparation,
        isStamped: Bool,
        in caseFile: CaseFile,
        for custodian: Custodian,
        as output: String,
        at surroundings: Surroundings,
        client: AuthorityClient,
        progress: @escaping ProgressListener
    ) async throws -> (BundleDraft, ManifestSignature) {
        let assembly = try BundleAssembly(of: preparation, in: caseFile, for: custodian, as: output)
        let time = try surroundings.declaredTime().instant
        var writer = try BundleWriter.begin(assembly.plan(isStamped: isStamped), as: output)
        var signature: ManifestSignature
        do {
            signature = try await ManifestSignature.make(
                over: writer.manifestDigest(),
                by: custodian,
                authorities: caseFile.settings.authorities,
                client: client,
                comparing: caseFile.clockComparison(at: surroundings.now(), client: client),
                at: time,
                progress: progress
            )
            if isStamped, !signature.isStamped {
                // Nobody stamped the signature after all: the documents have to say so, and are signed again.
                writer.discard()
                writer = try BundleWriter.begin(assembly.plan(isStamped: false), as: output)
                signature = try signature.replaced(over: writer.manifestDigest(), by: custodian, at: time)
            }
        } catch {
            writer.discard()
            throw error
        }
        return (try writer.finish(signature: signature.der), signature)
    }

    /// Reads the draft back and judges it; whatever is *failed* stops the build.
    private static func verify(
        _ draft: BundleDraft,
        signer: Certificate,
        now: Instant
    ) throws -> VerificationReport {
        let policy = TrustPolicy(signers: [TrustPolicy.Signer(fingerprint: signer.fingerprint, certificate: signer)])
        let report = BundleVerifier(policy: policy, now: now).verify(try UncheckedBundle(opening: draft.path))
        if report.verdict == .failed, let finding = report.findings.first(where: { $0.outcome == .failed }) {
            throw OperationError(
                .bundleNotSound,
                ["check": finding.check.rawValue, "subject": finding.subject.name]
            )
        }
        return report
    }
}
