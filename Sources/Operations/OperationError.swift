/// Why an operation did not do what it was asked to.
///
/// It carries no sentence: the catalogue has one under `error.<code>` and, where something can be done about it, one under
/// `hint.<code>`. Arguments never hold a secret or the content of evidence.
package struct OperationError: Error, Hashable, Sendable {
    /// What went wrong; a stable name, shown in `--json`.
    package let code: Code

    /// What the sentence names, by placeholder: exactly `Code.placeholders`.
    package let arguments: [String: String]

    /// The error `code`, with an argument for each of its placeholders.
    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        precondition(Set(arguments.keys) == Set(code.placeholders), "\(code) has other placeholders")
        self.code = code
        self.arguments = arguments
    }

    /// The key of the sentence that says what is so.
    package var messageKey: String { code.messageKey }

    /// The key of the sentence that says what to do next.
    package var hintKey: String { code.hintKey }

    /// The status that the program ends with.
    package var exitStatus: ExitStatus { code.exitStatus }
}

/// How a command ends.
package enum ExitStatus: Int32, Hashable, Sendable {
    case done = 0
    /// Refused, or found bad.
    case refused = 1
    /// Unreadable, input or output.
    case error = 2
    /// Done but incomplete, or indeterminate.
    case incomplete = 3
    /// The command line was not understood, or leaves something unanswered.
    case usage = 64
}

// MARK: - Codes

extension OperationError {
    /// The names of everything that goes wrong, in the order of their exit statuses.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        // The command line leaves something unanswered or cannot be followed: 64.
        case authorityAddressRefused, authorityRepeated, authorityUnknown
        case credentialsInURL, credentialsWithoutHTTPS
        case identityAmbiguous, identityNameRefused, commonNameRefused
        case trustNameRefused
        case minorImageryUnanswered, passphraseNeeded, recoveryUndecided
        case zoneUndecided, zoneUnknown
        case witnessAmbiguous, witnessLogKeyMissing, witnessNameRefused, witnessTwoProofs

        // Refused, or found bad: 1.
        case caseNotEmpty, caseNotOpen, custodianNotEnrolled
        case exhibitAmbiguous, exhibitUnknown
        case identityExists, identityMissing, identityUnknown
        case ledgerHeadUnsigned, ledgerInconsistent, ledgerOtherRoot, ledgerRolledBack, ledgerUnreadable
        case bundleNotSound, nothingToBundle, trustNameTaken, trustNamesFiles, trustUnknown
        case nothingToSeal, originalAltered, outputExists, passphraseEmpty, passphraseTooLong, passphraseWrong
        case sourceChanged, sourceInCase, sourceNameRepeated, sourceNotRegular
        case notSafeToComplete
        case answerMismatched, answerRefused, answerUnreadable
        case dateBeforePlatform, dateDoubled, dateInFuture, dateMissing, dateOfEpoch, dateOrder, dateUnreadable,
            dateWeekday
        case checkpointUnknown, entryUnknown, cosignatureForged, cosignatureOfNobodyKnown
        case witnessInconsistent, witnessLogKeyOther, witnessMissing, witnessOtherRoot, witnessProofFrom
        case witnessProofMissing, witnessProofOfOther, witnessSmaller, witnessUnknown

        // Unreadable, input or output, or of a later version: 2.
        case bundleNotWritten, bundleUnreadable, notABundle, severalContainers
        case checkpointMalformed, checkpointOfOtherLedger, checkpointUnreadable, noteMalformed
        case policyMalformed, policyMissingKey, policyNotTOML, policyUnknownKey, policyUnreadable
        case caseHeld, caseMissing, caseNone, clockOutOfRange, fileProblem, homeMissing, identityDamaged
        case ledgerKeyChanged, notTheCertificate, signingFailed
        case settingsMalformed, settingsUnknownKey
        case storeAltered, storeBusy, storeDamaged, storeForeign, storeNewer

        // Done but incomplete: 3.
        case authoritySilent, authorityStatus, credentialsUnreadable, receiptNotWritten

        /// The key of the sentence that says what is so.
        package var messageKey: String { "error.\(rawValue)" }

        /// The key of the sentence that says what to do next.
        package var hintKey: String { "hint.\(rawValue)" }

