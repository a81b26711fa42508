internal import Cryptography
internal import Custody
internal import Operations
internal import TransparencyLog

/// The terms of an enrolment, as `custodian offer|accept --json` print them.
struct EnrolmentTermsJSON: Encodable {
    let origin: String
    let index: UInt64
    let fingerprint: String
    let recipient: String
    let role: String

    init(_ terms: EnrolmentTerms) {
        origin = terms.origin
        index = terms.index
        fingerprint = terms.certificate.hex
        recipient = terms.recipient
        role = terms.role.rawValue
    }
}

/// Who was enrolled, as `custodian enrol --json` prints it.
struct EnrolledJSON: Encodable {
    let fingerprint: String
    let role: String
    let index: UInt64
    let complete: Bool

    init(_ enrolled: EnrolCustodian.Enrolled) {
        fingerprint = enrolled.certificate.fingerprint.hex
        role = enrolled.role.rawValue
        index = enrolled.index
        complete = enrolled.isComplete
    }
}

/// Who was retired, as `custodian retire --json` prints it.
struct RetiredJSON: Encodable {
    let fingerprint: String
    let index: UInt64
    let since: UInt64
    let ledgerKey: String
    let complete: Bool

    init(_ retired: RetireCustodian.Retired) {
        fingerprint = retired.certificate.hex
        index = retired.index
        since = retired.since
        ledgerKey = retired.key.description
        complete = retired.isComplete
    }
}

/// The ledger's new key, as `custodian rekey --json` prints it.
struct RekeyedJSON: Encodable {
    let index: UInt64
    let ledgerKey: String
    let recoveryKit: String?
    let complete: Bool

    init(_ rekeyed: RekeyLedger.Rekeyed) {
        index = rekeyed.index
        ledgerKey = rekeyed.key.description
        recoveryKit = rekeyed.recoveryKitPath
        complete = rekeyed.isComplete
    }
}

/// Who may sign, as `custodian list --json` prints it.
struct CustodiansJSON: Encodable {
    /// One of them.
    struct Line: Encodable {
        let fingerprint: String
        let name: String?
        let role: String
        let recipient: String
        let enrolled: UInt64
        let retired: UInt64?
        let reason: String?
        let since: UInt64?
    }

    let custodians: [Line]
    let ledgerKey: String
    let recovery: Bool
    let withoutEffect: [UInt64]
    let complete: Bool

    init(_ listing: ListCustodians.Listing) {
        custodians = listing.lines.map { line in
            Line(
                fingerprint: line.member.certificate.hex,
                name: line.certificate?.commonName,
                role: line.member.role.rawValue,
                recipient: "\(line.member.recipient)",
                enrolled: line.member.enrolledAt,
                retired: line.member.retirement?.at,
                reason: line.member.retirement?.facts.reason.rawValue,
                since: line.member.retirement?.facts.since
            )
        }
        ledgerKey = listing.key.description
        recovery = listing.hasRecovery
        withoutEffect = listing.withoutEffect
        complete = listing.isComplete
    }
}

/// The folder that was taken over, as `adopt --json` prints it.
struct AdoptedJSON: Encodable {
    let path: String
    let place: String
    let reason: String
    let index: UInt64

    init(_ adopted: AdoptCase.Adopted) {
        path = adopted.path
        place = adopted.move.place.hex
        reason = adopted.move.reason.rawValue
        index = adopted.move.size
    }
}
