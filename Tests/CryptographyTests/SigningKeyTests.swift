import Cryptography
import Foundation
import Testing

@Suite("Signing keys")
struct SigningKeyTests {
    private let passphrase = SecretBytes(Array("correct horse battery staple".utf8))

    @Test("a key comes back from its encrypted form and signs the same")
    func roundTrip() throws {
        let key = SigningKey.generateP256()
        #expect(key.publicKey.algorithm == .ecdsaP256)
        let pem = try key.pem(passphrase: passphrase)
        #expect(pem.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        let again = try SigningKey(pem: pem, passphrase: passphrase)
        #expect(again.publicKey == key.publicKey)
        let signature = try again.sign([1, 2, 3])
        #expect(key.publicKey.isValidSignature(signature, over: [1, 2, 3]))
        #expect(!key.publicKey.isValidSignature(signature, over: [1, 2, 4]))
        #expect(!SigningKey.generateP256().publicKey.isValidSignature(signature, over: [1, 2, 3]))
    }

    @Test("openssl opens the file with the passphrase, and only with it")
    func opensslReads() throws {
        let tool = try OpenSSLTool()
        let key = SigningKey.generateP256()
        try tool.write(try key.pem(passphrase: passphrase), to: "k.pem")
        let opened = try tool.run(
            "pkey",
            "-in",
            "k.pem",
            "-passin",
            "pass:correct horse battery staple",
            "-pubout",
            "-outform",
            "DER",
            "-out",
            "p.der"
        )
        #expect(opened.status == 0, Comment(rawValue: opened.output))
        #expect(try tool.read("p.der") == key.publicKey.der)
        #expect(try tool.run("pkey", "-in", "k.pem", "-passin", "pass:wrong", "-noout").status != 0)
        let structure = try tool.run("asn1parse", "-in", "k.pem").output
        for part in ["PBES2", "scrypt", "aes-256-cbc", "INTEGER           :4000"] {
            #expect(structure.contains(part))
        }
    }

    @Test("a key in clear is written when no passphrase is given")
    func clear() throws {
        let tool = try OpenSSLTool()
        let key = SigningKey.generateP256()
        let pem = try key.pem(passphrase: nil)
        try tool.write(pem, to: "k.pem")
        #expect(try tool.run("pkey", "-in", "k.pem", "-check", "-noout").status == 0)
        #expect(try SigningKey(pem: pem, passphrase: nil).publicKey == key.publicKey)
        // A passphrase that is not needed does no harm.
        #expect(try SigningKey(pem: pem, passphrase: passphrase).publicKey == key.publicKey)
    }

    @Test("each writing under the same passphrase differs")
    func fresh() throws {
        let key = SigningKey.generateP256()
        #expect(try key.pem(passphrase: passphrase) != key.pem(passphrase: passphrase))
        #expect(throws: SigningKeyError.emptyPassphrase) { try key.pem(passphrase: SecretBytes([])) }
    }

