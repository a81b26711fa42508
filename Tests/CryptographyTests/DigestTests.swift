import Cryptography
import Testing

@Suite("digests and their spellings")
struct DigestTests {
    @Test(
        "FIPS 180-4 examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ]
    )
    func examples(text: String, hex: String) {
        #expect(Digest(of: Array(text.utf8)).hex == hex)
    }

    @Test("RFC 4648 § 10", arguments: ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg=="])
    func base64(plain: String, encoded: String) {
        #expect(Array(plain.utf8).base64 == encoded)
        #expect([UInt8](base64: encoded) == Array(plain.utf8))
    }

    @Test("second spellings are refused", arguments: ["Zg", "Zh==", "Zg=", "Zg===", "Z", "Zm9v\n", " Zg=="])
    func refused(text: String) {
        #expect([UInt8](base64: text) == nil)
    }

    @Test("base64url has no padding and its own two digits")
    func base64url() {
        #expect([UInt8]([0xfb, 0xff]).base64url == "-_8")
        #expect([UInt8](base64url: "-_8") == [0xfb, 0xff])
        #expect([UInt8](base64url: "-_8=") == nil)
        #expect([UInt8](base64url: "+/8") == nil)
    }

    @Test("RFC 8032 § 7.1, test 2")
    func ed25519() throws {
        let seed = try #require(
            [UInt8](hex: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
        )
        let key = try #require(Ed25519PrivateKey(seed: SecretBytes(seed)))
        #expect(key.publicKey.bytes.hex == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = key.sign([0x72])
        #expect(
            signature.hex
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        #expect(key.publicKey.isValidSignature(signature, over: [0x72]))
        #expect(!key.publicKey.isValidSignature(signature, over: [0x73]))
    }
}
