package import Cryptography
internal import Glibc

/// The ledger's Ed25519 key as ledger.key.age holds it: an age file, to every active custodian and the recovery
/// recipient, of one line.
///
///     SCELLE-LEDGER-KEY-1 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=
///
/// The line is the version, a space, the 32-byte seed (RFC 8032 § 5.1.5) in canonical base64, a line feed: whoever can
/// open the age file can read it without this program.
package enum LedgerKeyFile {
    private static let version = KeyLine(version: "SCELLE-LEDGER-KEY-1")

    /// Encrypts `key` to `recipients` and puts it at `path`, replacing what is there, durably.
    package static func write(
        _ key: Ed25519PrivateKey,
        to path: String,
        for recipients: [AgeRecipient]
    ) throws(LedgerKeyError) {
        let file: [UInt8]
        do throws(AgeError) {
            file = try AgeEncryptor.encrypt(version.text(of: key.seed), to: recipients)
        } catch {
            throw .age(path: path, error)
        }
        do throws(FileSystemError) {
            try DurableFile.write(file, to: path)
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Gives the file at `next` the place of the one at `path`, durably: the key that the ledger has taken up.
    package static func replace(_ path: String, with next: String) throws(LedgerKeyError) {
        // Whatever goes wrong, the file at `next` stays: it may hold the only copy of the key in force.
        guard rename(next, path) == 0 else { throw .fileSystem(FileSystemError(.rename, path)) }
        do throws(FileSystemError) {
            try DurableFile.synchronizeFolder(holding: path)
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Reads the key at `path` with the first of `identities` that opens it.
    package static func read(
        _ path: String,
        with identities: [AgeIdentity]
    ) throws(LedgerKeyError) -> Ed25519PrivateKey {
        let file: [UInt8]
        do throws(FileSystemError) {
            file = try DurableFile.read(path)
        } catch {
            throw .fileSystem(error)
        }
        let line: SecretBytes
        do throws(AgeError) {
            line = try AgeDecryptor.decryptSecret(file, with: identities)
        } catch {
            throw .age(path: path, error)
        }
        guard let seed = version.secret(in: line), let key = Ed25519PrivateKey(seed: seed)
        else { throw .malformed(path: path) }
        return key
    }
}

/// Why a ledger key was not read or written.
package enum LedgerKeyError: Error, Hashable, Sendable {
    /// The age file at this path was refused; `noMatchingIdentity` when the key is not among its recipients.
    case age(path: String, AgeError)
    /// The age file opens, but its plaintext is not one line of this version.
    case malformed(path: String)
    case fileSystem(FileSystemError)
}
