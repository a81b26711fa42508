/// The five questions that a report answers apart (docs/formats/bundle.md § 4).
package enum CheckGroup: String, CaseIterable, Sendable {
    /// Are the bytes here the bytes that were sealed?
    case content
    /// Who signed, and how can that be known?
    case identity
    /// Since when, at the latest, and since when at the earliest?
    case time
    /// Does everything stand in one history that nobody rewrote?
    case ledger
    /// Are the facts shown those that were committed to?
    case disclosure
}

/// One numbered check of docs/formats/bundle.md § 4.
///
/// The cases stand in the order in which the checks are carried out; `number` is the number in the document.
package enum Check: String, CaseIterable, Sendable {
    case containerProfile
    case manifestCoverage
    case objectDigest
    case bundleIndex
    case digestList
    case looseFile
    case entryForm
    case entryPosition
    case entrySignature
    case governanceChain
    case exhibitChain
    case checkpointSignature
    case inclusion
    case treeRoot
    case consistency
    case recordedStamps
    case references
    case knownCheckpoint
    case cosignatures
    case token
    case signatureTimeStamp
    case attestedTime
    case boundsInOrder
    case custodian
    case signer
    case certificatePeriod
    case bundleSignature
    case revocation
    case opening
    case openingsShown
    case exhibitContent
    case listLines
    case pieceNumber
    case commitments
    case storedTables

    /// The number under which docs/formats/bundle.md describes the check, from 1.
    package var number: Int {
        // A case of a CaseIterable enum is always among its cases.
        (Self.allCases.firstIndex(of: self) ?? 0) + 1
    }

    /// The group that the outcome counts for.
    package var group: CheckGroup {
        switch self {
        case .containerProfile, .manifestCoverage, .objectDigest, .bundleIndex, .digestList, .looseFile,
            .exhibitContent:
            .content
        case .entrySignature, .custodian, .signer, .certificatePeriod, .bundleSignature, .revocation:
            .identity
        case .token, .signatureTimeStamp, .attestedTime, .boundsInOrder:
            .time
        case .entryForm, .entryPosition, .governanceChain, .exhibitChain, .checkpointSignature, .inclusion,
            .treeRoot, .consistency, .recordedStamps, .references, .knownCheckpoint, .cosignatures, .storedTables:
            .ledger
        case .opening, .openingsShown, .listLines, .pieceNumber, .commitments:
            .disclosure
        }
    }
}
