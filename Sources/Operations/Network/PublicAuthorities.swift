internal import CEmbedded
package import Cryptography

/// The public time-stamping authorities that the program carries, so that one word configures one.
///
/// They are keys/authorities.toml and the roots that it names: a convenience for whoever seals, never trust.
package struct PublicAuthority: Hashable, Sendable {
    /// The word that is typed.
    package let name: String

    /// Where it answers.
    package let url: String

    /// The eIDAS class of its stamps, in words: « non qualifié » for every one of them.
    package let authorityClass: String

    /// Its root; nil where none has been reviewed yet.
    package let root: Certificate?

    /// Whether someone of the project has had a token from it and verified it.
    package let isTriedLive: Bool
}

extension PublicAuthority {
    /// All of them, in the order of the file.
    package static func all() throws -> [PublicAuthority] {
        let path = "keys/authorities.toml"
        let file = try SettingsFile.decode(File.self, from: bytes(scelle_embedded_authorities), path: path)
        let pem = String(decoding: bytes(scelle_embedded_authority_roots), as: UTF8.self)
        let roots = try Certificate.all(inPEM: pem)
        return try file.authority.map { line throws(OperationError) in
            let root = roots.first { $0.fingerprint.hex == line.fingerprint }
            guard root != nil || line.fingerprint.isEmpty else {
                throw OperationError(.settingsMalformed, ["path": path, "line": "?", "reason": line.root])
            }
            return PublicAuthority(
                name: line.name,
                url: line.url,
                authorityClass: line.authorityClass,
                root: root,
                isTriedLive: line.tried
            )
        }
    }

    private static func bytes(_ file: (UnsafeMutablePointer<Int>?) -> UnsafePointer<UInt8>?) -> [UInt8] {
        var count = 0
        let start = file(&count)
        return [UInt8](UnsafeBufferPointer(start: start, count: count))
    }

    private struct File: Decodable {
        let authority: [Authority]

        struct Authority: Decodable {
            let name: String
            let url: String
            let authorityClass: String
            let root: String
            let fingerprint: String
            let provenance: String
            let tried: Bool

            enum CodingKeys: String, CodingKey {
                case name, url, root, fingerprint, provenance, tried
                case authorityClass = "class"
            }
        }
    }
}

// MARK: - Addresses

extension AuthorityAddress {
    /// What a person typed: the name of a public authority, or a URL, which its host names.
    package init(typed text: String) throws {
        guard text.utf8.contains(UInt8(ascii: ":")) else {
            let known = try PublicAuthority.all().first { $0.name.utf8.elementsEqual(text.utf8) }
            guard let known else { throw OperationError(.authorityUnknown, ["name": text]) }
            try self.init(checking: known.name, url: known.url, credentialsFile: nil)
            return
        }
        let unnamed = try AuthorityAddress(checking: text, url: text, credentialsFile: nil)
        try self.init(checking: unnamed.host, url: text, credentialsFile: nil)
    }

    /// An address; what is refused is told as an operation's error.
    init(checking name: String, url: String, credentialsFile: String?) throws(OperationError) {
        do throws(AuthorityAddressError) {
            try self.init(name: name, url: url, credentialsFile: credentialsFile)
        } catch {
            throw switch error {
            case .notAURL, .notHTTP: OperationError(.authorityAddressRefused, ["url": url])
            // The URL is not repeated: a password stands in it.
            case .credentialsInURL: OperationError(.credentialsInURL, ["url": unnamedHost(of: url)])
            case .credentialsWithoutHTTPS: OperationError(.credentialsWithoutHTTPS, ["url": url])
            }
        }
    }
}

/// What follows the user information of a URL, up to the next slash.
private func unnamedHost(of url: String) -> String {
    let rest = url.utf8.drop { $0 != UInt8(ascii: "@") }.dropFirst()
    return String(decoding: rest.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
}
