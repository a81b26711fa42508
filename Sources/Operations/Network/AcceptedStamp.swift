package import Cryptography
package import Timestamping

/// A token that its authority gave for our request: well-formed and over our imprint, not yet trusted.
package struct AcceptedStamp: Sendable {
    /// Who gave it.
    package let authority: AuthorityAddress
    /// What was asked.
    package let request: TimeStampRequest
    /// What was answered, as it came.
    package let response: TimeStampResponse
    /// The token in the answer.
    package let token: TimeStampToken
}

/// Why an authority gave no token.
package enum AuthorityFailure: Error {
    /// No connection, or none in time; with what the network said.
    case noAnswer(String)
    /// An HTTP status other than 200.
    case status(Int)
    /// The reply is of another media type, such as a web page.
    case mediaType(String)
    /// The reply is larger than `AuthorityClient.largestReply`.
    case tooLarge
    /// The authority redirects where credentials must not follow, or from https to http.
    case redirectRefused
    /// The credentials file cannot be read or is not `user:password`.
    case credentialsUnreadable
    /// The reply is no RFC 3161 response.
    case notAResponse
    /// The response is refused, with the reason.
    case refused(TimeStampRefusal)
    /// The time that it attests is too far from the computer's clock; who of both is to be doubted.
    case clocksApart(attested: Instant, computer: Instant, ClockComparison.Suspect)

    /// Whether another attempt may end better: the network and the server's own troubles, never a bad answer.
    var isWorthRepeating: Bool {
        switch self {
        case .noAnswer: true
        case .status(let code): code >= 500 || code == 429
        default: false
        }
    }
}
