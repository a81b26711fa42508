package import Cryptography

/// A private key and the name it signs notes under: a ledger's.
package struct NoteSigner: Sendable {
    /// The public side, to be handed out.
    package let verifierKey: VerifierKey

    private let key: Ed25519PrivateKey

    /// The key that signs as `name`; a ledger's keys all sign as its origin.
    ///
    /// - Throws: `VerifierKeyError.invalidName`.
    package init(name: String, key: Ed25519PrivateKey) throws(VerifierKeyError) {
        verifierKey = try VerifierKey(name: name, publicKey: key.publicKey)
        self.key = key
    }

    /// The signature line over the text of a note.
    func sign(_ text: [UInt8]) -> NoteSignature {
        NoteSignature(of: verifierKey, signature: key.sign(text))
    }
}
