internal import COpenSSL

/// An X25519 private key (RFC 7748) in libcrypto's form, which wipes it when the last holder lets go.
///
/// Making one computes its public key, which costs as much as an exchange: it is made once, and used for all.
final class X25519Key: Sendable {
    // Written once in `init`; libcrypto's keys are read on any number of threads (openssl-threads(7)).
    private nonisolated(unsafe) let key: OpaquePointer

    /// The key whose scalar is `secret`, 32 bytes.
    init(_ secret: SecretBytes) {
        precondition(secret.count == AgePrimitives.keyLength)
        let key = secret.withUnsafeBytes {
            EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, $0.bytePointer, $0.count)
        }
        guard let key else { fatalError("libcrypto refused a 32-byte X25519 key") }
        self.key = key
    }

    /// A fresh key.
    static func generate() -> X25519Key {
        X25519Key(.random(count: AgePrimitives.keyLength))
    }

    /// The public key, 32 bytes (RFC 7748 § 6.1).
    var publicKey: [UInt8] {
        var share = [UInt8](repeating: 0, count: AgePrimitives.keyLength)
        var count = share.count
        guard EVP_PKEY_get_raw_public_key(key, &share, &count) == 1, count == share.count else {
            fatalError("libcrypto has no X25519 public key")
        }
        return share
    }

    /// The scalar, 32 bytes.
    var secret: SecretBytes {
        SecretBytes(byteCount: AgePrimitives.keyLength) { secret in
            var count = secret.count
            guard EVP_PKEY_get_raw_private_key(key, secret.bytePointer, &count) == 1, count == secret.count else {
                fatalError("libcrypto has no X25519 private key")
            }
        }
    }

    /// The secret shared with the holder of `share`; nil when `share` is not 32 bytes long, or has low order, so that
    /// the secret would be all zero (RFC 7748 § 6.1).
    func sharedSecret(with share: [UInt8]) -> SecretBytes? {
        guard share.count == AgePrimitives.keyLength,
            let peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, share, share.count)
        else { return nil }
        defer { EVP_PKEY_free(peer) }
        guard let context = EVP_PKEY_CTX_new(key, nil), EVP_PKEY_derive_init(context) == 1 else {
            fatalError("libcrypto has no X25519 or no memory")
        }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_derive_set_peer(context, peer) == 1 else { return nil }
        return SecretBytes(count: AgePrimitives.keyLength) { shared in
            var count = shared.count
            return EVP_PKEY_derive(context, shared.bytePointer, &count) == 1 && count == shared.count
        }
    }

    deinit {
        EVP_PKEY_free(key)
    }
}
