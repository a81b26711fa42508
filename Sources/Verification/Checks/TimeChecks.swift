import Algorithms
import Cryptography
import Custody
import Timestamping
import TransparencyLog

// Checks token, attestedTime and boundsInOrder: which third party attests what, and between which two moments each
// entry was made.

extension LedgerExamination {
    /// Judges every token shown and what they come to for every entry.
    mutating func examineTimes() {
        for token in evidence.tokens { examine(token) }
        if evidence.tokens.isEmpty { report.doubt(.token, .ledger, Cause(.noToken)) }
        let coverage = TimeCoverage(attestations: attestations, consistent: consistentSizes, quorum: policy.timeQuorum)
        let settled = entries.runs.last { !$0.traits.isBookkeeping }?.indexes.upperBound
        for run in entries.runs {
            for indexes in coverage.spans(of: run.indexes) {
                let bounds = bounds(ofEntryAt: indexes.lowerBound, run.traits, in: coverage)
                if bounds.latest == nil, let settled, indexes.lowerBound >= settled {
                    report.exempt(.attestedTime, entries: indexes, Cause(.nothingPending))
                } else if let latest = bounds.latest {
                    report.pass(.attestedTime, count: indexes.count)
                    if let earliest = bounds.earliest, earliest > latest {
                        report.fail(.boundsInOrder, entries: indexes, Cause(.boundsCrossed))
                    } else {
                        report.pass(.boundsInOrder, count: indexes.count)
                    }
                } else {
                    let code: Cause.Code = attestations.isEmpty ? .noTrustedToken : .quorumNotMet
                    report.doubt(.attestedTime, entries: indexes, Cause(code, ["quorum": String(policy.timeQuorum)]))
                }
            }
        }
        self.coverage = coverage
        // A forged token beside enough good ones is a finding; where the quorum is not met, it is why.
        if let report = self.report[.attestedTime], report.outcome != .passed {
            for (token, cause) in forgedTokens { self.report.fail(.token, .token(token), cause) }
        }
    }

    /// The bounds in time of an entry.
    func bounds(
        ofEntryAt index: UInt64,
        _ traits: EntryRun.Traits,
        in coverage: TimeCoverage
    ) -> VerificationReport.TimeBounds {
        var bounds = VerificationReport.TimeBounds()
        if let attested = coverage.attested(after: index) {
            bounds.latest = attested.genTime.adding(microseconds: attested.accuracy ?? 0)
            bounds.accuracyAssumed = attested.accuracy == nil
        }
        if traits.reference >= 0 {
            let named = references[Int(traits.reference)]
            bounds.earliest =
                attestations
                .filter { $0.size == named.size && named.tokens.contains($0.token) }
                .map { $0.genTime.adding(microseconds: -($0.accuracy ?? 0)) }
                .max()
        }
        return bounds
    }

    private mutating func examine(_ shown: LedgerEvidence.Token) {
        let digest = shown.digest
        let subject = Subject.token(digest)
        guard let der = attempt(.token, subject, { _ in try shown.read() }) else { return }
        guard let checkpoint = checkpoints[shown.size] else {
            return report.doubt(.token, subject, Cause(.tokenOverUnknownCheckpoint, ["size": String(shown.size)]))
        }
        switch judge(der, over: Digest(of: checkpoint.bytes)) {
        case .trusted(let genTime, let accuracy, let authority):
            attestations.append(
                Attestation(
                    size: shown.size,
                    token: digest,
                    genTime: genTime,
                    accuracy: accuracy,
                    authority: authority
                )
            )
            report.pass(.token)
        case .doubtful(let cause):
            // The quorum decides; a token of an unknown authority takes nothing away.
            report.doubt(.token, subject, cause, required: false)
        case .broken(let cause):
            report.fail(.token, subject, cause, required: cause.code == .tokenOfAnotherImprint)
            if cause.code == .tokenForged { forgedTokens.append((digest, cause)) }
        }
    }

