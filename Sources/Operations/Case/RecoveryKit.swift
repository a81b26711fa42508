package import Cryptography

/// What opens a case when every passphrase is lost: an age identity that nobody keeps on a computer.
///
/// It opens what is sealed, and signs as no one: with it alone a case can be read, not grown.
package struct RecoveryKit: Sendable {
    /// The age identity.
    package let identity: AgeIdentity

    /// What keys are wrapped to.
    package var recipient: AgeRecipient { identity.recipient }

    /// A fresh kit.
    static func generate() -> RecoveryKit {
        RecoveryKit(identity: .generate())
    }

    /// The kit as an identity file, which `age -d -i` takes too.
    package var bytes: [UInt8] {
        Array("# scelle recovery kit; public key: \(recipient)\n".utf8) + identity.line.copy + [UInt8(ascii: "\n")]
    }
}
