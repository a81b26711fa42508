internal import Cryptography
internal import Glibc

/// The two keys of an identity, opened: what an agent keeps, and hands to commands of the same person.
struct UnlockedKeys {
    let ageKey: AgeIdentity
    let signingKey: SigningKey

    /// The most bytes that both take: a signing key of RSA 4096 has about 3,300.
    static let largestByteCount = 16_384

    /// Both as bytes: for each, its length in four bytes, then the age identity's line, then the signing key's PKCS #8 in clear.
    func bytes() throws -> SecretBytes {
        let parts = [ageKey.line, try signingKey.clearPKCS8()]
        return SecretBytes(
            joining: parts.flatMap { part in
                [withUnsafeBytes(of: UInt32(part.count).bigEndian) { SecretBytes($0) }, part]
            }
        )
    }

    /// Reads what `bytes()` gives; nil for anything else.
    init?(_ bytes: SecretBytes) {
        var start = 0
        var parts: [SecretBytes] = []
        while start < bytes.count {
            guard bytes.count - start >= 4 else { return nil }
            let count = bytes.withUnsafeBytes { $0[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
            start += 4
            guard bytes.count - start >= count else { return nil }
            parts.append(bytes[start..<start + count])
            start += count
        }
        guard parts.count == 2 else { return nil }
        do {
            ageKey = try AgeIdentity(parsing: parts[0])
            signingKey = try SigningKey(clearPKCS8: parts[1])
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
        var filled: Int? = 0
        let bytes = SecretBytes(byteCount: Self.largestByteCount) { buffer in
            while let start = filled, start < buffer.count {
                let count = read(socket.descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
                if count < 0, errno == EINTR { continue }
                if count == 0 { return }
                filled = count < 0 ? nil : start + count
            }
        }
        guard let filled else { return nil }
        self.init(bytes[0..<filled])
        guard ageKey.recipient == identity.recipient, signingKey.publicKey == identity.certificate.publicKey else {
            return nil
        }
    }
}
