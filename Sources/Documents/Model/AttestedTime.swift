package import Cryptography

/// The time that a third party attests: what an RFC 3161 token says (RFC 3161 § 2.4.2), and the token's class.
package struct AttestedTime: Hashable, Sendable {
    /// The eIDAS class of a time stamp (regulation (EU) 910/2014, articles 41 and 42).
    package enum Class: Hashable, Sendable {
        case notQualified
        /// Only where a trusted list that was supplied shows the authority at the token's time.
        case qualified
    }

    /// The token's genTime.
    package let genTime: Instant

    /// How far off the authority says genTime can be, in microseconds; nil when it does not say.
    package let accuracy: Int64?

    /// The authority's name, as its certificate has it.
    package let authority: String

    /// The token's serial number, in lower-case hexadecimal digits.
    package let serialNumber: String

    /// The class of the time stamp.
    package let stampClass: Class

    /// What a token says.
    package init(
        genTime: Instant,
        accuracy: Int64?,
        authority: String,
        serialNumber: String,
        stampClass: Class = .notQualified
    ) {
        self.genTime = genTime
        self.accuracy = accuracy
        self.authority = authority
        self.serialNumber = serialNumber
        self.stampClass = stampClass
    }

    /// The end of the span that the token attests, in whole seconds, rounded up: what existed, existed no later than this.
    package var notAfter: Instant {
        let end = genTime.adding(microseconds: accuracy ?? 0)
        let second = Instant(secondsSince1970: end.secondsSince1970)
        return second == end ? second : second.adding(seconds: 1)
    }
}
