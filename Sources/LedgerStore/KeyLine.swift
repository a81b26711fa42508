internal import Cryptography

/// The plaintext of a wrapped key that is not age's own: its version, a space, the secret in canonical base64, a line
/// feed.
struct KeyLine: Sendable {
    /// What stands before the space; it fixes what the secret is for.
    let version: String

    /// The line that holds `secret`.
    func text(of secret: SecretBytes) -> SecretBytes {
        SecretBytes(joining: [SecretBytes(prefix), secret.base64, SecretBytes([0x0A])])
    }

    /// The secret that `text` holds; nil unless it is one line of this version.
    func secret(in text: SecretBytes) -> SecretBytes? {
        let isOneLine = text.withUnsafeBytes {
            $0.count > prefix.count && $0.starts(with: prefix) && $0.last == 0x0A
        }
        return isOneLine ? SecretBytes(base64: text[prefix.count..<text.count - 1]) : nil
    }

    private var prefix: [UInt8] { [UInt8](version.utf8) + [0x20] }
}
