package import Cryptography

/// What came of asking the case's authorities, once each, to stamp one checkpoint.
package struct StampRound: Sendable {
    /// The tree size of the checkpoint; nil when nobody was asked.
    package let size: UInt64?

    /// The time stamps that were entered in the ledger, in the order of the authorities.
    package let stamps: [ObtainedStamp]

    /// The authorities that gave none, and why.
    package let failures: [AuthorityTrouble]

    /// How many authorities the case has.
    package let authorityCount: Int

    /// Whether every entry that waits for a time has one over it now.
    package let isPending: Bool

    /// `done`, or `incomplete` when time is pending although an authority is configured.
    package var exitStatus: ExitStatus { isPending && authorityCount > 0 ? .incomplete : .done }
}

/// A time stamp that an authority gave: checked at receipt, trusted by nobody yet.
package struct ObtainedStamp: Hashable, Sendable {
    /// The authority's name in case.toml.
    package let authority: String
    /// The time that it attests.
    package let genTime: Instant
    /// By how many microseconds that may be wrong; nil when the authority does not say.
    package let accuracy: Int64?
    /// SHA-256 of the token.
    package let token: Digest
}

/// An authority that gave no time stamp.
package struct AuthorityTrouble: Hashable, Sendable {
    /// The authority's name in case.toml.
    package let authority: String
    /// Why.
    package let error: OperationError
}
