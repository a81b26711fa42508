import Cryptography
import TransparencyLog

/// Keys that anyone can make again: they guard nothing.
enum TestKeys {
    /// The Ed25519 key whose seed is 32 bytes counting up from `first`.
    static func key(from first: UInt8) throws -> Ed25519PrivateKey {
        let seed = SecretBytes((0..<32).map { first + $0 })
        guard let key = Ed25519PrivateKey(seed: seed) else { throw VerifierKeyError.malformedKey }
        return key
    }

    /// The first key of the test ledger, which gives it its origin.
    static func ledger() throws -> NoteSigner {
        let key = try key(from: 0)
        return try NoteSigner(name: VerifierKey.ledgerOrigin(for: key.publicKey), key: key)
    }

    /// The key that follows it, after a change of keys: another key of the same name.
    static func nextLedger() throws -> NoteSigner {
        try NoteSigner(name: ledger().verifierKey.name, key: key(from: 32))
    }

    /// A witness.
    static func witness() throws -> WitnessSigner {
        try WitnessSigner(name: "witness.example/w1", key: key(from: 64))
    }

    /// Someone that nobody knows.
    static func stranger() throws -> NoteSigner {
        try NoteSigner(name: "stranger.example", key: key(from: 96))
    }

    /// The checkpoint of the test ledger at a size, over `sampleEntries`.
    static func checkpoint(size: Int) throws -> Checkpoint {
        try Checkpoint(
            origin: ledger().verifierKey.name,
            treeSize: UInt64(size),
            rootHash: sampleTree(size).rootHash
        )
    }

    /// The same, signed with the ledger's first key.
    static func signedCheckpoint(size: Int) throws -> SignedCheckpoint {
        try SignedCheckpoint(checkpoint(size: size), signers: [ledger()])
    }
}

extension StringProtocol {
    /// The UTF-8 bytes.
    var bytes: [UInt8] { Array(utf8) }
}

/// `bytes` with every single bit changed in turn.
func everyBitFlip(of bytes: [UInt8]) -> some Sequence<[UInt8]> {
    (0..<bytes.count * 8).lazy.map { bit in
        var changed = bytes
        changed[bit / 8] ^= 0x80 >> UInt8(bit % 8)
        return changed
    }
}
