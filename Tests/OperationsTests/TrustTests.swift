import Cryptography
import Foundation
import Operations
import Testing
import TransparencyLog
import Verification

@Suite("trust policies")
struct TrustTests {
    private let folder: TemporaryFolder
    private let signer: Certificate
    private let root: Certificate

    init() throws {
        folder = try TemporaryFolder()
        signer = try Self.certificate("Me Exemple")
        root = try Self.certificate("Autorité exemple")
    }

    private static func certificate(_ name: String) throws -> Certificate {
        try Certificate.selfSigned(
            for: SigningKey.generateP256(),
            commonName: name,
            organization: nil,
            notBefore: Instant(secondsSince1970: 1_592_410_951),
            years: 5
        )
    }

    @Test("the example of docs/formats/trust-policy.md is a policy")
    func example() throws {
        let page = try String(
            contentsOfFile: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../docs/formats/trust-policy.md").standardized.path,
            encoding: .utf8
        )
        let start = try #require(page.range(of: "```toml\n")).upperBound
        let end = try #require(page.range(of: "```", range: start..<page.endIndex)).lowerBound
        try folder.write(root.pem, to: "digicert-trusted-root-g4.pem")
        let policy = try TrustPolicyFile.read(folder.write(String(page[start..<end]), to: "policy.toml"))
        #expect(policy.signers.map(\.name) == ["Me Exemple"])
        #expect(policy.signers.first?.fingerprint.hex.hasPrefix("f92c4b0e") == true)
        #expect(policy.authorities.map(\.root) == [root])
        #expect(policy.timeQuorum == 1)
    }

    @Test("everything that a policy can say is read")
    func whole() throws {
        let key = try VerifierKey(
            name: "witness.example",
            publicKey: Ed25519PrivateKey.generate().publicKey,
            algorithm: .cosignature
        )
        let policy = try TrustPolicyFile.parse(
            """
            witness_quorum = 1
            [[signer]]
            certificate = '''
            \(signer.pem)'''
            fingerprint = "\(signer.fingerprint.hex.uppercased())"
            compromised-since = "2021-01-01T00:00:00Z"
            [[authority]]
            name = "exemple"
            class = "qualifié, selon moi"
            root = '''
            \(root.pem)'''
            [time]
            quorum = 2
            [ledger]
            origin = "scelle.invalid/00112233445566778899aabbccddeeff"
            [[witness]]
            vkey = "\(key.description)"
            [revocation]
            required = true
            """,
            at: "policy.toml"
        )
        #expect(policy.signers.first?.certificate == signer)
        #expect(policy.signers.first?.compromisedSince?.rfc3339 == "2021-01-01T00:00:00Z")
        #expect(policy.authorities.first?.authorityClass == "qualifié, selon moi")
        #expect(policy.timeQuorum == 2)
        #expect(policy.ledger?.origin == "scelle.invalid/00112233445566778899aabbccddeeff")
        #expect(policy.witnesses.map(\.key) == [key])
        #expect(policy.witnessQuorum == 1)
        #expect(policy.requiresRevocation)
    }

    @Test(
        "a policy that could be misread is refused, and the place is named",
        arguments: [
            ("signers = 1", TrustPolicyError.unknownKey("signers", at: "p.toml")),
            ("[[signer]]\nfingerprint = \"00\"", .malformed("signer.0.fingerprint", at: "p.toml")),
            ("[[signer]]\nname = \"x\"", .missingKey("signer.0.fingerprint", at: "p.toml")),
            ("[[signer]]\nfingerprnt = \"x\"", .unknownKey("signer.0.fingerprnt", at: "p.toml")),
            ("[[authority]]\nname = \"x\"", .missingKey("authority.0.root", at: "p.toml")),
            ("[[authority]]\nroot = \"no-such-file.pem\"\nname = \"x\"", .unreadable("no-such-file.pem")),
            ("[time]\nquorum = 0", .malformed("time.quorum", at: "p.toml")),
            ("[time]\nquorum = true", .malformed("time.quorum", at: "p.toml")),
            ("[time]\nquorum = \"2\"", .malformed("time.quorum", at: "p.toml")),
            ("[revocation]\nrequired = 1", .malformed("revocation.required", at: "p.toml")),
            ("[[witness]]\nvkey = \"x\"", .malformed("witness.0.vkey", at: "p.toml")),
            ("time = 1", .malformed("time", at: "p.toml")),
            ("a = \nb = 1", .notTOML("p.toml", line: 1)),
        ]
    )
    func refused(text: String, error: TrustPolicyError) {
        #expect(throws: error) { try TrustPolicyFile.parse(text, at: "p.toml") }
    }

    @Test("the store keeps a signer, an authority and a policy apart, and gives them back as one policy")
    func store() throws {
        let store = TrustStore(folder: folder.path + "/trust")
        #expect(try store.items().isEmpty)
        _ = try store.add(folder.write(signer.pem, to: "signer.pem"), name: "me", asAuthority: nil)
        _ = try store.add(folder.write(root.pem, to: "root.pem"), name: "heure", asAuthority: "non qualifié")
        let policy = """
            [[authority]]
            name = "autre"
            root = '''
            \(signer.pem)'''
            [time]
            quorum = 2
            """
        _ = try store.add(folder.write(policy, to: "policy.toml"), name: "autre", asAuthority: nil)
        #expect(try store.items().map(\.name) == ["autre", "heure", "me"])
        let whole = try store.policy()
        #expect(whole.signers.map(\.fingerprint) == [signer.fingerprint])
        #expect(Set(whole.authorities.map(\.root)) == [root, signer])
        #expect(whole.timeQuorum == 2)
        try store.remove("autre")
        #expect(try store.policy().timeQuorum == 1)
    }

    @Test("the store refuses names that are taken or none, and what is neither policy nor certificate")
    func storeRefuses() throws {
        let store = TrustStore(folder: folder.path + "/trust")
        let pem = try folder.write(signer.pem, to: "signer.pem")
        _ = try store.add(pem, name: "me", asAuthority: nil)
        #expect(throws: TrustStoreError.taken("me")) { try store.add(pem, name: "me", asAuthority: nil) }
        #expect(throws: TrustStoreError.malformedName("../me")) { try store.add(pem, name: "../me", asAuthority: nil) }
        #expect(throws: TrustStoreError.unknown("autre")) { try store.remove("autre") }
        let prose = try folder.write("ceci n'est pas une politique", to: "prose.txt")
        #expect(throws: TrustPolicyError.notTOML(prose, line: 1)) {
            try store.add(prose, name: "prose", asAuthority: nil)
        }
        let naming = try folder.write("[[authority]]\nname = \"a\"\nroot = \"signer.pem\"", to: "naming.toml")
        #expect(throws: TrustStoreError.namesFiles(naming)) {
            try store.add(naming, name: "naming", asAuthority: nil)
        }
        #expect(try store.items().map(\.name) == ["me"])
    }
}
