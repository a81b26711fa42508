package import Cryptography

/// What a check came to for one subject (after EN 319 102-1).
package enum Outcome: String, Sendable {
    case passed
    case failed
    case indeterminate
    case notApplicable
}

/// What a check was carried out on.
package enum Subject: Hashable, Sendable {
    /// The container as a whole.
    case container
    /// A file in or beside the container, by its path.
    case file(String)
    /// An entry of the ledger, by its leaf index.
    case entry(UInt64)
    /// A checkpoint, by its tree size.
    case checkpoint(UInt64)
    /// A time-stamp token, by the SHA-256 of its DER.
    case token(Digest)
    /// A certificate, by the SHA-256 of its DER.
    case certificate(Digest)
    /// A field of an entry, by its name.
    case field(entry: UInt64, name: String)
    /// A piece, by its number and path.
    case piece(number: UInt64, path: String)
    /// The ledger as a whole.
    case ledger

    /// The kind of subject, as the report's JSON names it.
    package var kind: String {
        switch self {
        case .container: "container"
        case .file: "file"
        case .entry: "entry"
        case .checkpoint: "checkpoint"
        case .token: "token"
        case .certificate: "certificate"
        case .field: "field"
        case .piece: "piece"
        case .ledger: "ledger"
        }
    }

    /// What tells the subject apart from others of its kind; empty where there is only one.
    package var name: String {
        switch self {
        case .container, .ledger: ""
        case .file(let path), .piece(_, let path): path
        case .entry(let index): String(index)
        case .checkpoint(let size): String(size)
        case .token(let digest), .certificate(let digest): digest.hex
        case .field(let entry, let name): "\(entry).\(name)"
        }
    }
}

/// Why a check did not pass, with what a sentence about it needs.
///
/// The catalogue has two sentences a code: `cause.<code>`, what is so, and `step.<code>`, what to do next.
package struct Cause: Hashable, Sendable {
    /// Which reason it is.
    package var code: Code
    /// The values of the placeholders in the catalogue's sentences; never content, names or secrets.
    package var arguments: [String: String]

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}

/// One line of a report that is not simply passed: a check, what it was carried out on, what it came to, and why.
package struct Finding: Hashable, Sendable {
    /// The check that was carried out.
    package var check: Check
    /// What it was carried out on.
    package var subject: Subject
    /// What it came to.
    package var outcome: Outcome
    /// Why.
    package var cause: Cause
    /// Whether the verdict depends on it.
    ///
    /// What is not required is printed all the same.
    package var isRequired: Bool
}
