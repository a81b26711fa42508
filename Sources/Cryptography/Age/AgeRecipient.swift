/// The public half of an X25519 age key: whom a file is encrypted to.
///
///     age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg
package struct AgeRecipient: Hashable, Sendable {
    /// The X25519 public key, 32 bytes.
    package let publicKey: [UInt8]

    init(of key: X25519Key) {
        publicKey = key.publicKey
    }
}

// MARK: - Text form

extension AgeRecipient: CustomStringConvertible {
    private static let prefix = [UInt8]("age".utf8)

    /// The Bech32 text, `age1…`, 62 characters in lower case.
    package var description: String {
        String(decoding: publicKey.withUnsafeBytes { Bech32.encode($0, prefix: Self.prefix) }, as: UTF8.self)
    }

    /// Reads the Bech32 text, nothing before or after it; upper case, other kinds of keys and points of low order are
    /// refused with `malformedRecipient`.
    package init(parsing text: String) throws(AgeError) {
        do throws(AgeKeyFault) {
            let text = Array(text.utf8)
            guard !text.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
                throw .wrongCase
            }
            let key = try Bech32.decode(text, prefix: Self.prefix)
            guard key.count == AgePrimitives.keyLength else { throw .wrongLength }
            // Every X25519 scalar is a multiple of eight: any of them turns a point of low order into zero.
            guard X25519Key.generate().sharedSecret(with: key) != nil else { throw .lowOrderPoint }
            publicKey = key
        } catch {
            throw .malformedRecipient(error)
        }
    }
}