    @Test(
        "keys made by openssl are brought, and openssl accepts their signatures",
        arguments: [
            (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], PublicKey.Algorithm.ecdsaP256),
            (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], .ecdsaP384),
            (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], .rsa(bits: 3072)),
        ]
    )
    func foreignKeys(options: [String], algorithm: PublicKey.Algorithm) throws {
        let tool = try OpenSSLTool()
        try tool.run(["genpkey"] + options + ["-aes-256-cbc", "-pass", "pass:secret", "-out", "k.pem"])
        let key = try SigningKey(pem: tool.readText("k.pem"), passphrase: SecretBytes(Array("secret".utf8)))
        #expect(key.publicKey.algorithm == algorithm)
        try tool.run("pkey", "-in", "k.pem", "-passin", "pass:secret", "-pubout", "-out", "p.pem")
        try tool.write("message", to: "m")
        let signature = try key.sign(Array("message".utf8))
        try tool.write(signature, to: "s")
        #expect(try tool.run("dgst", "-sha256", "-verify", "p.pem", "-signature", "s", "m").status == 0)
        #expect(key.publicKey.isValidSignature(signature, over: Array("message".utf8)))
        #expect(!key.publicKey.isValidSignature(signature + [0], over: Array("message".utf8)))
        #expect(!key.publicKey.isValidSignature([], over: Array("message".utf8)))
        // What was refused leaves nothing behind that the next answer could come from.
        for number in 0..<20 as Range<UInt8> {
            let message = Array("message".utf8) + [number]
            let other = try key.sign(message)
            #expect(key.publicKey.isValidSignature(other, over: message))
            #expect(!key.publicKey.isValidSignature(other, over: Array("message".utf8)))
            #expect(!key.publicKey.isValidSignature(signature, over: message))
            #expect(key.publicKey.isValidSignature(signature, over: Array("message".utf8)))
        }
    }

    @Test(
        "keys that the profile does not sign with are refused by name",
        arguments: [
            (["-algorithm", "ED25519"], PublicKey.Algorithm.ed25519),
            (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], .rsa(bits: 2048)),
            (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], .other("1.2.840.10045.2.1")),
            (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], .other("1.2.840.10045.2.1")),
            (["-algorithm", "ED448"], .other("1.3.101.113")),
            (["-algorithm", "X25519"], .other("1.3.101.110")),
        ]
    )
    func unsupported(options: [String], algorithm: PublicKey.Algorithm) throws {
        let tool = try OpenSSLTool()
        try tool.run(["genpkey"] + options + ["-out", "k.pem"])
        let pem = try tool.readText("k.pem")
        #expect(throws: SigningKeyError.unsupportedAlgorithm(algorithm)) {
            try SigningKey(pem: pem, passphrase: nil)
        }
    }

    @Test("missing passphrase, wrong passphrase and damage are told apart")
    func passphrases() throws {
        let key = SigningKey.generateP256()
        let pem = try key.pem(passphrase: passphrase)
        #expect(throws: SigningKeyError.missingPassphrase) { try SigningKey(pem: pem, passphrase: nil) }
        for wrong in ["", "x", "correct horse battery stapl", "correct horse battery staple "] {
            #expect(throws: SigningKeyError.wrongPassphrase) {
                try SigningKey(pem: pem, passphrase: SecretBytes(Array(wrong.utf8)))
            }
        }
        #expect(throws: SigningKeyError.malformedPEM) {
            try SigningKey(pem: String(pem.dropLast(40)), passphrase: passphrase)
        }
        #expect(throws: SigningKeyError.notOneKey(count: 0)) { try SigningKey(pem: "", passphrase: passphrase) }
        #expect(throws: SigningKeyError.notOneKey(count: 2)) { try SigningKey(pem: pem + pem, passphrase: passphrase) }
        let lines = pem.split(separator: "\n")
        let cut = ([lines[0]] + lines[1...2] + [lines[lines.count - 1]]).joined(separator: "\n") + "\n"
        #expect(throws: SigningKeyError.malformedKey) { try SigningKey(pem: cut, passphrase: passphrase) }
        let label = pem.replacing("ENCRYPTED PRIVATE", with: "PRIVATE")
        #expect(throws: SigningKeyError.malformedKey) { try SigningKey(pem: label, passphrase: passphrase) }
    }

    @Test("a wrong passphrase is called so even when the padding happens to fit")
    func paddingByChance() throws {
        let tool = try OpenSSLTool()
        try tool.run("genpkey", "-algorithm", "EC", "-pkeyopt", "group:P-256", "-out", "k.pem")
        try tool.run(
            "pkcs8",
            "-topk8",
            "-v2",
            "aes-256-cbc",
            "-iter",
            "1",
            "-in",
            "k.pem",
            "-out",
            "e.pem",
            "-passout",
            "pass:secret"
        )
        let pem = try tool.readText("e.pem")
        #expect(throws: Never.self) { try SigningKey(pem: pem, passphrase: SecretBytes(Array("secret".utf8))) }
        // One wrong passphrase in 256 decrypts to something well padded.
        for number in 0..<1500 {
            #expect(throws: SigningKeyError.wrongPassphrase) {
                try SigningKey(pem: pem, passphrase: SecretBytes(Array(String(number).utf8)))
            }
        }
    }

    @Test("forms that are not PKCS #8 under PBES2 are refused by name")
    func forms() throws {
        let tool = try OpenSSLTool()
        try tool.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sec1.pem")
        #expect(throws: SigningKeyError.notPKCS8(label: "EC PRIVATE KEY")) {
            try SigningKey(pem: tool.readText("sec1.pem"), passphrase: nil)
        }
        try tool.run(
            "pkcs8",
            "-topk8",
            "-v1",
            "PBE-SHA1-3DES",
            "-in",
            "sec1.pem",
            "-out",
            "v1.pem",
            "-passout",
            "pass:secret"
        )
        #expect(throws: SigningKeyError.unsupportedEncryption(oid: "1.2.840.113549.1.12.1.3")) {
            try SigningKey(pem: tool.readText("v1.pem"), passphrase: SecretBytes(Array("secret".utf8)))
        }
        try tool.run("pkcs8", "-topk8", "-scrypt", "-in", "sec1.pem", "-out", "v2.pem", "-passout", "pass:secret")
        #expect(throws: Never.self) {
            try SigningKey(pem: tool.readText("v2.pem"), passphrase: SecretBytes(Array("secret".utf8)))
        }
    }

    @Test("no flipped bit of a clear key yields a key that signs otherwise")
    func damage() throws {
        let key = SigningKey.generateP256()
        let body = try key.pem(passphrase: nil).split(separator: "\n").dropFirst().dropLast().joined()
        let der = try #require([UInt8](base64: body))
        for position in der.indices {
            var damaged = der
            damaged[position] ^= 0x10
            let pem = "-----BEGIN PRIVATE KEY-----\n\(damaged.base64)\n-----END PRIVATE KEY-----\n"
            guard let read = try? SigningKey(pem: pem, passphrase: nil) else { continue }
            #expect(read.publicKey == key.publicKey)
        }
    }

    @Test("one key signs from many threads at once")
    func threads() async throws {
        let key = SigningKey.generateP256()
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 as Range<UInt8> {
                group.addTask { key.publicKey.isValidSignature(try key.sign([number]), over: [number]) }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(good == 64)
    }

    @Test("one key verifies on many threads at once, good signatures among bad ones")
    func verifyingThreads() async throws {
        let key = SigningKey.generateP256()
        let signature = try key.sign([1])
        let right = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<256 {
                let message: [UInt8] = [number.isMultiple(of: 3) ? 0 : 1]
                group.addTask { key.publicKey.isValidSignature(signature, over: message) == (message == [1]) }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 256)
    }
}
