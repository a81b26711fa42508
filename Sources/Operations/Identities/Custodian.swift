package import Cryptography
internal import LedgerStore
internal import Synchronization

/// A person at work on a case: an identity with its passphrase, its keys opened when they are first needed.
///
/// Reading needs the age key only; the signing key is opened by what signs.
package final class Custodian: Sendable {
    /// The identity.
    package let identity: StoredIdentity

    /// What opens content keys.
    package let ageKey: AgeIdentity

    private let passphrase: SecretBytes?
    private let openedKey: Mutex<SigningKey?>

    /// Whether a passphrase opened the keys: they are not kept in clear.
    var hasPassphrase: Bool { passphrase != nil }

    /// Opens the age key of `identity`; nobody is asked for a passphrase when the key is kept in clear, or unlocked.
    package init(unlocking identity: StoredIdentity, passphrase source: PassphraseSource) throws {
        let file = try DurableFile.read(identity.ageKeyPath)
        // An age file begins with the name of its format, in clear or armoured; an identity line with its own.
        let isInClear = file.starts(with: "AGE-SECRET-KEY-1".utf8)
        if !isInClear, case .unlocked(let folder, _) = source, let kept = UnlockedKeys(of: identity, from: folder) {
            self.identity = identity
            ageKey = kept.ageKey
            openedKey = Mutex(kept.signingKey)
            passphrase = nil
            return
        }
        openedKey = Mutex(nil)
        let passphrase = isInClear ? nil : try source.read(for: .unlock(identity: identity.name))
        guard isInClear || passphrase != nil else {
            throw OperationError(.passphraseNeeded, ["name": identity.name])
        }
        do throws(AgeError) {
            let text = try passphrase.map { phrase throws(AgeError) in
                try AgeDecryptor.decryptSecret(file, passphrase: phrase)
            }
            let keys = try AgeIdentity.identities(inFile: text ?? SecretBytes(file))
            guard let key = keys.first, keys.count == 1 else {
                throw AgeError.malformedIdentityFile(line: 2, .wrongLength)
            }
            ageKey = key
        } catch .wrongPassphrase {
            throw OperationError(.passphraseWrong, ["name": identity.name])
        } catch {
            throw OperationError(.identityDamaged, ["path": identity.ageKeyPath, "reason": "\(error)"])
        }
        // Whatever is wrapped to a recipient that this key does not open would be lost.
        guard ageKey.recipient == identity.recipient else {
            throw OperationError(
                .identityDamaged,
                ["path": identity.recipientPath, "reason": "not the recipient of age.key"]
            )
        }
        self.identity = identity
        self.passphrase = passphrase
    }

    /// How long before a certificate's end its holder is told, in seconds: two months.
    static let noticeBeforeExpiry: Int64 = 60 * 86_400

    /// Refuses to sign outside the validity of the certificate: at its attested time the signature would not be good.
    func requireCurrentCertificate(at now: Instant) throws(OperationError) {
        let certificate = identity.certificate
        let words = { (date: Instant) in ["name": self.identity.name, "date": String(date.rfc3339.prefix(10))] }
        guard now <= certificate.notAfter else {
            throw OperationError(.certificateExpired, words(certificate.notAfter))
        }
        guard now >= certificate.notBefore else {
            throw OperationError(.certificateNotYetValid, words(certificate.notBefore))
        }
    }

    /// When the certificate ends, if that is soon.
    func expiringSoon(at now: Instant) -> Instant? {
        let end = identity.certificate.notAfter
        return end <= now.adding(seconds: Self.noticeBeforeExpiry) ? end : nil
    }

    /// The key that signs, opened now if it was not before.
    func signingKey() throws -> SigningKey {
        try openedKey.withLock { opened in
            if let opened { return opened }
            let path = identity.signingKeyPath
            let pem = String(decoding: try DurableFile.read(path), as: UTF8.self)
            let key: SigningKey
            do throws(SigningKeyError) {
                key = try SigningKey(pem: pem, passphrase: passphrase)
            } catch .wrongPassphrase {
                throw OperationError(.passphraseWrong, ["name": identity.name])
            } catch .missingPassphrase {
                throw OperationError(.passphraseNeeded, ["name": identity.name])
            } catch {
                throw OperationError(.identityDamaged, ["path": path, "reason": "\(error)"])
            }
            guard key.publicKey == identity.certificate.publicKey else {
                throw OperationError(.notTheCertificate, ["path": path])
            }
            opened = key
            return key
        }
    }
}
