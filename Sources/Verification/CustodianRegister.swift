import Columns
import Cryptography

/// Who could sign when: the custodians as the ledger enrols and retires them (docs/formats/ledger.md).
///
/// Custodians are judged by leaf index, which nobody can choose, never by the clock they declare.
struct CustodianRegister {
    /// One enrolled certificate.
    struct Custodian {
        let certificate: Digest
        let enrolledAt: UInt64
        /// The certificate of the admin who signed the enrolment.
        let enrolledBy: Digest
        let isAdmin: Bool
        var retirement: Retirement?
    }

    /// The end of a custodian's powers.
    struct Retirement {
        /// The index of the entry that says so.
        let at: UInt64
        /// The first index that is no longer trusted; at most `at`.
        let since: UInt64
    }

    /// What a custodian's standing says of an entry.
    enum Standing: Equatable {
        case good
        case notEnrolled
        /// Signed after the retirement.
        case retired(at: UInt64)
        /// Signed before the retirement, but within the span that it calls in doubt.
        case doubtful(since: UInt64)
    }

    private(set) var custodians: [Digest: Custodian] = [:]
    /// Every actor met; entries refer to her by number.
    var actors = DistinctValues<Digest>()

    /// Enrols a certificate; false when it is enrolled already, for a key never comes back.
    mutating func enrol(_ certificate: Digest, isAdmin: Bool, at index: UInt64, by admin: Digest) -> Bool {
        guard custodians[certificate] == nil else { return false }
        custodians[certificate] = Custodian(
            certificate: certificate,
            enrolledAt: index,
            enrolledBy: admin,
            isAdmin: isAdmin,
            retirement: nil
        )
        return true
    }

    /// Retires a certificate; false when it is not enrolled, or retired already.
    mutating func retire(_ certificate: Digest, at index: UInt64, since: UInt64) -> Bool {
        guard var custodian = custodians[certificate], custodian.retirement == nil else { return false }
        custodian.retirement = Retirement(at: index, since: min(since, index))
        custodians[certificate] = custodian
        return true
    }

    /// Whether `certificate` has the role admin and is not retired, by what the entries so far say.
    func isActiveAdmin(_ certificate: Digest) -> Bool {
        guard let custodian = custodians[certificate] else { return false }
        return custodian.isAdmin && custodian.retirement == nil
    }

    /// What the whole ledger says of an entry that `certificate` signed at `index`.
    func standing(of certificate: Digest, at index: UInt64) -> Standing {
        guard let custodian = custodians[certificate] else { return .notEnrolled }
        // The first custodian signs `ledger.opened` before the entry that enrols her.
        guard custodian.enrolledAt < index || custodian.enrolledAt <= 1 else { return .notEnrolled }
        if let retirement = custodian.retirement {
            if index > retirement.at { return .retired(at: retirement.at) }
            if index >= retirement.since, index < retirement.at { return .doubtful(since: retirement.since) }
        }
        // Whoever a doubtful admin enrolled may be the thief himself. Enrolments lead to earlier entries only.
        guard custodian.enrolledBy != certificate,
            case .doubtful(let since) = standing(of: custodian.enrolledBy, at: custodian.enrolledAt)
        else { return .good }
        return .doubtful(since: since)
    }
}