    /// What a token over `imprint` is worth under the policy.
    mutating func judge(_ der: [UInt8], over imprint: Digest) -> TokenJudgement {
        let token: TimeStampToken
        do { token = try TimeStampToken(parsing: der) } catch {
            return .broken(Cause(.tokenMalformed, ["reason": "\(error)"]))
        }
        switch token.verify(
            imprint: imprint,
            anchors: policy.authorities.map(\.root),
            additional: evidence.certificates
        )
        {
        case .trusted(_, let path, _, _):
            guard let authority = policy.authorities.first(where: { $0.root == path.last }) else {
                return .doubtful(Cause(.authorityUnknown))
            }
            if let since = authority.compromisedSince, token.genTime >= since {
                return .doubtful(Cause(.authorityCompromised, ["authority": authority.name]))
            }
            let known = VerificationReport.Authority(name: authority.name, authorityClass: authority.authorityClass)
            if !report.summary.authorities.contains(known) { report.summary.authorities.append(known) }
            return .trusted(token.genTime, token.accuracy, authority)
        case .untrusted(let doubt):
            return .doubtful(Cause(.tokenNotTrusted, ["reason": "\(doubt)"]))
        case .broken(.otherImprint):
            return .broken(Cause(.tokenOfAnotherImprint))
        case .broken(let fault) where fault.isForgery:
            return .broken(Cause(.tokenForged, ["reason": "\(fault)"]))
        case .broken(let fault):
            return .broken(Cause(.tokenBroken, ["reason": "\(fault)"]))
        }
    }
}

extension TimeStampFault {
    /// Whether somebody changed the token, rather than its authority having made it badly.
    var isForgery: Bool {
        switch self {
        case .messageDigestMismatch, .invalidSignature, .signingCertificateMismatch, .forgedCertificate: true
        default: false
        }
    }
}

/// What a token is worth under a policy.
enum TokenJudgement {
    case trusted(Instant, Int64?, TrustPolicy.Authority)
    case doubtful(Cause)
    case broken(Cause)
}

/// Which time each entry is attested at: the q-th earliest among the trusted tokens over checkpoints that cover it,
/// one a distinct authority, where q is the policy's quorum (docs/formats/timestamp.md).
struct TimeCoverage {
    /// The covering checkpoints' sizes, ascending, each with what it and all larger ones attest together.
    private var steps: [(size: UInt64, attested: Attestation?)] = []

    init(attestations: [Attestation], consistent: Set<UInt64>, quorum: Int) {
        let usable = attestations.filter { consistent.contains($0.size) }
        let sizes = Set(usable.map(\.size)).sorted(by: >)
        var earliest: [Digest: Attestation] = [:]
        for size in sizes {
            for attestation in usable where attestation.size == size {
                let authority = attestation.authority.root.fingerprint
                if let known = earliest[authority], known.genTime <= attestation.genTime { continue }
                earliest[authority] = attestation
            }
            let ordered = earliest.values.sorted { $0.genTime < $1.genTime }
            steps.append((size, ordered.count >= quorum ? ordered[quorum - 1] : nil))
        }
        steps.reverse()
    }

    /// What attests the entry at `index`: nil when the quorum is not met.
    func attested(after index: UInt64) -> Attestation? {
        let step = steps.partitioningIndex { $0.size > index }
        return step < steps.count ? steps[step].attested : nil
    }

    /// The parts of `indexes` whose entries the same attests, in their order.
    func spans(of indexes: Range<UInt64>) -> [Range<UInt64>] {
        var spans: [Range<UInt64>] = []
        var start = indexes.lowerBound
        // A step covers the entries before its size, from the step before on.
        for step in steps where step.size > start && start < indexes.upperBound {
            let end = min(step.size, indexes.upperBound)
            spans.append(start..<end)
            start = end
        }
        if start < indexes.upperBound { spans.append(start..<indexes.upperBound) }
        return spans
    }
}
