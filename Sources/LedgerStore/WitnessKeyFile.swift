package import Cryptography

/// A witness's Ed25519 key as `witness.key` holds it: an age file, under a passphrase, of one line.
///
///     SCELLE-WITNESS-KEY-1 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=
///
/// The line is the version, a space, the 32-byte seed (RFC 8032 § 5.1.5) in canonical base64, a line feed; it stands in
/// the file as it is when there is no passphrase. The format is `docs/formats/witness.md` § 2.
package enum WitnessKeyFile {
    private static let version = KeyLine(version: "SCELLE-WITNESS-KEY-1")

    /// The file's bytes; without a passphrase, the line in clear.
    package static func bytes(
        of key: Ed25519PrivateKey,
        passphrase: SecretBytes?
    ) throws(AgeError) -> [UInt8] {
        let line = version.text(of: key.seed)
        guard let passphrase else { return line.copy }
        return try AgeEncryptor.encrypt(line, passphrase: passphrase)
    }

    /// Whether these bytes are a key in clear, for which nobody needs to be asked for a passphrase.
    package static func isInClear(_ bytes: [UInt8]) -> Bool { bytes.starts(with: version.version.utf8) }

    /// Reads what `bytes(of:passphrase:)` writes; nil when the plaintext is not one line of this version.
    package static func key(
        in bytes: [UInt8],
        passphrase: SecretBytes?
    ) throws(AgeError) -> Ed25519PrivateKey? {
        let line: SecretBytes
        if let passphrase {
            line = try AgeDecryptor.decryptSecret(bytes, passphrase: passphrase)
        } else {
            line = SecretBytes(bytes)
        }
        return version.secret(in: line).flatMap { Ed25519PrivateKey(seed: $0) }
    }
}
