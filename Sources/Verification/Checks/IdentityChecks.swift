import Columns
import Cryptography

// Checks custodian, signer, certificatePeriod and revocation: who signed, how the verifier can know whose key it is,
// and whether the key was good when it signed.

extension LedgerExamination {
    /// Judges the signer of every entry, custodians by index and certificates by attested time.
    mutating func examineIdentities() {
        for run in entries.runs { checkCustodian(of: run) }
        for certificate in custodians.actors.values { checkSigner(certificate) }
        for run in entries.runs { checkPeriod(of: run) }
        if policy.requiresRevocation {
            report.doubt(.revocation, .ledger, Cause(.revocationUnavailable))
        } else {
            report.exempt(.revocation, .ledger, Cause(.revocationNotRequired))
        }
    }

    private mutating func checkCustodian(of run: EntryRun) {
        let actor = custodians.actors[run.traits.actor]
        var good = 0
        for index in run.indexes {
            let subject = Subject.entry(index)
            switch custodians.standing(of: actor, at: index) {
            case .good: good += 1
            case .notEnrolled: report.fail(.custodian, subject, Cause(.notEnrolled))
            case .retired(let at): report.fail(.custodian, subject, Cause(.retired, ["retirement": String(at)]))
            case .doubtful(let since):
                report.doubt(.custodian, subject, Cause(.retirementDoubt, ["since": String(since)]))
            }
        }
        report.pass(.custodian, count: good)
    }

    private mutating func checkSigner(_ certificate: Digest) {
        let trust = trust(in: certificate)
        report.summary.signers.append(
            VerificationReport.Signer(
                certificate: certificate,
                name: certificates[certificate]?.commonName,
                trust: trust
            )
        )
        if trust == .unknown {
            report.doubt(.signer, .certificate(certificate), Cause(.signerUnknown, ["fingerprint": certificate.hex]))
        } else {
            report.pass(.signer)
        }
    }

    /// How the verifier can know whose key it is: pinned, issued by a pinned authority, or enrolled by a good admin.
    func trust(in certificate: Digest) -> VerificationReport.Signer.Trust {
        var seen: Set<Digest> = []
        return trust(in: certificate, seen: &seen)
    }

    private func trust(in certificate: Digest, seen: inout Set<Digest>) -> VerificationReport.Signer.Trust {
        if policy.signers.contains(where: { $0.fingerprint == certificate }) { return .pinned }
        if chainsToPinnedAnchor(certificate) { return .chainsToPinnedAnchor }
        // Enrolments only lead to earlier entries, but what is shown may be forged into a circle.
        guard seen.insert(certificate).inserted, let custodian = custodians.custodians[certificate],
            custodian.enrolledBy != certificate,
            custodians.custodians[custodian.enrolledBy]?.isAdmin == true,
            custodians.standing(of: custodian.enrolledBy, at: custodian.enrolledAt) == .good
        else { return .unknown }
        return trust(in: custodian.enrolledBy, seen: &seen) == .unknown ? .unknown : .enrolledByGoodAdmin
    }

    private func chainsToPinnedAnchor(_ digest: Digest) -> Bool {
        // Which certificates a stolen issuing key made, and when, nobody can tell.
        let anchors = policy.signers.filter { $0.compromisedSince == nil }
            .compactMap(\.certificate).filter(\.isCertificateAuthority)
        guard !anchors.isEmpty, let certificate = certificates[digest] else { return false }
        // The signer's own period is judged entry by entry; the chain is built at a moment within it.
        let moment = min(max(now, certificate.notBefore), certificate.notAfter)
        do {
            _ = try CertificatePath.build(
                leaf: certificate,
                intermediates: evidence.certificates,
                anchors: anchors,
                at: moment,
                purpose: .signing
            )
            return true
        } catch {
            return false
        }
    }

    /// The certificate must have been good when the entry was made: at the attested time, or, when nobody attests one,
    /// still today.
    private mutating func checkPeriod(of run: EntryRun) {
        let actor = custodians.actors[run.traits.actor]
        guard let certificate = certificates[actor] else {
            let cause = Cause(.certificateMissing, ["certificate": actor.hex])
            return report.doubt(.certificatePeriod, entries: run.indexes, cause)
        }
        for indexes in coverage.spans(of: run.indexes) {
            let attested = coverage.attested(after: indexes.lowerBound)?.genTime
            if let doubt = doubtOfPeriod(of: certificate, attested: attested) {
                report.doubt(.certificatePeriod, entries: indexes, doubt)
            } else {
                report.pass(.certificatePeriod, count: indexes.count)
            }
        }
    }

    /// Why `certificate` may not have been good when it signed; nil when it was, at the attested time or, when nobody
    /// attests one, today.
    func doubtOfPeriod(of certificate: Certificate, attested: Instant?) -> Cause? {
        let pinned = policy.signers.first { $0.fingerprint == certificate.fingerprint }
        if let since = pinned?.compromisedSince, attested.map({ $0 >= since }) ?? true {
            return Cause(.signerCompromised, ["since": since.rfc3339])
        }
        let moment = attested ?? now
        if moment > certificate.notAfter {
            let code: Cause.Code = attested == nil ? .expiredWithoutAttestation : .expiredWhenAttested
            return Cause(code, ["notAfter": certificate.notAfter.rfc3339])
        }
        if moment < certificate.notBefore {
            return Cause(.notYetGood, ["notBefore": certificate.notBefore.rfc3339])
        }
        return nil
    }
}
