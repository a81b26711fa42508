import Cryptography
import Testing

@Suite("age: both ways with Debian's age", .enabled(if: AgeOracle.isInstalled, "age is not installed"))
struct AgeCommandTests {
    /// Around the ends of chunks, and far beyond one.
    static let sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 3 << 20]

    @Test("age opens what we encrypt to a recipient", arguments: sizes)
    func weEncrypt(size: Int) throws {
        let folder = try TemporaryFolder()
        let identity = AgeIdentity.generate()
        let plaintext = [UInt8].random(count: size)
        let key = try folder.write(identity.line.copy, to: "key")
        let file = try folder.write(
            AgeEncryptor.encrypt(plaintext, to: [AgeIdentity.generate().recipient, identity.recipient]),
            to: "file"
        )
        let (status, output) = try AgeOracle.run(["age", "-d", "-i", key, file])
        #expect(status == 0)
        #expect(output == plaintext)
    }

    @Test("we open what age encrypts to its own keys", arguments: sizes, [false, true])
    func ageEncrypts(size: Int, armored: Bool) throws {
        let folder = try TemporaryFolder()
        let keys = SecretBytes(try AgeOracle.run(["age-keygen"]).output)
        let identities = try AgeIdentity.identities(inFile: keys)
        let identity = try #require(identities.first)
        let plaintext = [UInt8].random(count: size)
        let file = try folder.write(plaintext, to: "plaintext")
        let (status, output) = try AgeOracle.run(
            ["age", "-e", "-r", identity.recipient.description] + (armored ? ["-a", file] : [file])
        )
        #expect(status == 0)
        #expect(AgeArmor.isArmored(output) == armored)
        #expect(try AgeDecryptor.decrypt(output, with: identities) == plaintext)
    }

    @Test("age-keygen derives the same recipient from our identity")
    func recipient() throws {
        let identity = AgeIdentity.generate()
        let (status, output) = try AgeOracle.run(["age-keygen", "-y"], input: identity.line.copy)
        #expect(status == 0)
        #expect(output == Array("\(identity.recipient)\n".utf8))
    }

    @Test("age opens our armor")
    func armor() throws {
        let folder = try TemporaryFolder()
        let identity = AgeIdentity.generate()
        let key = try folder.write(identity.line.copy, to: "key")
        for size in [0, 47, 48, 49, 1_000] {
            let plaintext = [UInt8].random(count: size)
            let file = AgeArmor.encode(try AgeEncryptor.encrypt(plaintext, to: [identity.recipient]))
            #expect(try AgeOracle.run(["age", "-d", "-i", key], input: file).output == plaintext)
        }
    }

    @Test("age opens what we encrypt with a passphrase", arguments: sizes)
    func weEncryptWithPassphrase(size: Int) throws {
        let folder = try TemporaryFolder()
        let plaintext = [UInt8].random(count: size)
        let file = try folder.write(
            AgeEncryptor.encrypt(plaintext, passphrase: SecretBytes(Array("déjà vu".utf8)), workFactor: 10),
            to: "file"
        )
        let command = ["age", "-d", "-o", folder.path + "/plaintext", file]
        #expect(try AgeOracle.runOnTerminal(command, passphrase: "déjà vu") == 0)
        // age creates no file for an empty plaintext.
        #expect(try size == 0 || folder.read("plaintext") == plaintext)
    }

    @Test("age refuses another passphrase than ours")
    func wrongPassphrase() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            AgeEncryptor.encrypt([1], passphrase: SecretBytes(Array("one".utf8)), workFactor: 10),
            to: "file"
        )
        let command = ["age", "-d", "-o", folder.path + "/plaintext", file]
        #expect(try AgeOracle.runOnTerminal(command, passphrase: "two") != 0)
    }

    @Test("we open what age encrypts with a passphrase", arguments: [0, 65_537])
    func ageEncryptsWithPassphrase(size: Int) throws {
        let folder = try TemporaryFolder()
        let plaintext = [UInt8].random(count: size)
        let source = try folder.write(plaintext, to: "plaintext")
        let command = ["age", "-p", "-o", folder.path + "/file", source]
        #expect(try AgeOracle.runOnTerminal(command, passphrase: "déjà vu") == 0)
        let file = try folder.read("file")
        #expect(try AgeDecryptor.decrypt(file, passphrase: SecretBytes(Array("déjà vu".utf8))) == plaintext)
        #expect(throws: AgeError.workFactorTooHigh(18, maximum: 17)) {
            try AgeDecryptor.decrypt(file, passphrase: SecretBytes([1]), maximumWorkFactor: 17)
        }
    }
}
