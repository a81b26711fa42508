import Cryptography
import Testing
import TransparencyLog

@Suite("vkeys")
struct VerifierKeyTests {
    /// C2SP signed-note's own example.
    static let example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    @Test("the standard's example reads and prints as it is; its base64 may hold a plus sign")
    func example() throws {
        let key = try VerifierKey(parsing: Self.example)
        #expect(key.name == "example.com/foo")
        #expect(key.keyID == 0x530d_903a)
        #expect(key.algorithm == .ed25519)
        #expect(key.description == Self.example)

        let plus = try (UInt8(0)..<200).lazy.map { first in
            try VerifierKey(name: "a", publicKey: TestKeys.key(from: first % 224).publicKey).description
        }.first { $0.split(separator: "+", omittingEmptySubsequences: false).count > 3 }
        let text = try #require(plus)
        #expect(try VerifierKey(parsing: text).description == text)
    }

    @Test("a witness's key has another type, and so another key ID")
    func cosignatureKey() throws {
        let key = try TestKeys.key(from: 0).publicKey
        let ledger = try VerifierKey(name: "a", publicKey: key)
        let witness = try VerifierKey(name: "a", publicKey: key, algorithm: .cosignature)
        #expect(ledger != witness)
        #expect(ledger.keyID != witness.keyID)
        #expect(try VerifierKey(parsing: witness.description) == witness)
    }

    @Test("the origin is half the digest of the first key")
    func origin() throws {
        let key = try TestKeys.key(from: 0).publicKey
        let origin = VerifierKey.ledgerOrigin(for: key)
        #expect(origin == "scelle.invalid/" + String(Digest(of: key.bytes).hex.prefix(32)))
        #expect(origin == "scelle.invalid/56475aa75463474c0285df5dbf2bcab7")
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("nothing", "", VerifierKeyError.malformed),
            ("two parts", "example.com/foo+530d903a", .malformed),
            ("no name", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .invalidName),
            ("a space", "example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .invalidName),
            ("a no-break space", "a\u{a0}b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .invalidName),
            ("a control", "a\u{7}b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .invalidName),
            (
                "another name", "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                .wrongKeyID(calculated: "c6fb2e3e")
            ),
            (
                "another key ID", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                .wrongKeyID(calculated: "530d903a")
            ),
            (
                "an upper-case key ID", "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                .malformedKeyID
            ),
            ("a short key ID", "example.com/foo+530d90+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .malformedKeyID),
            ("no key", "example.com/foo+530d903a+", .malformedKey),
            ("a short key", "example.com/foo+530d903a+Aeky", .malformedKey),
            (
                "unknown type", "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                .unsupportedAlgorithm(2)
            ),
            (
                "space at the end", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k ",
                .malformedKey
            ),
        ]
    )
    func refuses(what: String, text: String, error: VerifierKeyError) {
        #expect(throws: error, "\(what)") { try VerifierKey(parsing: text) }
    }

    @Test("names that Swift calls equal are two names")
    func namesAreBytes() throws {
        let key = try TestKeys.key(from: 0).publicKey
        let composed = try VerifierKey(name: "caf\u{e9}", publicKey: key)
        let decomposed = try VerifierKey(name: "cafe\u{301}", publicKey: key)
        #expect(composed.name == decomposed.name)
        #expect(composed != decomposed)
    }

    @Test("one changed character anywhere never gives the same key under another spelling")
    func flips() {
        let key = try? VerifierKey(parsing: Self.example)
        for changed in everyBitFlip(of: Self.example.bytes) {
            guard let text = String(validating: changed, as: UTF8.self), let other = try? VerifierKey(parsing: text)
            else { continue }
            #expect(other != key)
            #expect(other.description == text)
        }
    }
}
