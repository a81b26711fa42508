package import Cryptography
internal import Custody
internal import Documents
internal import Wording

/// What opens a case when every passphrase is lost: an age identity that nobody keeps on a computer, and its page.
///
/// It opens what is sealed, and signs as no one: with it alone a case can be read, not grown.
package struct RecoveryKit: Sendable {
    /// The age identity.
    package let identity: AgeIdentity

    /// The page to be printed, which is an identity file too: `age -d -i` takes it as it stands.
    package let page: SecretBytes

    /// What keys are wrapped to.
    package var recipient: AgeRecipient { identity.recipient }

    /// The bytes of the page.
    package var bytes: [UInt8] { page.copy }

    /// A fresh kit for the ledger `origin`.
    static func generate(for origin: String, at time: DeclaredTime, in language: Language) -> RecoveryKit {
        let identity = AgeIdentity.generate()
        let page = RecoveryPage(origin: origin, identity: identity, declaredAt: time)
        return RecoveryKit(identity: identity, page: page.text(in: language))
    }
}
