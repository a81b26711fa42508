internal import Foundation

/// Where a time-stamping authority answers, and with which credentials one asks.
package struct AuthorityAddress: Hashable, Sendable {
    /// The name by which the user and the documents speak of it.
    package let name: String
    /// An absolute http or https URL, without user information.
    package let url: String
    /// A file whose first line is `user:password`; only ever used over https.
    package let credentialsFile: String?

    /// Checks that `url` is one that a request may go to.
    package init(name: String, url: String, credentialsFile: String? = nil) throws(AuthorityAddressError) {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else { throw .notAURL }
        guard parts.scheme == "http" || parts.scheme == "https" else { throw .notHTTP }
        // A password in a URL ends in shell histories, logs and error messages.
        guard parts.user == nil, parts.password == nil else { throw .credentialsInURL }
        guard credentialsFile == nil || parts.scheme == "https" else { throw .credentialsWithoutHTTPS }
        self.name = name
        self.url = url
        self.credentialsFile = credentialsFile
    }

    /// The host that a request goes to, printed before anything is sent.
    package var host: String { URLComponents(string: url)?.host ?? url }
}

/// Why an address is refused before anything is sent.
package enum AuthorityAddressError: Error, Equatable {
    case notAURL
    case notHTTP
    case credentialsInURL
    case credentialsWithoutHTTPS
}
