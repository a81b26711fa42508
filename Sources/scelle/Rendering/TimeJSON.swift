internal import Cryptography
internal import Operations

/// One round of time stamps, as `init`, `seal` and `timestamp --json` print it.
struct StampRoundJSON: Encodable {
    /// A time stamp that an authority gave.
    struct Stamp: Encodable {
        let authority: String
        let time: String
        let accuracyMicroseconds: Int64?
        let token: String
    }

    /// An authority that gave none; the code is that of the error.
    struct Failure: Encodable {
        let authority: String
        let code: String
    }

    let size: UInt64?
    let stamps: [Stamp]
    let failures: [Failure]
    let authorities: Int
    let pending: Bool

    init(_ round: StampRound) {
        size = round.size
        stamps = round.stamps.map {
            Stamp(
                authority: $0.authority,
                time: $0.genTime.rfc3339,
                accuracyMicroseconds: $0.accuracy,
                token: $0.token.hex
            )
        }
        failures = round.failures.map { Failure(authority: $0.authority, code: $0.error.code.rawValue) }
        authorities = round.authorityCount
        pending = round.isPending
    }
}

/// An authority as `timestamp --check --json` prints it.
struct CheckedAuthorityJSON: Encodable {
    /// A certificate of its path, the signer's first.
    struct Certificate: Encodable {
        let names: [String]
        let fingerprint: String
        let notBefore: String
        let notAfter: String
    }

    let host: String
    let time: String
    let accuracyMicroseconds: Int64?
    let policy: String
    let serialNumber: String
    let path: [Certificate]
    let authorityClass: String?
    let endsInKnownRoot: Bool

    init(_ checked: CheckAuthority.CheckedAuthority) {
        host = checked.host
        time = checked.genTime.rfc3339
        accuracyMicroseconds = checked.accuracy
        policy = checked.policy
        serialNumber = checked.serialNumber
        path = checked.path.map {
            Certificate(
                names: $0.names,
                fingerprint: $0.fingerprint.hex,
                notBefore: $0.notBefore.rfc3339,
                notAfter: $0.notAfter.rfc3339
            )
        }
        authorityClass = checked.authorityClass
        endsInKnownRoot = checked.endsInKnownRoot
    }
}
