internal import Cryptography
internal import Glibc

/// The two keys of an identity, opened: what an agent keeps, and hands to commands of the same person.
struct UnlockedKeys {
    let ageKey: AgeIdentity
    let signingKey: SigningKey

    /// The most bytes that both take: a signing key of RSA 4096 has about 3,300.
    static let largestByteCount = 16_384

    /// Both as bytes: for each, its length in four bytes, then the age identity's line, then the signing key's PEM in clear.
    func bytes() throws -> SecretBytes {
        let parts = [ageKey.line.copy, Array(try signingKey.pem(passphrase: nil).utf8)]
        return SecretBytes(
            parts.flatMap { part in
                withUnsafeBytes(of: UInt32(part.count).bigEndian) { Array($0) } + part
            }
        )
    }

    /// Reads what `bytes()` gives; nil for anything else.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var parts: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= count else { return nil }
            parts.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        guard parts.count == 2 else { return nil }
        do {
            ageKey = try AgeIdentity(parsing: SecretBytes(parts[0]))
            signingKey = try SigningKey(pem: String(decoding: parts[1], as: UTF8.self), passphrase: nil)
        } catch {
            return nil
        }
    }

    init(ageKey: AgeIdentity, signingKey: SigningKey) {
        self.ageKey = ageKey
        self.signingKey = signingKey
    }

    /// The keys that an agent in `folder` keeps for `identity`; nil when none does: then whoever is there is asked.
    ///
    /// What an agent says is believed only as far as it fits the identity's own certificate and recipient.
    init?(of identity: StoredIdentity, from folder: AgentFolder) {
        let name = AgentFolder.socketName(of: identity.certificate.fingerprint)
        guard let socket = AgentSocket(connectingTo: name, in: folder),
            Array(AgentSocket.Request.keys.rawValue.utf8).withUnsafeBytes({ socket.write($0) })
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Self.largestByteCount)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(socket.descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            filled += count
        }
        self.init(Array(bytes.prefix(filled)))
        guard ageKey.recipient == identity.recipient, signingKey.publicKey == identity.certificate.publicKey else {
            return nil
        }
    }
}
