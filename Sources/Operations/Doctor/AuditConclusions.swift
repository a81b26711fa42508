internal import Verification

// What the findings of an audit come to. Nothing is judged here a second time: each cause leads to one conclusion, and
// only where one explains another are they put together (docs/formats/diagnosis.md § 3).

extension CaseDiagnosis {
    /// Draws the conclusions from `report`.
    ///
    /// - Parameters:
    ///   - hasTraces: whether openings.sqlite or originals/ hold something of entries that the ledger does not have.
    ///   - lastEntry: the index of the last entry that is there; nil when there is none.
    mutating func conclude(from report: VerificationReport, hasTraces: Bool, lastEntry: UInt64?) {
        audit = report
        let failed = Self.failures(in: report)
        for finding in report.findings {
            switch finding.outcome {
            case .failed:
                let found = Self.diagnosis(of: finding, lastEntry: lastEntry)
                // An entry that was altered or moved does not fit its openings, which were not.
                let isConsequence = found == .openingsAltered && Self.entry(of: finding).map { failed[$0] } == .altered
                conclude(isConsequence ? .altered : found, finding: finding)
            case .indeterminate: conclude(Self.doubt(of: finding, beside: failed), finding: finding)
            case .passed, .notApplicable: break
            }
        }
        // Traces of entries that are gone: the ledger alone became shorter, not the whole folder older.
        if hasTraces { replace(.rolledBack, by: .truncated) }
        // Entries that are missing at the end are why no root is right any more, and why others know more.
        if has(.truncated) {
            if isOnlyAboutMissingEntries { replace(.altered, by: .truncated) }
            for consequence in [Diagnosis.rolledBack, .tablesAltered, .stampsAltered, .openingsLost] {
                replace(consequence, by: .truncated)
            }
        }
        // What was altered differs from what others know, and from the tables beside it, because it was.
        if has(.altered) {
            for consequence in [Diagnosis.tablesAltered, .rebuilt, .forked] { replace(consequence, by: .altered) }
        }
        for cause in [Diagnosis.openingsMissing, .foreignDatabase, .corruptPage] where has(cause) {
            replace(.openingsLost, by: cause)
        }
    }

    /// For each entry that failed a check, what that comes to.
    private static func failures(in report: VerificationReport) -> [UInt64: Diagnosis] {
        var failures: [UInt64: Diagnosis] = [:]
        for finding in report.findings where finding.outcome == .failed {
            guard let index = entry(of: finding) else { continue }
            let found = diagnosis(of: finding, lastEntry: nil)
            if found == .altered { failures[index] = .altered }
            if found == .openingsAltered, failures[index] == nil { failures[index] = .openingsAltered }
        }
        return failures
    }

    /// The entry that a finding is about.
    private static func entry(of finding: Finding) -> UInt64? {
        switch finding.subject {
        case .entry(let index), .field(let index, _): index
        default: nil
        }
    }

    private var isOnlyAboutMissingEntries: Bool {
        let causes: Set<Cause.Code> = [
            .entryMissing, .entriesMissing, .rowsWithoutEntry, .headMissing, .nothingExamined,
        ]
        let altered = conclusions.first { $0.diagnosis == .altered }
        return altered.map { $0.unlistedCount == 0 && $0.findings.allSatisfy { causes.contains($0.cause.code) } }
            ?? false
    }

    /// What a failed check comes to.
    private static func diagnosis(of finding: Finding, lastEntry: UInt64?) -> Diagnosis {
        switch finding.cause.code {
        case .entryMissing: isAtTheEnd(finding, lastEntry) ? .truncated : .altered
        case .rowsWithoutEntry: .truncated
        case .ledgerBehindKnown: .rolledBack
        case .knownRootDiffers, .knownLeafDiffers: .rebuilt
        case .knownOfOtherPlace: .forked
        case .otherOrigin where finding.check == .knownCheckpoint: .otherLedger
        case .expectedLedgerDiffers: .otherLedger
        case .structureAltered: .structureAltered
        case .leafHashDiffers, .nodeDiffers, .subjectDiffers: .tablesAltered
        case .notEnrolled, .retired, .notAnAdmin, .founderNotEnrolled, .enrolledTwice, .retiredWithoutEnrolment,
            .acceptanceBroken:
            .unauthorised
        case .tokenLost, .tokenForeign, .answerDiffers, .recordedCheckpointMissing,
            .tokenOfAnotherImprint, .tokenMalformed, .tokenBroken, .tokenForged:
            .stampsAltered
        case .unreadable where finding.check == .token: .stampsAltered
        case .originalMissing: .originalMissing
        case .originalCut: .originalCut
        case .originalAltered: .originalAltered
        case .originalReplaced: .originalReplaced
        case .unreadable where finding.check == .exhibitContent: .originalUnreadable
        case .contentKeyMissing, .contentKeyDamaged: .contentKeyMissing
        case .openingDiffers, .openingMalformed, .fieldOpenedTwice, .listDiffers, .listMalformed: .openingsAltered
        case .unreadable where finding.check == .opening || finding.check == .listLines: .openingsAltered
        default: .altered
        }
    }

    private static func isAtTheEnd(_ finding: Finding, _ lastEntry: UInt64?) -> Bool {
        guard case .entry(let index) = finding.subject else { return false }
        return lastEntry.map { index > $0 } ?? true
    }

    /// What a check that could not be decided comes to; beside a failure of the same entry, it is a consequence.
    private static func doubt(of finding: Finding, beside failures: [UInt64: Diagnosis]) -> Diagnosis {
        guard [.openingMissing, .listMissing].contains(finding.cause.code) else { return .undecided }
        return entry(of: finding).flatMap { failures[$0] } ?? .openingsLost
    }
}
