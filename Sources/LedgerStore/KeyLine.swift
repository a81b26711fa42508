internal import Cryptography

/// The plaintext of a wrapped key that is not age's own: its version, a space, the secret in canonical base64, a line
/// feed.
struct KeyLine: Sendable {
    /// What stands before the space; it fixes what the secret is for.
    let version: String

    /// The line that holds `secret`.
    func text(of secret: SecretBytes) -> SecretBytes {
        SecretBytes(prefix + [UInt8](secret.copy.base64.utf8) + [0x0A])
    }

    /// The secret that `text` holds; nil unless it is one line of this version.
    func secret(in text: SecretBytes) -> SecretBytes? {
        let bytes = text.copy
        guard bytes.starts(with: prefix), bytes.last == 0x0A,
            let secret = [UInt8](base64: String(decoding: bytes.dropFirst(prefix.count).dropLast(), as: UTF8.self))
        else { return nil }
        return SecretBytes(secret)
    }

    private var prefix: [UInt8] { [UInt8](version.utf8) + [0x20] }
}
