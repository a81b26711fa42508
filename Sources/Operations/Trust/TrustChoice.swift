package import Cryptography
package import Verification

/// Whom a person trusts in one verification: the policy that was named, or else what `trust/` holds, and signers whose
/// fingerprints were typed.
package struct TrustChoice: Sendable {
    /// A policy file that replaces the person's own trust; nil for that.
    package var policyFile: String?

    /// Certificates known by their SHA-256 alone, as printed on paper.
    package var signers: [Digest]

    /// A choice of these.
    package init(policyFile: String? = nil, signers: [Digest] = []) {
        self.policyFile = policyFile
        self.signers = signers
    }

    /// The policy that these come to.
    func policy(in surroundings: Surroundings) throws -> TrustPolicy {
        var policy =
            if let policyFile { try TrustPolicyFile.read(surroundings.absolute(policyFile)) } else {
                try TrustStore(in: surroundings).policy()
            }
        policy.signers += signers.map { TrustPolicy.Signer(fingerprint: $0) }
        return policy
    }
}

// MARK: - Verbs under a choice of trust

extension VerifyBundle {
    /// The report on the bundle at `path`, under the trust that was chosen, at the computer's time.
    package static func run(
        _ path: String,
        trust: TrustChoice,
        checkpoints: [String] = [],
        in surroundings: Surroundings
    ) throws -> VerificationReport {
        try OperationError.mapping {
            try run(
                surroundings.absolute(path),
                policy: trust.policy(in: surroundings),
                checkpoints: checkpoints.map { surroundings.absolute($0) },
                now: surroundings.now()
            )
        }
    }
}

extension AuditLedger {
    /// The report on the case at `path`, under the trust that was chosen.
    ///
    /// Nobody unlocks anything where `unlocking` is nil: openings and originals then stay locked, and are reported so.
    package static func run(
        case path: String?,
        trust: TrustChoice,
        unlocking: Unlocking?,
        originals: Originals,
        checkpoints: [String] = [],
        in surroundings: Surroundings,
        progress: @escaping ProgressListener = { _ in }
    ) throws -> VerificationReport {
        try OperationError.mapping {
            let policy = try trust.policy(in: surroundings)
            return try run(
                CaseFile.folder(at: path, in: surroundings),
                policy: policy,
                custodian: unlocking?.custodian(in: surroundings),
                originals: originals,
                checkpoints: checkpoints.map { surroundings.absolute($0) },
                in: surroundings,
                progress: progress
            )
        }
    }
}
