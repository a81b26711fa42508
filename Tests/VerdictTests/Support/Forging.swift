import Cryptography
import Custody
import Foundation
import LedgerStore
import TransparencyLog

@testable import Operations

// What whoever stole the ledger's key, or an admin's, could do with a program of his own.

extension Dossier {
    /// The key that signs the ledger's checkpoints, as a thief has it.
    func ledgerSigner() throws -> NoteSigner { try caseFile().ledgerSigner(for: custodian) }

    /// A fresh key under the ledger's name.
    func freshSigner() throws -> (key: Ed25519PrivateKey, signer: NoteSigner) {
        let key = Ed25519PrivateKey.generate()
        return (key, try NoteSigner(name: caseFile().origin, key: key))
    }

    /// Appends what each of `appends` says, one transaction each, signed by `signers`, past every rule of the product.
    @discardableResult
    func force(_ appends: [(drafts: [EntryComposer.Draft], signers: [NoteSigner])]) throws -> [Entry] {
        let caseFile = try caseFile()
        return try caseFile.folder.withLock {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            var all: [Entry] = []
            for append in appends {
                var entries: [Entry] = []
                for draft in append.drafts { entries.append(try composer.sign(draft)) }
                try Self.append(entries, to: caseFile.ledger, as: caseFile.origin, signers: append.signers)
                all += entries
            }
            return all
        }
    }

    /// Appends `entries` with a checkpoint that `signers` sign, whoever they are.
    static func append(_ entries: [Entry], to ledger: Ledger, as origin: String, signers: [NoteSigner]) throws {
        var frontier = try ledger.head().frontier
        for entry in entries { _ = frontier.append(entry.leafHash) }
        let checkpoint = try Checkpoint(origin: origin, treeSize: frontier.size, rootHash: frontier.rootHash)
        try ledger.append(entries, checkpoint: SignedCheckpoint(checkpoint, signers: signers))
    }

    /// Puts `key` in the place of the ledger's.
    func plant(_ key: Ed25519PrivateKey) throws {
        let caseFile = try caseFile()
        try LedgerKeyFile.write(key, to: caseFile.folder.ledgerKey, for: caseFile.recipients())
    }

    /// An entry of no consequence.
    static var release: EntryComposer.Draft {
        // Another commitment each time: two that are equal would be a fault of their own.
        EntryComposer.Draft(kind: .bundleReleased, commitments: ["container": Digest(of: .random(count: 32))])
    }

    /// A change of keys to `signer`'s.
    static func rekey(to signer: NoteSigner) -> EntryComposer.Draft {
        EntryComposer.Draft(kind: .ledgerRekeyed, facts: .ledgerKey(vkey: "\(signer.verifierKey)"))
    }

    /// The same statement with one member changed, signed again by `signer`.
    func resign(_ entry: Entry, by signer: Custodian, _ change: (inout [String: CanonicalJSON]) -> Void) throws -> Entry
    {
        guard case .object(var members) = try CanonicalJSON(parsing: entry.statement.bytes) else {
            throw ForgeryError.notAnObject
        }
        change(&members)
        members["actor"] = .string(signer.identity.certificate.fingerprint.base64url)
        let statement = try Statement(parsing: CanonicalJSON.object(members).bytes)
        return try Entry.sign(
            statement,
            key: signer.signingKey(),
            certificate: signer.identity.certificate
        )
    }
}
