package import Cryptography
internal import LedgerStore

/// Where the person's identities lie: `<configuration>/identities/NAME/`, a folder an identity.
///
///     signing.key.pem     signs entries and bundles; PKCS #8, under the passphrase
///     signing.cert.pem    its certificate, which goes out with every bundle
///     age.key             decrypts; an age file of an identity line, under the same passphrase
///     age.recipient       what others encrypt to, readable without the passphrase
///
/// A folder that holds `witness.vkey` is a witness's instead (`StoredWitness`).
package struct IdentityStore: Hashable, Sendable {
    /// The folder of the identities.
    package let folder: String

    /// The identities of the person whose surroundings these are.
    package init(in surroundings: Surroundings) throws(OperationError) {
        folder = try surroundings.configurationFolder() + "/identities"
    }

    /// The names of all identities, in the order of their bytes.
    package func names() throws -> [String] {
        guard DurableFile.exists(folder) else { return [] }
        return try DurableFile.names(inFolder: folder).filter { Self.isName($0) && !isWitness($0) }
    }

    /// The identity of this name.
    package func identity(named name: String) throws -> StoredIdentity {
        guard Self.isName(name) else { throw OperationError(.identityNameRefused, ["name": name]) }
        guard DurableFile.exists(path(of: name)), !isWitness(name) else {
            throw OperationError(.identityUnknown, ["name": name])
        }
        return try StoredIdentity(name: name, folder: path(of: name))
    }

    /// The identity of this name, or the only one when `name` is nil.
    package func chosen(_ name: String?) throws -> StoredIdentity {
        if let name { return try identity(named: name) }
        let names = try names()
        guard let first = names.first else { throw OperationError(.identityMissing) }
        guard names.count == 1 else {
            throw OperationError(.identityAmbiguous, ["names": names.joined(separator: ", ")])
        }
        return try identity(named: first)
    }

    /// The folder of the identity of this name.
    func path(of name: String) -> String { "\(folder)/\(name)" }

    /// Whether a name can be a folder's: 1 to 64 ASCII letters, digits, `.`, `_`, `-`, the first a letter or digit.
    static func isName(_ name: String) -> Bool {
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, isLetterOrDigit(first) else {
            return false
        }
        return name.utf8.allSatisfy { isLetterOrDigit($0) || ".-_".utf8.contains($0) }
    }
}

/// An identity as it lies on disk: what can be known of it without its passphrase.
package struct StoredIdentity: Hashable, Sendable {
    /// The name of its folder.
    package let name: String

    /// The certificate of the signing key.
    package let certificate: Certificate

    /// What content keys are wrapped to.
    package let recipient: AgeRecipient

    let folder: String

    var signingKeyPath: String { folder + "/signing.key.pem" }
    var certificatePath: String { folder + "/signing.cert.pem" }
    var ageKeyPath: String { folder + "/age.key" }
    var recipientPath: String { folder + "/age.recipient" }

    init(name: String, certificate: Certificate, recipient: AgeRecipient, folder: String) {
        self.name = name
        self.certificate = certificate
        self.recipient = recipient
        self.folder = folder
    }

    /// Reads certificate and recipient from `folder`.
    init(name: String, folder: String) throws {
        let certificatePath = folder + "/signing.cert.pem"
        let pem = String(decoding: try DurableFile.read(certificatePath), as: UTF8.self)
        let recipientPath = folder + "/age.recipient"
        let line = try DurableFile.read(recipientPath)
        do {
            certificate = try Certificate(pem: pem)
        } catch {
            throw OperationError(.identityDamaged, ["path": certificatePath, "reason": "\(error)"])
        }
        do {
            recipient = try AgeRecipient(parsing: String(decoding: line.dropLast(), as: UTF8.self))
        } catch {
            throw OperationError(.identityDamaged, ["path": recipientPath, "reason": "\(error)"])
        }
        guard line.last == UInt8(ascii: "\n") else {
            throw OperationError(.identityDamaged, ["path": recipientPath, "reason": "no line feed"])
        }
        // Without one, an entry could not name its signer (RFC 5652 § 5.3).
        guard certificate.subjectKeyIdentifier != nil else {
            throw OperationError(.identityDamaged, ["path": certificatePath, "reason": "no subjectKeyIdentifier"])
        }
        self.name = name
        self.folder = folder
    }
}
