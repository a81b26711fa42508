internal import Cryptography
internal import Foundation
internal import FoundationNetworking
package import Timestamping

/// Asks a time-stamping authority over HTTP (RFC 3161 § 3.4): one POST, one reply of at most one megabyte.
///
/// Proxies are those of the environment (`https_proxy`, `no_proxy`). What comes back is judged by
/// `TimeStampResponse.accept(for:)`; nothing else of the reply is believed.
package struct AuthorityClient: Sendable {
    /// How often, and how patiently, to ask.
    package struct Patience: Sendable {
        /// Seconds for one attempt, from connecting to the last byte.
        package var secondsPerAttempt: Double
        /// Seconds to wait before each further attempt; as many retries as there are pauses.
        package var pauses: [Double]

        package init(secondsPerAttempt: Double = 20, pauses: [Double] = [1, 4]) {
            self.secondsPerAttempt = secondsPerAttempt
            self.pauses = pauses
        }
    }

    /// No token of a known authority is larger than some 20 kB; what is larger is not a token.
    package static let largestReply = 1_000_000

    /// How often a question is sent on before somebody is taken to play.
    static let mostRedirects = 5

    /// How far an authority's clock and the computer's may be apart, in seconds: a day is more than any time zone that was
    /// set wrong, and less than any date that was.
    package static let largestClockDifference: Int64 = 86_400

    /// How far they may be apart here; nil where they are not compared.
    let clockTolerance: Int64?

    private let patience: Patience

    /// A client that is this patient, and allows clocks to be this far apart.
    package init(
        patience: Patience = Patience(),
        clockTolerance: Int64? = AuthorityClient.largestClockDifference
    ) {
        self.patience = patience
        self.clockTolerance = clockTolerance
    }

    /// Asks `authority` for a token over `imprint`, and accepts its answer or says why not.
    package func stamp(_ request: TimeStampRequest, at authority: AuthorityAddress) async throws(AuthorityFailure)
        -> AcceptedStamp
    {
        var refusal = AuthorityFailure.noAnswer("")
        for attempt in 0...patience.pauses.count {
            if attempt > 0 { await pause(patience.pauses[attempt - 1]) }
            do {
                let reply = try await post(request.der, to: authority)
                return try Self.accept(reply, for: request, from: authority)
            } catch {
                refusal = error
                guard error.isWorthRepeating else { break }
            }
        }
        throw refusal
    }

    private static func accept(
        _ reply: [UInt8],
        for request: TimeStampRequest,
        from authority: AuthorityAddress
    ) throws(AuthorityFailure) -> AcceptedStamp {
        let response: TimeStampResponse
        do { response = try TimeStampResponse(parsing: reply) } catch { throw .notAResponse }
        do {
            let token = try response.accept(for: request)
            return AcceptedStamp(authority: authority, request: request, response: response, token: token)
        } catch {
            throw .refused(error)
        }
    }

    private func pause(_ seconds: Double) async {
        // A cancelled pause only makes the next attempt come sooner.
        try? await Task.sleep(for: .seconds(seconds))
    }
}

// MARK: - HTTP

extension AuthorityClient {
    /// The body of the answer, wherever the authority sends the question on to.
    private func post(_ body: [UInt8], to authority: AuthorityAddress) async throws(AuthorityFailure) -> [UInt8] {
        guard var url = URL(string: authority.url) else { throw .noAnswer(authority.url) }
        for _ in 0...Self.mostRedirects {
            switch try await exchange(body, with: authority, at: url) {
            case .body(let bytes): return bytes
            case .elsewhere(let next): url = next
            }
        }
        throw .redirectRefused
    }

    private func exchange(
        _ body: [UInt8],
        with authority: AuthorityAddress,
        at url: URL
    ) async throws(AuthorityFailure) -> Reply {
        var request = URLRequest(url: url, timeoutInterval: patience.secondsPerAttempt)
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        request.setValue("application/timestamp-query", forHTTPHeaderField: "Content-Type")
        request.setValue("application/timestamp-reply", forHTTPHeaderField: "Accept")
        if let file = authority.credentialsFile {
            request.setValue(try Self.authorization(from: file), forHTTPHeaderField: "Authorization")
        }
        let exchange = Exchange(carriesCredentials: authority.credentialsFile != nil)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = patience.secondsPerAttempt
        configuration.timeoutIntervalForResource = patience.secondsPerAttempt
        let session = URLSession(configuration: configuration, delegate: exchange, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        return try await exchange.run(session.dataTask(with: request), for: patience.secondsPerAttempt).get()
    }

    private static func authorization(from file: String) throws(AuthorityFailure) -> String {
        guard let data = FileManager.default.contents(atPath: file) else { throw .credentialsUnreadable }
        let line = data.prefix { $0 != 0x0a && $0 != 0x0d }
        guard line.contains(UInt8(ascii: ":")) else { throw .credentialsUnreadable }
        return "Basic " + [UInt8](line).base64
    }
}
