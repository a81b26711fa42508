internal import Foundation
internal import FoundationNetworking

/// One request and what came back of it.
///
/// `@unchecked Sendable`: every member is read and written under `lock`.
final class Exchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private let carriesCredentials: Bool
    private var received: [UInt8] = []
    private var failure: AuthorityFailure?
    private var waiting: CheckedContinuation<Result<[UInt8], AuthorityFailure>, Never>?
    private var task: URLSessionTask?

    init(carriesCredentials: Bool) {
        self.carriesCredentials = carriesCredentials
    }

    func run(_ task: URLSessionDataTask, for seconds: Double) async -> Result<[UInt8], AuthorityFailure> {
        await withCheckedContinuation { continuation in
            lock.withLock {
                waiting = continuation
                self.task = task
            }
            task.resume()
            // Foundation's own limit starts again with every byte; a slow drip must end too.
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
                self?.finish(.failure(.noAnswer("timeout")))
            }
        }
    }

    private func finish(_ result: Result<[UInt8], AuthorityFailure>) {
        let (continuation, running) = lock.withLock { () -> (CheckedContinuation<_, Never>?, URLSessionTask?) in
            defer {
                waiting = nil
                task = nil
            }
            return (waiting, task)
        }
        running?.cancel()
        continuation?.resume(returning: result)
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        guard let http = response as? HTTPURLResponse else {
            finish(.failure(.noAnswer("")))
            return completionHandler(.cancel)
        }
        guard http.statusCode == 200 else {
            finish(.failure(.status(http.statusCode)))
            return completionHandler(.cancel)
        }
        let mediaType = http.value(forHTTPHeaderField: "Content-Type") ?? ""
        // RFC 3161 § 3.4 asks for this type; parameters after it are harmless.
        guard mediaType.lowercased().hasPrefix("application/timestamp-reply") else {
            finish(.failure(.mediaType(String(mediaType.prefix(60)))))
            return completionHandler(.cancel)
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = lock.withLock {
            received += data.prefix(AuthorityClient.largestReply + 1)
            return received.count > AuthorityClient.largestReply
        }
        if isTooLarge { finish(.failure(.tooLarge)) }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        let isDowngrade = task.originalRequest?.url?.scheme == "https" && request.url?.scheme != "https"
        guard !isDowngrade, !carriesCredentials, ["http", "https"].contains(request.url?.scheme ?? "") else {
            finish(.failure(.redirectRefused))
            return completionHandler(nil)
        }
        // RFC 9110 lets a 301 or 302 turn a POST into a GET; an authority that moved still wants the query.
        var repeated = request
        repeated.httpMethod = "POST"
        repeated.httpBody = task.originalRequest?.httpBody
        for (field, value) in task.originalRequest?.allHTTPHeaderFields ?? [:] {
            repeated.setValue(value, forHTTPHeaderField: field)
        }
        completionHandler(repeated)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error {
            finish(.failure(.noAnswer((error as NSError).localizedDescription)))
        } else {
            finish(.success(lock.withLock { received }))
        }
    }
}
