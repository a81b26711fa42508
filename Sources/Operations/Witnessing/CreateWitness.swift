internal import Cryptography
internal import Glibc
internal import LedgerStore
internal import TransparencyLog

/// Makes a witness: an Ed25519 key that cosigns checkpoints and is used for nothing else.
package enum CreateWitness {
    /// Makes the witness `name`, which cosigns as `keyName`, or as `name` where that is nil; a name that is taken, by an
    /// identity too, is refused.
    ///
    /// The key's name goes out with every cosignature. The folder appears whole or not at all.
    package static func run(
        name: String,
        keyName: String?,
        passphrase source: PassphraseSource,
        in surroundings: Surroundings
    ) throws -> StoredWitness {
        try OperationError.mapping {
            let store = try IdentityStore(in: surroundings)
            guard IdentityStore.isName(name) else { throw OperationError(.identityNameRefused, ["name": name]) }
            guard !DurableFile.exists(store.path(of: name)) else {
                throw OperationError(.identityExists, ["name": name])
            }
            let key = Ed25519PrivateKey.generate()
            let signer: WitnessSigner
            do {
                signer = try WitnessSigner(name: keyName ?? name, key: key)
            } catch {
                throw OperationError(.witnessNameRefused, ["name": keyName ?? name])
            }
            let witness = StoredWitness(name: name, key: signer.verifierKey, folder: store.path(of: name))
            let file = try WitnessKeyFile.bytes(of: key, passphrase: source.read(for: .choose(identity: name)))
            try write(witness, keyFile: file, in: store)
            return witness
        }
    }

    /// Writes the two files into a folder beside, then gives it its name.
    private static func write(_ witness: StoredWitness, keyFile: [UInt8], in store: IdentityStore) throws {
        let partial = "\(store.folder)/.\(witness.name).\([UInt8].random(count: 8).hex)"
        let draft = StoredWitness(name: witness.name, key: witness.key, folder: partial)
        try DurableFile.createFolders(partial)
        do {
            try DurableFile.write(keyFile, to: draft.keyPath)
            try DurableFile.write(Array("\(witness.key)\n".utf8), to: draft.verifierKeyPath)
            // A folder never takes the name of one that holds files: what was there stays.
            guard rename(partial, witness.folder) == 0 else {
                guard errno != ENOTEMPTY, errno != EEXIST else {
                    throw OperationError(.identityExists, ["name": witness.name])
                }
                throw FileSystemError(.rename, witness.folder)
            }
        } catch {
            for path in [draft.keyPath, draft.verifierKeyPath] { unlink(path) }
            rmdir(partial)
            throw error
        }
        try DurableFile.synchronizeFolder(holding: witness.folder)
    }
}
