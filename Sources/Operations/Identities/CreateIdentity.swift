internal import Cryptography
internal import Glibc
internal import LedgerStore

/// Makes an identity: a signing key with its self-signed certificate, and an age key, under one passphrase.
package enum CreateIdentity {
    /// How long the certificate is valid.
    package static let years = 5

    /// Makes the identity `name`; a name that is taken is refused.
    ///
    /// The names go out with every bundle: a pseudonym may stand for the common name. The folder appears whole or not at
    /// all.
    package static func run(
        name: String,
        commonName: String,
        organization: String?,
        passphrase source: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> StoredIdentity {
        try OperationError.mapping {
            let store = try IdentityStore(in: surroundings)
            guard IdentityStore.isName(name) else { throw OperationError(.identityNameRefused, ["name": name]) }
            guard !DurableFile.exists(store.path(of: name)) else {
                throw OperationError(.identityExists, ["name": name])
            }
            let signingKey = SigningKey.generateP256()
            let ageKey = AgeIdentity.generate()
            let certificate = try Certificate.selfSigned(
                for: signingKey,
                commonName: commonName,
                organization: organization,
                notBefore: surroundings.now(),
                years: years
            )
            let passphrase = try source.read(for: .choose(identity: name))
            let identity = StoredIdentity(
                name: name,
                certificate: certificate,
                recipient: ageKey.recipient,
                folder: store.path(of: name)
            )
            try write(identity, signingKey: signingKey, ageKey: ageKey, passphrase: passphrase, in: store)
            return identity
        }
    }

    /// Writes the four files into a folder beside, then gives it its name.
    private static func write(
        _ identity: StoredIdentity,
        signingKey: SigningKey,
        ageKey: AgeIdentity,
        passphrase: SecretBytes?,
        in store: IdentityStore
    ) throws {
        let partial = "\(store.folder)/.\(identity.name).\([UInt8].random(count: 8).hex)"
        let draft = StoredIdentity(
            name: identity.name,
            certificate: identity.certificate,
            recipient: identity.recipient,
            folder: partial
        )
        try DurableFile.createFolders(partial)
        do {
            let ageFile = try passphrase.map { try AgeEncryptor.encrypt(ageKey.fileLine, passphrase: $0) }
            try DurableFile.write(Array(try signingKey.pem(passphrase: passphrase).utf8), to: draft.signingKeyPath)
            try DurableFile.write(Array(identity.certificate.pem.utf8), to: draft.certificatePath)
            if let ageFile {
                try DurableFile.write(ageFile, to: draft.ageKeyPath)
            } else {
                try DurableFile.write(ageKey.fileLine, to: draft.ageKeyPath)
            }
            try DurableFile.write(Array("\(identity.recipient)\n".utf8), to: draft.recipientPath)
            // A folder never takes the name of one that holds files: what was there stays.
            guard rename(partial, identity.folder) == 0 else {
                guard errno != ENOTEMPTY, errno != EEXIST else {
                    throw OperationError(.identityExists, ["name": identity.name])
                }
                throw FileSystemError(.rename, identity.folder)
            }
        } catch {
            for path in [draft.signingKeyPath, draft.certificatePath, draft.ageKeyPath, draft.recipientPath] {
                unlink(path)
            }
            rmdir(partial)
            throw error
        }
        try DurableFile.synchronizeFolder(holding: identity.folder)
    }
}
