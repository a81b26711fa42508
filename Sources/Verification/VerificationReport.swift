package import Cryptography
package import Custody

/// What everything comes to: the worst required outcome.
///
/// On paper CONFORME, NON CONFORME, VÉRIFICATION INCOMPLÈTE.
package enum Verdict: String, Sendable {
    case passed
    case failed
    case indeterminate
}

/// Every check of a verification, with what it was carried out on and what it came to.
///
/// Subjects that passed are counted, all others are kept one by one with their cause, so that a report on a million
/// entries stays small. Past `listed` findings of one check that are not passed, the rest is counted too.
package struct VerificationReport: Sendable {
    /// The most findings of one check that are kept in words.
    package static let listed = 1_000

    private var results: [Check: Result] = [:]

    /// Facts for the reader that no check decides: sizes, bounds in time, how signers are trusted.
    package var summary = Summary()

    /// Nothing examined, nothing known.
    package init() {}

    /// What one check came to.
    package struct Result: Sendable {
        /// How many subjects passed.
        package fileprivate(set) var passedCount = 0
        /// What did not pass, or does not apply, in the order in which it was met; at most `listed`.
        package fileprivate(set) var findings: [Finding] = []
        /// How many more there are like them.
        package fileprivate(set) var unlistedCount = 0
        /// The worst outcome of the subjects on which the verdict depends.
        package fileprivate(set) var outcome = Outcome.notApplicable
        /// Whether the verdict depends on any subject.
        package fileprivate(set) var isRequired = false

        fileprivate mutating func pass(_ count: Int) {
            passedCount += count
            outcome = Outcome.worse(outcome, .passed)
            isRequired = true
        }
    }

    /// What `check` came to; nil when it was carried out on nothing.
    package subscript(check: Check) -> Result? { results[check] }

    /// All findings in the order of the checks.
    package var findings: [Finding] { Check.allCases.flatMap { results[$0]?.findings ?? [] } }

    /// The worst required outcome; nothing examined is never a pass.
    package var verdict: Verdict {
        switch worst(of: Check.allCases) {
        case .failed: .failed
        case .passed: .passed
        case .indeterminate, .notApplicable: .indeterminate
        }
    }

    /// The worst required outcome of one group; nothing examined is never a pass.
    package func outcome(of group: CheckGroup) -> Outcome {
        worst(of: Check.allCases.filter { $0.group == group })
    }

    private func worst(of checks: [Check]) -> Outcome {
        let required = checks.compactMap { results[$0] }.filter(\.isRequired)
        guard !required.isEmpty else { return .indeterminate }
        return required.map(\.outcome).reduce(.notApplicable, Outcome.worse)
    }
}

extension Outcome {
    /// The worse of two: failed, then indeterminate, then passed; what does not apply counts for nothing.
    static func worse(_ one: Outcome, _ other: Outcome) -> Outcome {
        switch (one, other) {
        case (.failed, _), (_, .failed): .failed
        case (.indeterminate, _), (_, .indeterminate): .indeterminate
        case (.passed, _), (_, .passed): .passed
        case (.notApplicable, .notApplicable): .notApplicable
        }
    }
}

// MARK: - Recording

extension VerificationReport {
    /// Notes that `check` holds for `count` subjects.
    package mutating func pass(_ check: Check, count: Int = 1) {
        guard count > 0 else { return }
        // One look-up: an audit comes here ten times an entry.
        results[check, default: Result()].pass(count)
    }

    /// Notes that `check` does not hold for `subject`.
    package mutating func fail(_ check: Check, _ subject: Subject, _ cause: Cause, required: Bool = true) {
        record(Finding(check: check, subject: subject, outcome: .failed, cause: cause, isRequired: required))
    }

    /// Notes that it could not be known whether `check` holds for `subject`.
    package mutating func doubt(_ check: Check, _ subject: Subject, _ cause: Cause, required: Bool = true) {
        record(Finding(check: check, subject: subject, outcome: .indeterminate, cause: cause, isRequired: required))
    }

    /// Notes that `check` does not apply to `subject`, with the rule that says so.
    package mutating func exempt(_ check: Check, _ subject: Subject, _ cause: Cause) {
        record(Finding(check: check, subject: subject, outcome: .notApplicable, cause: cause, isRequired: true))
    }

    /// Notes that `check` does not hold for the entries `indexes`.
    package mutating func fail(_ check: Check, entries indexes: Range<UInt64>, _ cause: Cause) {
        record(check, indexes, .failed, cause)
    }

    /// Notes that it could not be known whether `check` holds for the entries `indexes`.
    package mutating func doubt(_ check: Check, entries indexes: Range<UInt64>, _ cause: Cause) {
        record(check, indexes, .indeterminate, cause)
    }

