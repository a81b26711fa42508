internal import COpenSSL

/// An Ed25519 public key (RFC 8032): the key of a ledger or of a witness.
package struct Ed25519PublicKey: Hashable, Sendable {
    /// The 32 raw bytes.
    package let bytes: [UInt8]

    /// The key whose raw value is `bytes`; nil unless there are exactly 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Whether `signature` is this key's over `message`.
    package func isValidSignature(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard signature.count == 64,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

/// An Ed25519 private key (RFC 8032 § 5.1.5), held as its 32-byte seed, wiped when dropped.
package struct Ed25519PrivateKey: Sendable {
    /// The 32-byte seed.
    package let seed: SecretBytes

    /// The matching public key.
    package let publicKey: Ed25519PublicKey

    /// A fresh key.
    package static func generate() -> Ed25519PrivateKey {
        guard let key = Ed25519PrivateKey(seed: .random(count: 32)) else {
            fatalError("libcrypto refused a 32-byte Ed25519 seed")
        }
        return key
    }

    /// The key that grows from `seed`; nil unless it has exactly 32 bytes.
    package init?(seed: SecretBytes) {
        var raw = [UInt8](repeating: 0, count: 32)
        var count = raw.count
        let read = seed.withUnsafeBytes { bytes -> Bool in
            guard bytes.count == 32,
                let key = EVP_PKEY_new_raw_private_key(
                    EVP_PKEY_ED25519,
                    nil,
                    bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                    bytes.count
                )
            else { return false }
            defer { EVP_PKEY_free(key) }
            return EVP_PKEY_get_raw_public_key(key, &raw, &count) == 1
        }
        guard read, let publicKey = Ed25519PublicKey(bytes: raw) else { return nil }
        self.seed = seed
        self.publicKey = publicKey
    }

    /// The 64-byte signature over `message`.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        seed.withUnsafeBytes { bytes in
            var signature = [UInt8](repeating: 0, count: 64)
            var count = signature.count
            guard let context = EVP_MD_CTX_new(),
                let key = EVP_PKEY_new_raw_private_key(
                    EVP_PKEY_ED25519,
                    nil,
                    bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                    bytes.count
                )
            else { fatalError("libcrypto has no memory") }
            defer {
                EVP_MD_CTX_free(context)
                EVP_PKEY_free(key)
            }
            guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
                EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
            else { fatalError("libcrypto refused to sign with Ed25519") }
            return signature
        }
    }
}
