import Cryptography
import Testing

@testable import LedgerStore

@Suite("The ledger's key file")
struct LedgerKeyFileTests {
    @Test("each recipient reads the key back; nobody else does")
    func opens() throws {
        let folder = try TemporaryFolder()
        let (one, two, other) = (AgeIdentity.generate(), AgeIdentity.generate(), AgeIdentity.generate())
        let key = Ed25519PrivateKey.generate()
        try LedgerKeyFile.write(key, to: folder("ledger.key.age"), for: [one.recipient, two.recipient])
        #expect(try permissions(of: folder("ledger.key.age")) == 0o600)
        for identity in [one, two] {
            let read = try LedgerKeyFile.read(folder("ledger.key.age"), with: [other, identity])
            #expect(read.publicKey == key.publicKey)
            #expect(read.seed.copy == key.seed.copy)
        }
        #expect(throws: LedgerKeyError.age(path: folder("ledger.key.age"), .noMatchingIdentity)) {
            try LedgerKeyFile.read(folder("ledger.key.age"), with: [other])
        }
    }

    @Test(
        "the age command opens it: one line, as documented",
        .enabled(if: Tools.age, "the age command is not installed")
    )
    func opensElsewhere() throws {
        let folder = try TemporaryFolder()
        let identity = AgeIdentity.generate()
        let key = try #require(Ed25519PrivateKey(seed: SecretBytes(Array(1...32))))
        try LedgerKeyFile.write(key, to: folder("ledger.key.age"), for: [identity.recipient])
        try folder.write(identity.line.copy, to: "identity")
        let result = try run("age", ["--decrypt", "-i", folder("identity"), folder("ledger.key.age")])
        #expect(result.text == "SCELLE-LEDGER-KEY-1 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n")
    }

    @Test(
        "any other plaintext is refused",
        arguments: [
            "", "SCELLE-LEDGER-KEY-1 \n", "SCELLE-LEDGER-KEY-2 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n",
            "SCELLE-LEDGER-KEY-1 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
            "SCELLE-LEDGER-KEY-1 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\n",
            "SCELLE-LEDGER-KEY-1 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n\n",
        ]
    )
    func refuses(text: String) throws {
        let folder = try TemporaryFolder()
        let identity = AgeIdentity.generate()
        let file = try AgeEncryptor.encrypt([UInt8](text.utf8), to: [identity.recipient])
        let path = try folder.write(file, to: "ledger.key.age")
        #expect(throws: LedgerKeyError.malformed(path: path)) { try LedgerKeyFile.read(path, with: [identity]) }
    }
}
