/// What can be wrong with a case: every conclusion that `doctor` can come to (docs/formats/diagnosis.md).
///
/// The cases stand in the order of that page; `number` is the number there. The raw value is stable: `--json` goes by it.
package enum Diagnosis: String, CaseIterable, Sendable {
    // What cannot be opened
    case noAccess
    case settingsMissing
    case settingsUnreadable
    case ledgerMissing
    case openingsMissing
    case foreignDatabase
    case corruptPage
    case structureAltered

    // Keys
    case ledgerKeyMissing
    case ledgerKeyDamaged
    case ledgerKeyReplaced
    case custodianKeyUnusable
    case contentKeyMissing

    // History
    case otherLedger
    case rolledBack
    case truncated
    case rebuilt
    case forked
    case unauthorised
    case altered
    case tablesAltered
    case stampsAltered

    // What was received, and what is known of it
    case originalMissing
    case originalCut
    case originalAltered
    case originalReplaced
    case originalUnreadable
    case openingsAltered
    case openingsLost

    // Work
    case copied
    case unfinished
    case strangers
    case undecided
    case exposed

    /// The number under which docs/formats/diagnosis.md describes it, from 1.
    package var number: Int {
        // A case of a CaseIterable enum is always among its cases.
        (Self.allCases.firstIndex(of: self) ?? 0) + 1
    }

    /// What a conclusion means for whoever relies on the case.
    package enum Weight: Sendable {
        /// Something is lost, damaged or false.
        case damage
        /// Something is to be completed, or could not be examined.
        case open
        /// Worth knowing; nothing is wrong with the evidence.
        case remark
    }

    /// What the conclusion weighs.
    package var weight: Weight {
        switch self {
        case .copied, .unfinished, .undecided, .custodianKeyUnusable: .open
        case .exposed, .strangers: .remark
        default: .damage
        }
    }
}
