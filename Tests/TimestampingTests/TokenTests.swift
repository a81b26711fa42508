import Cryptography
import Testing
import Timestamping

@Suite("Tokens as authorities make them")
struct TokenTests {
    @Test("a reply of openssl ts is accepted and trusted", arguments: ["plain", "bare", "chain"])
    func reply(section: String) throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        let response = try TimeStampResponse(parsing: authority.reply(to: request.der, section: section))
        let token = try response.accept(for: request)
        #expect(token.imprint == Sample.digest)
        #expect(token.nonce == request.nonce)
        #expect(token.policy == "2.999.1")
        #expect(token.ordering == false)
        #expect(token.accuracy == (section == "plain" ? 1_500_100 : nil))
        #expect(token.authorityName == (section == "plain" ? "CN=tsa,O=scelle.invalid" : nil))
        #expect(token.certificates.count == (section == "chain" ? 2 : 1))
        #expect(try authority.opensslAccepts(token.der, over: Sample.digest))

        let additional = section == "chain" ? [] : [authority.intermediate]
        let outcome = token.verify(imprint: Sample.digest, anchors: [authority.root], additional: additional)
        #expect(
            outcome
                == .trusted(
                    signer: authority.tsa,
                    path: [authority.tsa, authority.intermediate, authority.root],
                    genTime: token.genTime,
                    accuracy: token.accuracy
                )
        )

        let description = TimeStampAuthority(of: token, signer: authority.tsa)
        #expect(description.name == "tsa")
        #expect(description.organization == "scelle.invalid")
        #expect(description.signer == authority.tsa.fingerprint)
        #expect(description.policy == "2.999.1")
        #expect(description.serialNumber == token.serialNumber.hex)
    }

    @Test("an intermediate may be the anchor; the signer's own certificate may not")
    func anchors() throws {
        let authority = try StampingAuthority()
        let token = try TimeStampToken(parsing: authority.token(over: authority.info().der))
        #expect(
            token.verify(imprint: Sample.digest, anchors: [authority.intermediate])
                == .trusted(
                    signer: authority.tsa,
                    path: [authority.tsa, authority.intermediate],
                    genTime: token.genTime,
                    accuracy: nil
                )
        )
        #expect(token.verify(imprint: Sample.digest, anchors: [authority.tsa]) == .untrusted(.noAnchor))
        #expect(token.verify(imprint: Sample.digest, anchors: [authority.root]) == .untrusted(.noAnchor))
    }

    @Test(
        "keys and signature algorithms of the allow-list",
        arguments: [
            ("P-256", p256, ["-md", "sha512"]),
            ("P-384", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["-md", "sha384"]),
            ("RSA", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], ["-md", "sha256"]),
            (
                "RSASSA-PSS", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                ["-md", "sha256", "-keyopt", "rsa_padding_mode:pss"]
            ),
        ]
    )
    func algorithms(what: String, key: [String], options: [String]) throws {
        let authority = try StampingAuthority()
        let signer = try authority.issue("other", by: "intermediate", extensions: "stamping", key: key)
        let bytes = try authority.token(over: authority.info().der, by: ["other"], options: ["-cades"] + options)
        let outcome = try TimeStampToken(parsing: bytes)
            .verify(imprint: Sample.digest, anchors: [authority.root], additional: [authority.intermediate])
        guard case .trusted(signer, _, _, _) = outcome else {
            Issue.record("\(what): \(outcome)")
            return
        }
    }

    @Test("a shell in BER is read, and the token's bytes stay as they came")
    func berShell() throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        let reply = try TimeStampResponse(parsing: authority.reply(to: request.der))
        let made = try #require(reply.token)
        let tree = try #require(DERTree(made.der))
        let token = tree.indefiniteBytes(levels: 3)
        let response = try TimeStampResponse(parsing: Sample.response(status: Sample.granted, token: token))
        let accepted = try response.accept(for: request)
        #expect(accepted.der == token)
        #expect(accepted.certificates == [authority.tsa])
        guard case .trusted = accepted.verify(imprint: Sample.digest, anchors: [authority.intermediate]) else {
            Issue.record("the shell's spelling changed the outcome")
            return
        }
    }

    @Test("certificates laid before the signer's change nothing, even with its issuer and serial number")
    func injected() throws {
        let authority = try StampingAuthority()
        let serial = "0x" + authority.tsa.serialNumber.hex
        let double = try authority.issue(
            "double",
            by: "intermediate",
            extensions: "stamping",
            options: ["-set_serial", serial]
        )
        let stranger = try authority.issue("stranger", by: nil, extensions: "authority")
        let twin = try authority.issue(
            "twin",
            by: nil,
            extensions: "authority",
            subject: "/O=scelle.invalid/CN=intermediate"
        )
        var tree = try #require(DERTree(authority.token(over: authority.info().der)))
        let added = [double, stranger, twin, authority.intermediate].compactMap { DERTree($0.der) }
        #expect(added.count == 4)
        tree[1, 0, 3].children.insert(contentsOf: added, at: 0)

        let token = try TimeStampToken(parsing: tree.bytes)
        #expect(token.certificates == [double, stranger, twin, authority.intermediate, authority.tsa])
        #expect(
            token.verify(imprint: Sample.digest, anchors: [authority.root])
                == .trusted(
                    signer: authority.tsa,
                    path: [authority.tsa, authority.intermediate, authority.root],
                    genTime: token.genTime,
                    accuracy: nil
                )
        )
        #expect(token.verify(imprint: Sample.digest, anchors: [stranger, twin]) == .untrusted(.noAnchor))
    }

    @Test(
        "the authority may be named by any name that its certificate bears",
        arguments: [
            (DERTree.primitive(0x81, Array("time@scelle.invalid".utf8)), true),
            (.primitive(0x81, Array("clock@scelle.invalid".utf8)), false),
            (.primitive(0x82, Array("time@scelle.invalid".utf8)), false),
        ]
    )
    func alternativeNames(name: DERTree, isBorne: Bool) throws {
        let authority = try StampingAuthority()
        var info = authority.info()
        info.rest = [.constructed(0xA0, [name])]
        let token = try TimeStampToken(parsing: authority.token(over: info.der))
        let outcome = token.verify(imprint: Sample.digest, anchors: [authority.intermediate])
        switch outcome {
        case .trusted: #expect(isBorne)
        case .broken(.authorityNameMismatch(let text)):
            #expect(!isBorne)
            #expect(text == token.authorityName)
        default: Issue.record("\(outcome)")
        }
    }
}
