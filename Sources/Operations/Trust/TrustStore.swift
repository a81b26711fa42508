internal import Cryptography
internal import Foundation
package import TransparencyLog
package import Verification

/// The person's own trust, `trust/` in the configuration folder: one small policy a file, added by hand, never by a
/// bundle.
package struct TrustStore: Sendable {
    /// The folder, made when something is first added.
    package let folder: String

    /// The store in the folder `folder`.
    package init(folder: String) {
        self.folder = folder
    }

    /// One file of the store.
    package struct Item: Hashable, Sendable {
        /// The file's name without its ending; what `trust remove` takes.
        package var name: String
        /// What it trusts.
        package var content: Content

        /// What a file of the store trusts.
        package enum Content: Hashable, Sendable {
            case signer(fingerprint: String, name: String?)
            case authority(name: String, fingerprint: String, authorityClass: String)
            case witness(key: VerifierKey)
            case policy(signers: Int, authorities: Int, witnesses: Int)
        }
    }

    /// Everything in the store as one policy; the quorums are the largest that any file asks for.
    package func policy() throws -> TrustPolicy {
        var whole = TrustPolicy()
        for file in try files() {
            let part = try TrustPolicyFile.read(path(of: file))
            whole.signers += part.signers
            whole.authorities += part.authorities
            whole.witnesses += part.witnesses
            whole.timeQuorum = max(whole.timeQuorum, part.timeQuorum)
            whole.witnessQuorum = max(whole.witnessQuorum, part.witnessQuorum)
            whole.requiresRevocation = whole.requiresRevocation || part.requiresRevocation
            whole.ledger = part.ledger ?? whole.ledger
        }
        return whole
    }

    /// The policy that the file `name` holds.
    package func policy(named name: String) throws -> TrustPolicy {
        guard try files().contains(name) else { throw TrustStoreError.unknown(name) }
        return try TrustPolicyFile.read(path(of: name))
    }

    /// What the store holds, by name.
    package func items() throws -> [Item] {
        try files().map { file in
            Item(name: file, content: Self.describe(try TrustPolicyFile.read(path(of: file))))
        }
    }

    /// Adds the policy, certificate or witness's key in `source` under `name`; refuses a name that is taken and what is
    /// none of them.
    ///
    /// A certificate of an authority that stamps time needs `asAuthority`, so that trust in a signer never becomes trust
    /// in a clock.
    package func add(_ source: String, name: String, asAuthority authorityClass: String?) throws -> Item {
        guard Self.isName(name) else { throw TrustStoreError.malformedName(name) }
        guard !FileManager.default.fileExists(atPath: path(of: name)) else { throw TrustStoreError.taken(name) }
        guard let data = FileManager.default.contents(atPath: source),
            let text = String(validating: data, as: UTF8.self)
        else { throw TrustPolicyError.unreadable(source) }
        let toml: String
        do {
            // A policy may hold certificates; no certificate in PEM is a policy.
            _ = try TrustPolicyFile.parse(text, at: source)
            toml = try Self.selfContained(text, at: source)
        } catch TrustPolicyError.notTOML(let path, let line) {
            if let certificate = Self.certificate(in: text) {
                toml = Self.text(for: certificate, name: name, authorityClass: authorityClass)
            } else if authorityClass == nil, let key = Self.witnessKey(in: text) {
                toml = "[[witness]]\nvkey = \"\(Self.quoted(key.description))\"\n"
            } else {
                throw TrustPolicyError.notTOML(path, line: line)
            }
        }
        let policy = try TrustPolicyFile.parse(toml, at: path(of: name))
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try Data(toml.utf8).write(to: URL(fileURLWithPath: path(of: name)), options: .atomic)
        return Item(name: name, content: Self.describe(policy))
    }

    /// Removes the file `name`.
    package func remove(_ name: String) throws {
        guard try files().contains(name) else { throw TrustStoreError.unknown(name) }
        try FileManager.default.removeItem(atPath: path(of: name))
    }

    private static func certificate(in text: String) -> Certificate? {
        do { return try Certificate(pem: text) } catch {
            // Then the text is neither, and what is wrong with it as a policy is told.
            return nil
        }
    }

    /// The vkey of a witness, alone on its line as `scelle witness new` prints it.
    private static func witnessKey(in text: String) -> VerifierKey? {
        let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
        do {
            let key = try VerifierKey(parsing: line)
            return key.algorithm == .cosignature ? key : nil
        } catch {
            // Then it is no key either.
            return nil
        }
    }

    private func path(of name: String) -> String { "\(folder)/\(name).toml" }

    private func files() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".toml") }
            .map { String($0.dropLast(5)) }
            .sorted()
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == 0x2d || byte == 0x5f
            }
    }

    private static func text(for certificate: Certificate, name: String, authorityClass: String?) -> String {
        if let authorityClass {
            return """
                [[authority]]
                name = "\(name)"
                class = "\(quoted(authorityClass))"
                root = '''
                \(certificate.pem)'''

                """
        }
        return """
            [[signer]]
            name = "\(quoted(certificate.commonName ?? name))"
            certificate = '''
            \(certificate.pem)'''

            """
    }

    /// A policy that names files is refused here: they would not come along.
    private static func selfContained(_ text: String, at source: String) throws -> String {
        do {
            _ = try TrustPolicyFile.parse(text, at: "/nonexistent/policy.toml")
            return text
        } catch TrustPolicyError.unreadable {
            throw TrustStoreError.namesFiles(source)
        }
    }

    private static func quoted(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.flatMap { scalar -> [Character] in
                scalar == "\\" || scalar == "\"" ? ["\\", Character(scalar)] : [Character(scalar)]
            }
        )
    }

    private static func describe(_ policy: TrustPolicy) -> Item.Content {
        if policy.authorities.isEmpty, policy.witnesses.isEmpty, policy.signers.count == 1 {
            return .signer(fingerprint: policy.signers[0].fingerprint.hex, name: policy.signers[0].name)
        }
        if policy.signers.isEmpty, policy.witnesses.isEmpty, policy.authorities.count == 1 {
            let authority = policy.authorities[0]
            return .authority(
                name: authority.name,
                fingerprint: authority.root.fingerprint.hex,
                authorityClass: authority.authorityClass
            )
        }
        if policy.signers.isEmpty, policy.authorities.isEmpty, policy.witnesses.count == 1, policy.witnessQuorum == 0 {
            return .witness(key: policy.witnesses[0].key)
        }
        return .policy(
            signers: policy.signers.count,
            authorities: policy.authorities.count,
            witnesses: policy.witnesses.count
        )
    }
}

/// Why the store refuses.
package enum TrustStoreError: Error, Hashable {
    case malformedName(String)
    case taken(String)
    case unknown(String)
    case namesFiles(String)
}
