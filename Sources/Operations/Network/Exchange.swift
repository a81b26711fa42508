internal import Foundation
internal import FoundationNetworking

/// What an authority sent back.
enum Reply: Sendable {
    /// A body of the right media type.
    case body([UInt8])
    /// The same question is to be put there.
    case elsewhere(URL)
}

/// One request and what came back of it.
///
/// `@unchecked Sendable`: every member is read and written under `lock`.
final class Exchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private let carriesCredentials: Bool
    private var received: [UInt8] = []
    private var outcome: Result<Reply, AuthorityFailure>?
    private var waiting: CheckedContinuation<Result<Reply, AuthorityFailure>, Never>?
    private var task: URLSessionTask?

    init(carriesCredentials: Bool) {
        self.carriesCredentials = carriesCredentials
    }

    func run(_ task: URLSessionDataTask, for seconds: Double) async -> Result<Reply, AuthorityFailure> {
        await withCheckedContinuation { continuation in
            lock.withLock {
                waiting = continuation
                self.task = task
            }
            task.resume()
            // Foundation's own limit starts again with every byte; a slow drip must end too.
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
                self?.settle(.failure(.noAnswer("timeout")))
                self?.end()
            }
        }
    }

    /// Keeps the first outcome; whatever follows from ending the task does not replace it.
    private func settle(_ result: Result<Reply, AuthorityFailure>) {
        lock.withLock { outcome = outcome ?? result }
    }

    /// Hands out the outcome, once, and ends the task.
    private func end() {
        typealias Waiting = CheckedContinuation<Result<Reply, AuthorityFailure>, Never>
        let (continuation, result, running) = lock.withLock { () -> (Waiting?, Result<Reply, AuthorityFailure>?, _) in
            defer {
                waiting = nil
                task = nil
            }
            return (waiting, outcome, task)
        }
        running?.cancel()
        continuation?.resume(returning: result ?? .failure(.noAnswer("")))
    }

    /// Why an answer with this head is not read any further; nil when it is.
    private func refusal(of response: URLResponse) -> AuthorityFailure? {
        guard let http = response as? HTTPURLResponse else { return .noAnswer("") }
        guard http.statusCode == 200 else { return .status(http.statusCode) }
        let mediaType = http.value(forHTTPHeaderField: "Content-Type") ?? ""
        // RFC 3161 § 3.4 asks for this type; parameters after it are harmless.
        let isReply = mediaType.lowercased().hasPrefix("application/timestamp-reply")
        return isReply ? nil : .mediaType(String(mediaType.prefix(60)))
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        if let refusal = refusal(of: response) { settle(.failure(refusal)) }
        guard lock.withLock({ outcome }) == nil else {
            // The session traps when a task is ended while it waits for this answer: first the answer, then the end.
            completionHandler(.cancel)
            return end()
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = lock.withLock {
            received += data.prefix(AuthorityClient.largestReply + 1)
            return received.count > AuthorityClient.largestReply
        }
        guard isTooLarge else { return }
        settle(.failure(.tooLarge))
        end()
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        // The session would turn the POST into a GET (RFC 9110 lets it) or lose the query: the caller asks anew.
        let isDowngrade = task.originalRequest?.url?.scheme == "https" && request.url?.scheme != "https"
        let isAllowed = !isDowngrade && !carriesCredentials && ["http", "https"].contains(request.url?.scheme ?? "")
        if isAllowed, let url = request.url { settle(.success(.elsewhere(url))) }
        settle(.failure(.redirectRefused))
        // The session traps when a task is ended while it waits for this; the answer to the first question follows.
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error { settle(.failure(.noAnswer((error as NSError).localizedDescription))) }
        settle(.success(.body(lock.withLock { received })))
        end()
    }
}