        /// The status that the program ends with.
        package var exitStatus: ExitStatus {
            switch self {
            case .authorityAddressRefused, .authorityRepeated, .authorityUnknown, .credentialsInURL,
                .credentialsWithoutHTTPS, .identityAmbiguous, .identityNameRefused, .commonNameRefused,
                .trustNameRefused, .minorImageryUnanswered, .passphraseNeeded, .recoveryUndecided,
                .zoneUndecided, .zoneUnknown,
                .witnessAmbiguous, .witnessLogKeyMissing, .witnessNameRefused, .witnessTwoProofs:
                .usage
            case .caseNotEmpty, .caseNotOpen, .custodianNotEnrolled, .exhibitAmbiguous, .exhibitUnknown,
                .identityExists, .identityMissing, .identityUnknown, .ledgerHeadUnsigned, .ledgerInconsistent,
                .ledgerOtherRoot, .ledgerRolledBack, .ledgerUnreadable, .bundleNotSound, .nothingToBundle,
                .trustNameTaken, .trustNamesFiles, .trustUnknown, .nothingToSeal, .originalAltered,
                .outputExists, .passphraseEmpty, .passphraseTooLong, .passphraseWrong, .sourceChanged, .sourceInCase,
                .sourceNameRepeated, .sourceNotRegular, .answerMismatched, .answerRefused, .answerUnreadable,
                .dateBeforePlatform, .dateDoubled, .dateInFuture, .dateMissing, .dateOfEpoch, .dateOrder,
                .dateUnreadable,
                .dateWeekday,
                .checkpointUnknown, .entryUnknown, .cosignatureForged, .cosignatureOfNobodyKnown, .witnessInconsistent,
                .witnessLogKeyOther, .witnessMissing, .witnessOtherRoot, .witnessProofFrom, .witnessProofMissing,
                .witnessProofOfOther, .witnessSmaller, .witnessUnknown, .notSafeToComplete:
                .refused
            case .bundleNotWritten, .bundleUnreadable, .notABundle, .severalContainers, .checkpointMalformed,
                .checkpointOfOtherLedger, .checkpointUnreadable, .noteMalformed, .policyMalformed, .policyMissingKey,
                .policyNotTOML,
                .policyUnknownKey, .policyUnreadable, .caseHeld, .caseMissing, .caseNone, .clockOutOfRange,
                .fileProblem, .homeMissing, .identityDamaged,
                .ledgerKeyChanged, .notTheCertificate, .signingFailed, .settingsMalformed, .settingsUnknownKey,
                .storeAltered, .storeBusy, .storeDamaged, .storeForeign, .storeNewer:
                .error
            case .authoritySilent, .authorityStatus, .credentialsUnreadable, .receiptNotWritten:
                .incomplete
            }
        }

        /// The placeholders of both sentences; a hint need not use them all.
        package var placeholders: [String] {
            switch self {
            case .clockOutOfRange, .homeMissing, .identityMissing, .commonNameRefused, .minorImageryUnanswered,
                .nothingToBundle, .nothingToSeal, .passphraseEmpty, .recoveryUndecided:
                []
            case .authorityAddressRefused, .credentialsInURL, .credentialsWithoutHTTPS: ["url"]
            case .authorityRepeated, .authorityUnknown, .identityExists, .identityNameRefused, .identityUnknown,
                .custodianNotEnrolled, .passphraseNeeded, .passphraseWrong, .sourceNameRepeated, .caseNotOpen:
                ["name"]
            case .witnessMissing: []
            case .witnessAmbiguous: ["names"]
            case .witnessNameRefused, .witnessUnknown: ["name"]
            case .witnessLogKeyMissing, .witnessLogKeyOther: ["origin"]
            case .witnessTwoProofs, .witnessProofOfOther, .cosignatureOfNobodyKnown: ["path"]
            case .cosignatureForged: ["name", "path"]
            case .witnessSmaller, .witnessInconsistent, .witnessProofMissing, .witnessProofFrom:
                ["remembered", "found"]
            case .witnessOtherRoot: ["size"]
            case .checkpointUnknown: ["size", "head"]
            case .entryUnknown: ["index", "size"]
            case .identityAmbiguous: ["names"]
            case .exhibitAmbiguous, .exhibitUnknown: ["text"]
            case .zoneUndecided: ["date"]
            case .zoneUnknown: ["zone"]
            case .dateBeforePlatform, .dateDoubled, .dateInFuture, .dateMissing, .dateOfEpoch, .dateOrder,
                .dateUnreadable, .dateWeekday:
                ["date", "field", "file"]
            case .ledgerRolledBack, .ledgerInconsistent: ["remembered", "found"]
            case .ledgerOtherRoot: ["size"]
            case .ledgerUnreadable, .fileProblem, .identityDamaged, .storeDamaged, .receiptNotWritten:
                ["path", "reason"]
            case .ledgerHeadUnsigned, .ledgerKeyChanged, .notTheCertificate, .caseHeld, .caseMissing, .caseNone,
                .caseNotEmpty, .outputExists, .passphraseTooLong, .sourceChanged, .sourceInCase, .sourceNotRegular,
                .storeBusy, .storeForeign, .storeNewer, .credentialsUnreadable:
                ["path"]
            case .settingsMalformed: ["path", "line", "reason"]
            case .settingsUnknownKey: ["path", "key"]
            case .storeAltered: ["path", "object"]
            case .originalAltered: ["exhibit"]
            case .bundleNotSound: ["check", "subject"]
            case .trustNameTaken, .trustUnknown, .trustNameRefused: ["name"]
            case .bundleNotWritten, .bundleUnreadable, .checkpointMalformed, .noteMalformed: ["path", "reason"]
            case .trustNamesFiles, .notABundle, .severalContainers, .checkpointOfOtherLedger, .checkpointUnreadable,
                .policyUnreadable:
                ["path"]
            case .policyNotTOML: ["path", "line"]
            case .policyMalformed, .policyMissingKey, .policyUnknownKey: ["path", "key"]
            case .signingFailed, .notSafeToComplete: ["reason"]
            case .answerMismatched, .answerUnreadable: ["authority"]
            case .answerRefused, .authoritySilent: ["authority", "reason"]
            case .authorityStatus: ["authority", "status"]
            }
        }
    }
}
