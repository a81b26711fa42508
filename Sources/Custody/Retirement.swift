package import Cryptography

/// Who may no longer sign: the facts of `custodian.retired`.
package struct Retirement: Hashable, Sendable {
    /// Why a custodian's key is no longer used.
    package enum Reason: String, CaseIterable, Hashable, Sendable {
        /// The person left or the certificate is at its end.
        case ended
        /// Another key of the same person took over.
        case superseded
        /// Somebody else may have had the key.
        case compromised
    }

    /// The SHA-256 of the retired certificate's DER.
    package let certificate: Digest

    /// Why.
    package let reason: Reason

    /// The first entry that the key is not trusted for.
    package let since: UInt64

    /// The facts of one retirement.
    package init(certificate: Digest, reason: Reason, since: UInt64) {
        self.certificate = certificate
        self.reason = reason
        self.since = since
    }

    var json: CanonicalJSON {
        .object([
            "certificate": .digest(certificate), "reason": .string(reason.rawValue), "since": .integer(since),
        ])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        certificate = try members.take("certificate", as: \.digestValue)
        reason = try members.take("reason") { $0.stringValue.flatMap(Reason.init(rawValue:)) }
        since = try members.take("since", as: \.integerValue)
        try members.finish()
    }
}