    /// Notes that `check` does not apply to the entries `indexes`, with the rule that says so.
    package mutating func exempt(_ check: Check, entries indexes: Range<UInt64>, _ cause: Cause) {
        record(check, indexes, .notApplicable, cause)
    }

    /// Records the first findings one by one, and counts the rest.
    private mutating func record(_ check: Check, _ indexes: Range<UInt64>, _ outcome: Outcome, _ cause: Cause) {
        guard !indexes.isEmpty else { return }
        let room = Self.listed - (results[check]?.findings.count ?? 0)
        for index in indexes.prefix(max(1, room)) {
            record(Finding(check: check, subject: .entry(index), outcome: outcome, cause: cause, isRequired: true))
        }
        results[check, default: Result()].unlistedCount += max(0, indexes.count - max(1, room))
    }

    /// Makes sure that each of `checks` was carried out at least once: what nobody examined cannot pass.
    package mutating func requireExamined(_ checks: [Check]) {
        for check in checks where results[check] == nil {
            doubt(check, .ledger, Cause(.nothingExamined))
        }
    }

    private mutating func record(_ finding: Finding) {
        if results[finding.check, default: Result()].findings.count < Self.listed {
            results[finding.check, default: Result()].findings.append(finding)
        } else {
            results[finding.check, default: Result()].unlistedCount += 1
        }
        settle(finding.check, finding.outcome, required: finding.isRequired)
    }

    private mutating func settle(_ check: Check, _ outcome: Outcome, required: Bool) {
        guard required else { return }
        let known = results[check, default: Result()].outcome
        results[check, default: Result()].outcome = Outcome.worse(known, outcome)
        results[check, default: Result()].isRequired = true
    }
}

// MARK: - Summary

extension VerificationReport {
    /// What a reader wants to know beside the outcomes.
    package struct Summary: Sendable {
        /// The ledger's name.
        package var origin: String?
        /// The number of entries of the ledger at the head.
        package var treeSize: UInt64?
        /// The ledger key in force at the head, as a verifier key.
        package var ledgerKey: String?
        /// The adoptions of the ledger's folder that entries declare, oldest first.
        package var moves: [LedgerMove] = []
        /// The head's root hash.
        package var rootHash: Digest?
        /// How many entries were examined.
        package var entriesExamined: UInt64 = 0
        /// The bundle's edition, as `bundle.prepared` names it.
        package var edition: String?
        /// The SHA-256 of EMPREINTES.sha256, that the documents print.
        package var digestListDigest: Digest?
        /// The pieces, in their order.
        package var pieces = ReportedPieces()
        /// The signers and how each is trusted.
        package var signers: [Signer] = []
        /// The authorities whose tokens were trusted, with the class that the policy gives in words.
        package var authorities: [Authority] = []
        /// Whether every original was read again; false when an audit was told not to, or could not unlock them.
        package var contentWasRead = true
    }

    /// A piece, the entry that sealed it and the bounds in time of that entry.
    package struct Piece: Hashable, Sendable {
        /// The number under which the piece is communicated.
        package var number: UInt64
        /// The piece's path in the container.
        package var path: String
        /// The index of the entry that sealed it.
        package var entry: UInt64
        /// The SHA-256 that was sealed; nil when it is not opened.
        package var digest: Digest?
        /// Between which attested times it was sealed.
        package var bounds: TimeBounds
    }

    /// Between which attested times something was sealed.
    package struct TimeBounds: Hashable, Sendable {
        /// Not before this; nil when no earlier token is referred to.
        package var earliest: Instant?
        /// Not after this; nil when no trusted token covers it.
        package var latest: Instant?
        /// Whether the upper bound's token left its accuracy out, so that it was taken as 0.
        package var accuracyAssumed = false

        /// Nothing examined, nothing known.
        package init() {}
    }

    /// A signing certificate and why it is, or is not, trusted.
    package struct Signer: Hashable, Sendable {
        /// The SHA-256 of the certificate's DER.
        package var certificate: Digest
        /// The name that the certificate bears; it proves nothing by itself.
        package var name: String?
        /// How the verifier can know whose key it is.
        package var trust: Trust

        /// How the verifier can know whose key it is.
        package enum Trust: String, Sendable {
            case pinned
            case chainsToPinnedAnchor
            case enrolledByGoodAdmin
            case unknown
        }
    }

    /// A time-stamping authority whose token was trusted.
    package struct Authority: Hashable, Sendable {
        /// The authority's name in the policy.
        package var name: String
        /// Its class in the policy's words.
        package var authorityClass: String
    }
}
