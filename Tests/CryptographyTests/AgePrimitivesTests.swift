import Testing

@testable import Cryptography

@Suite("age: the primitives against the examples of their RFCs")
struct AgePrimitivesTests {
    @Test("X25519: RFC 7748 § 6.1")
    func x25519() throws {
        let alice = X25519Key(try secret("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
        let bob = X25519Key(try secret("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
        #expect(alice.publicKey.hex == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        #expect(bob.publicKey.hex == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        #expect(alice.sharedSecret(with: bob.publicKey)?.copy.hex == shared)
        #expect(bob.sharedSecret(with: alice.publicKey)?.copy.hex == shared)
    }

    @Test("HKDF-SHA-256: RFC 5869, A.3, its first 32 bytes")
    func hkdf() {
        let key = SecretBytes([UInt8](repeating: 0x0b, count: 22))
        #expect(
            AgePrimitives.hkdf(key, salt: [], info: "").copy.hex
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        )
    }

    @Test("HMAC-SHA-256: RFC 4231 § 4.3")
    func hmac() {
        let mac = AgePrimitives.hmac(text("Jefe"), over: Array("what do ya want for nothing?".utf8))
        #expect(mac.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("scrypt: RFC 7914 § 12, N = 16384, its first 32 bytes")
    func scrypt() throws {
        let key = try AgePrimitives.scrypt(
            passphrase: text("pleaseletmein"),
            salt: Array("SodiumChloride".utf8),
            workFactor: 14
        )
        #expect(key.copy.hex == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    }

    @Test("ChaCha20-Poly1305 opens only what was sealed, under the key and nonce it was sealed with")
    func aead() throws {
        let key = SecretBytes.random(count: 32)
        let plaintext = SecretBytes.random(count: 16)
        let sealed = ChaCha20Poly1305.seal(plaintext, key: key)
        #expect(ChaCha20Poly1305.open(sealed, key: key)?.copy == plaintext.copy)
        #expect(ChaCha20Poly1305.open(sealed, key: .random(count: 32)) == nil)
        for position in sealed.indices {
            var changed = sealed
            changed[position] ^= 0x80
            #expect(ChaCha20Poly1305.open(changed, key: key) == nil)
        }
        for length in 0..<sealed.count {
            #expect(ChaCha20Poly1305.open(Array(sealed[..<length]), key: key) == nil)
        }
    }

    @Test(
        "Bech32: valid examples of BIP 173",
        arguments: [
            ("a12uel5l", "a", ""),
            ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", "00443214c74254b635cf84653a56d7c675be77df"),
        ]
    )
    func bech32(text: String, prefix: String, hex: String) throws {
        let prefix = Array(prefix.utf8)
        let data = try Bech32.decode(Array(text.utf8), prefix: prefix)
        #expect(data.hex == hex)
        #expect(data.withUnsafeBytes { Bech32.encode($0, prefix: prefix) } == Array(text.utf8))
    }

    @Test("Bech32: invalid examples of BIP 173", arguments: ["pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3"])
    func invalidBech32(text: String) {
        #expect(throws: AgeKeyFault.self) {
            try Bech32.decode(Array(text.utf8), prefix: Array(text.utf8.prefix { $0 != UInt8(ascii: "1") }))
        }
    }

    private func text(_ text: String) -> SecretBytes {
        SecretBytes(Array(text.utf8))
    }

    private func secret(_ hex: String) throws -> SecretBytes {
        SecretBytes(try #require([UInt8](hex: hex)))
    }
}
