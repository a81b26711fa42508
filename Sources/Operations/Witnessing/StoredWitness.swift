internal import Cryptography
internal import LedgerStore
package import TransparencyLog

/// A witness of this person's: an Ed25519 key of its own, in a folder beside the identities.
///
///     identities/NAME/witness.key     an age file under a passphrase (`docs/formats/witness.md` § 2)
///     identities/NAME/witness.vkey    what is handed out
package struct StoredWitness: Hashable, Sendable {
    /// The name of its folder.
    package let name: String

    /// What others check its cosignatures with.
    package let key: VerifierKey

    let folder: String

    var keyPath: String { folder + "/witness.key" }
    var verifierKeyPath: String { folder + "/witness.vkey" }

    init(name: String, key: VerifierKey, folder: String) {
        self.name = name
        self.key = key
        self.folder = folder
    }

    /// Reads the public side from `folder`.
    init(name: String, folder: String) throws {
        let path = folder + "/witness.vkey"
        let line = try DurableFile.read(path)
        guard line.last == UInt8(ascii: "\n"), let text = String(validating: line.dropLast(), as: UTF8.self) else {
            throw OperationError(.identityDamaged, ["path": path, "reason": "no line of UTF-8"])
        }
        let key: VerifierKey
        do {
            key = try VerifierKey(parsing: text)
        } catch {
            throw OperationError(.identityDamaged, ["path": path, "reason": "\(error)"])
        }
        guard key.algorithm == .cosignature else {
            throw OperationError(.identityDamaged, ["path": path, "reason": "not a key that cosigns"])
        }
        self.init(name: name, key: key, folder: folder)
    }

    /// The private side, opened with the passphrase that `source` gives; nobody is asked when it is kept in clear.
    func signer(passphrase source: PassphraseSource) throws -> WitnessSigner {
        let file = try DurableFile.read(keyPath)
        let isInClear = WitnessKeyFile.isInClear(file)
        let passphrase = isInClear ? nil : try source.read(for: .unlock(identity: name))
        guard isInClear || passphrase != nil else { throw OperationError(.passphraseNeeded, ["name": name]) }
        let opened: Ed25519PrivateKey?
        do throws(AgeError) {
            opened = try WitnessKeyFile.key(in: file, passphrase: passphrase)
        } catch .wrongPassphrase {
            throw OperationError(.passphraseWrong, ["name": name])
        } catch {
            throw OperationError(.identityDamaged, ["path": keyPath, "reason": "\(error)"])
        }
        guard let opened else {
            throw OperationError(.identityDamaged, ["path": keyPath, "reason": "not a witness's key"])
        }
        let signer = try WitnessSigner(name: key.name, key: opened)
        // Nobody could check what another key than the one that was handed out signs.
        guard signer.verifierKey == key else {
            throw OperationError(.identityDamaged, ["path": verifierKeyPath, "reason": "not the key of witness.key"])
        }
        return signer
    }
}

extension IdentityStore {
    /// Whether the folder `name` holds a witness, who is no identity.
    func isWitness(_ name: String) -> Bool { DurableFile.exists(path(of: name) + "/witness.vkey") }

    /// Every witness, in the order of their names.
    func witnesses() throws -> [StoredWitness] {
        guard DurableFile.exists(folder) else { return [] }
        return try DurableFile.names(inFolder: folder).filter { Self.isName($0) && isWitness($0) }
            .map { try StoredWitness(name: $0, folder: path(of: $0)) }
    }

    /// The witness of this name, or the only one when `name` is nil.
    func witness(_ name: String?) throws -> StoredWitness {
        if let name {
            guard Self.isName(name) else { throw OperationError(.identityNameRefused, ["name": name]) }
            guard isWitness(name) else { throw OperationError(.witnessUnknown, ["name": name]) }
            return try StoredWitness(name: name, folder: path(of: name))
        }
        let all = try witnesses()
        guard let first = all.first else { throw OperationError(.witnessMissing) }
        guard all.count == 1 else {
            throw OperationError(.witnessAmbiguous, ["names": all.map(\.name).joined(separator: ", ")])
        }
        return first
    }
}
