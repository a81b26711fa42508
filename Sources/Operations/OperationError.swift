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
        case minorImageryUnanswered, passphraseNeeded, recoveryUndecided, referenceLocationMissing, unlockTooLong
        case zoneUndecided, zoneUnknown
        case witnessAmbiguous, witnessLogKeyMissing, witnessNameRefused, witnessTwoProofs
        case sinceUnknown, sizeUnknown, retirementSinceUnanswered, recipientMalformed

        // Refused, or found bad: 1.
        case caseNotAdopted, caseSettled, custodianNotAdmin, custodianKeyEnrolled, custodianKeyRetired
        case custodianUnknown, custodianAmbiguous, custodianRetiredAlready, retirementOfOneself
        case retirementOfLastAdmin, certificateNotCurrent, certificateWithoutKeyIdentifier
        case certificateOfEd25519, certificateOfOtherKey, enrolmentForAnother, enrolmentForOtherCase
        case enrolmentNotAccepted, enrolmentOutdated, enrolmentRoleDiffers, fingerprintDiffers, keysNotWrapped
        case caseNotEmpty, caseNotOpen, custodianNotEnrolled
        case exhibitAmbiguous, exhibitDigestOnly, exhibitUnknown
        case extractionInCase, membersNone, memberUnknown
        case minorImageryPossible, nothingToUnlock, sourceDigestOnly
        case identityExists, identityMissing, identityUnknown
        case ledgerHeadUnsigned, ledgerInconsistent, ledgerOtherRoot, ledgerRolledBack, ledgerUnreadable
        case caseHasConflictCopy, caseOnUnsafeFileSystem, certificateExpired, certificateNotYetValid
        case bundleNotSound, bundleTooLarge, nothingToBundle, trustNameTaken, trustNamesFiles, trustUnknown
        case nothingToSeal, originalAltered, outputExists, passphraseEmpty, passphraseTooLong, passphraseWrong
        case sourceChanged, sourceInCase, sourceIsLink, sourceLoop, sourceNameRepeated, sourceNotRegular
        case notSafeToComplete
        case answerMismatched, answerRefused, answerUnreadable
        case guideInterrupted, guideNotAgreed, metadataCellCount, metadataCellTooLong, metadataColumnRepeated,
            metadataColumnUnknown, metadataEmpty, metadataFileColumnMissing, metadataFileWithoutRow,
            metadataNameAmbiguous, metadataNameMissing, metadataNotText, metadataQuote, metadataRowRepeated,
            metadataRowWithoutFile, metadataSeparatorUnclear, metadataTooLarge, metadataTooLong, metadataZoneUnknown
        case dateBeforePlatform, dateDoubled, dateInFuture, dateMissing, dateOfEpoch, dateOrder, dateUnreadable,
            dateWeekday
        case backupAltered, backupInCase, backupMalformed, backupNotSound, backupTrailing, backupTruncated
        case checkpointUnknown, entryUnknown, cosignatureForged, cosignatureOfNobodyKnown
        case witnessInconsistent, witnessLogKeyOther, witnessMissing, witnessOtherRoot, witnessProofFrom
        case witnessProofMissing, witnessProofOfOther, witnessSmaller, witnessUnknown

        // Unreadable, input or output, or of a later version: 2.
        case enrolmentFileMalformed
        case backupForeign, backupNewer
        case bundleNotWritten, bundleUnreadable, notABundle, severalContainers
        case checkpointMalformed, checkpointOfOtherLedger, checkpointUnreadable, noteMalformed
        case policyMalformed, policyMissingKey, policyNotTOML, policyUnknownKey, policyUnreadable
        case agentFolderRefused, agentNotStarted, agentSilent
        case caseHeld, caseMissing, caseNone, clockOutOfRange, fileProblem, homeMissing, identityDamaged
        case ledgerKeyChanged, memberListDamaged, notTheCertificate, observerMissing, signingFailed
        case settingsMalformed, settingsUnknownKey
        case sourceMissing, sourceUnreadable
        case storeAltered, storeBusy, storeDamaged, storeForeign, storeNewer

        // Done but incomplete: 3.
        case authorityClockWrong, authoritySilent, authorityStatus, clocksApart, computerClockWrong
        case credentialsUnreadable, receiptNotWritten

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
                .referenceLocationMissing, .unlockTooLong, .zoneUndecided, .zoneUnknown,
                .witnessAmbiguous, .witnessLogKeyMissing, .witnessNameRefused, .witnessTwoProofs,
                .sinceUnknown, .sizeUnknown, .retirementSinceUnanswered, .recipientMalformed:
                .usage
            case .minorImageryPossible, .nothingToUnlock, .sourceDigestOnly, .exhibitDigestOnly,
                .extractionInCase, .membersNone, .memberUnknown,
                .caseHasConflictCopy, .caseOnUnsafeFileSystem, .certificateExpired, .certificateNotYetValid,
                .caseNotEmpty, .caseNotOpen, .custodianNotEnrolled, .exhibitAmbiguous, .exhibitUnknown,
                .identityExists, .identityMissing, .identityUnknown, .ledgerHeadUnsigned, .ledgerInconsistent,
                .ledgerOtherRoot, .ledgerRolledBack, .ledgerUnreadable, .bundleNotSound, .bundleTooLarge,
                .nothingToBundle, .trustNameTaken, .trustNamesFiles, .trustUnknown, .nothingToSeal, .originalAltered,
                .outputExists, .passphraseEmpty, .passphraseTooLong, .passphraseWrong, .sourceChanged, .sourceInCase,
                .sourceIsLink, .sourceLoop, .sourceNameRepeated, .sourceNotRegular, .answerMismatched, .answerRefused,
                .answerUnreadable,
                .dateBeforePlatform, .dateDoubled, .dateInFuture, .dateMissing, .dateOfEpoch, .dateOrder,
                .dateUnreadable,
                .dateWeekday,
                .backupAltered, .backupInCase, .backupMalformed, .backupNotSound, .backupTrailing, .backupTruncated,
                .checkpointUnknown, .entryUnknown, .cosignatureForged, .cosignatureOfNobodyKnown, .witnessInconsistent,
                .witnessLogKeyOther, .witnessMissing, .witnessOtherRoot, .witnessProofFrom, .witnessProofMissing,
                .witnessProofOfOther, .witnessSmaller, .witnessUnknown,
                .caseNotAdopted, .caseSettled, .custodianNotAdmin, .custodianKeyEnrolled, .custodianKeyRetired,
                .custodianUnknown, .custodianAmbiguous, .custodianRetiredAlready, .retirementOfOneself,
                .retirementOfLastAdmin, .certificateNotCurrent, .certificateWithoutKeyIdentifier,
                .certificateOfEd25519, .certificateOfOtherKey, .enrolmentForAnother, .enrolmentForOtherCase,
                .enrolmentNotAccepted, .enrolmentOutdated, .enrolmentRoleDiffers, .fingerprintDiffers,
                .keysNotWrapped,
                .guideInterrupted, .guideNotAgreed, .metadataCellCount, .metadataCellTooLong,
                .metadataColumnRepeated, .metadataColumnUnknown, .metadataEmpty, .metadataFileColumnMissing,
                .metadataFileWithoutRow, .metadataNameAmbiguous, .metadataNameMissing, .metadataNotText,
                .metadataQuote, .metadataRowRepeated, .metadataRowWithoutFile, .metadataSeparatorUnclear,
                .metadataTooLarge, .metadataTooLong, .metadataZoneUnknown,
                .notSafeToComplete:
                .refused
            case .agentFolderRefused, .agentNotStarted, .agentSilent,
                .backupForeign, .backupNewer,
                .bundleNotWritten, .bundleUnreadable, .notABundle, .severalContainers, .checkpointMalformed,
                .checkpointOfOtherLedger, .checkpointUnreadable, .noteMalformed, .policyMalformed, .policyMissingKey,
                .policyNotTOML,
                .policyUnknownKey, .policyUnreadable, .caseHeld, .caseMissing, .caseNone, .clockOutOfRange,
                .fileProblem, .homeMissing, .identityDamaged,
                .ledgerKeyChanged, .notTheCertificate, .signingFailed, .settingsMalformed, .settingsUnknownKey,
                .storeAltered, .storeBusy, .storeDamaged, .storeForeign, .storeNewer,
                .enrolmentFileMalformed,
                .memberListDamaged, .observerMissing,
                .sourceMissing, .sourceUnreadable:
                .error
            case .authorityClockWrong, .authoritySilent, .authorityStatus, .clocksApart, .computerClockWrong,
                .credentialsUnreadable, .receiptNotWritten:
                .incomplete
            }
        }

        /// The placeholders of both sentences; a hint need not use them all.
        package var placeholders: [String] {
            switch self {
            case .clockOutOfRange, .homeMissing, .identityMissing, .commonNameRefused, .minorImageryUnanswered,
                .minorImageryPossible, .referenceLocationMissing, .unlockTooLong,
                .memberListDamaged, .observerMissing,
                .nothingToBundle, .nothingToSeal, .passphraseEmpty, .recoveryUndecided:
                []
            case .caseNotAdopted, .caseSettled, .custodianKeyEnrolled, .custodianKeyRetired,
                .certificateNotCurrent, .certificateWithoutKeyIdentifier, .certificateOfEd25519,
                .certificateOfOtherKey, .enrolmentForOtherCase, .enrolmentNotAccepted, .enrolmentOutdated,
                .enrolmentFileMalformed:
                ["path"]
            case .custodianUnknown, .custodianAmbiguous, .custodianRetiredAlready,
                .retirementOfLastAdmin, .recipientMalformed:
                ["text"]
            case .custodianNotAdmin, .keysNotWrapped: ["name"]
            case .enrolmentForAnother: ["path", "name"]
            case .enrolmentRoleDiffers: ["stated", "asked"]
            case .fingerprintDiffers: ["found"]
            case .sinceUnknown, .sizeUnknown: ["index", "size"]
            case .retirementOfOneself, .retirementSinceUnanswered: []
            case .authorityAddressRefused, .credentialsInURL, .credentialsWithoutHTTPS: ["url"]
            case .authorityRepeated, .authorityUnknown, .identityExists, .identityNameRefused, .identityUnknown,
                .custodianNotEnrolled, .passphraseNeeded, .passphraseWrong, .sourceNameRepeated, .caseNotOpen:
                ["name"]
            case .backupForeign, .backupInCase, .backupNewer, .backupTrailing: ["path"]
            case .backupAltered, .backupMalformed, .backupTruncated: ["path", "member"]
            case .backupNotSound: ["path", "check", "subject"]
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
            case .guideInterrupted, .guideNotAgreed: []
            case .metadataCellTooLong, .metadataNotText, .metadataQuote, .metadataFileColumnMissing,
                .metadataNameMissing, .metadataSeparatorUnclear:
                ["path", "line"]
            case .metadataColumnRepeated, .metadataColumnUnknown: ["path", "line", "column"]
            case .metadataTooLarge, .metadataTooLong: ["path", "limit"]
            case .metadataNameAmbiguous, .metadataRowWithoutFile: ["path", "line", "name"]
            case .metadataCellCount: ["path", "line", "found", "expected"]
            case .metadataEmpty: ["path"]
            case .metadataFileWithoutRow: ["path", "name"]
            case .metadataRowRepeated: ["path", "line", "name", "other"]
            case .metadataZoneUnknown: ["path", "line", "zone"]
            case .zoneUnknown: ["zone"]
            case .dateBeforePlatform, .dateDoubled, .dateInFuture, .dateMissing, .dateOfEpoch, .dateOrder,
                .dateUnreadable, .dateWeekday:
                ["date", "field", "file"]
            case .ledgerRolledBack, .ledgerInconsistent: ["remembered", "found"]
            case .ledgerOtherRoot: ["size"]
            case .ledgerUnreadable, .fileProblem, .identityDamaged, .storeDamaged, .receiptNotWritten,
                .sourceUnreadable:
                ["path", "reason"]
            case .ledgerHeadUnsigned, .ledgerKeyChanged, .notTheCertificate, .caseHeld, .caseMissing, .caseNone,
                .caseNotEmpty, .outputExists, .passphraseTooLong, .sourceChanged, .sourceInCase, .sourceIsLink,
                .sourceLoop, .sourceMissing, .sourceNotRegular,
                .storeBusy, .storeForeign, .storeNewer, .credentialsUnreadable:
                ["path"]
            case .settingsMalformed: ["path", "line", "reason"]
            case .settingsUnknownKey: ["path", "key"]
            case .storeAltered: ["path", "object"]
            case .sourceDigestOnly: ["name", "exhibit"]
            case .originalAltered, .exhibitDigestOnly, .membersNone: ["exhibit"]
            case .extractionInCase: ["path"]
            case .memberUnknown: ["number", "count"]
            case .bundleNotSound: ["check", "subject"]
            case .bundleTooLarge: ["path", "size", "limit"]
            case .trustNameTaken, .trustUnknown, .trustNameRefused: ["name"]
            case .bundleNotWritten, .bundleUnreadable, .checkpointMalformed, .noteMalformed: ["path", "reason"]
            case .trustNamesFiles, .notABundle, .severalContainers, .checkpointOfOtherLedger, .checkpointUnreadable,
                .policyUnreadable:
                ["path"]
            case .policyNotTOML: ["path", "line"]
            case .policyMalformed, .policyMissingKey, .policyUnknownKey: ["path", "key"]
            case .signingFailed, .agentNotStarted, .notSafeToComplete: ["reason"]
            case .agentFolderRefused, .agentSilent: ["path"]
            case .nothingToUnlock: ["name"]
            case .answerMismatched, .answerUnreadable: ["authority"]
            case .answerRefused, .authoritySilent: ["authority", "reason"]
            case .authorityStatus: ["authority", "status"]
            case .authorityClockWrong, .clocksApart, .computerClockWrong: ["authority", "attested", "computer"]
            case .caseHasConflictCopy, .caseOnUnsafeFileSystem: ["path", "name"]
            case .certificateExpired, .certificateNotYetValid: ["name", "date"]
            }
        }
    }
}
