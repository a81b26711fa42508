import Cryptography
import Testing
import Timestamping

/// One thing wrong with a token, how it is made, and what must come of it.
struct TokenFault: CustomTestStringConvertible, Sendable {
    let name: String
    let make: @Sendable (StampingAuthority) throws -> [UInt8]
    let outcome: @Sendable (StampingAuthority) throws -> TimeStampOutcome

    init(
        _ name: String,
        _ make: @escaping @Sendable (StampingAuthority) throws -> [UInt8],
        _ outcome: @escaping @Sendable (StampingAuthority) throws -> TimeStampOutcome
    ) {
        self.name = name
        self.make = make
        self.outcome = outcome
    }

    /// A fault of the signer's certificate: signed well, by a certificate with the extensions of a section.
    init(_ name: String, extensions: String, _ outcome: @escaping @Sendable (Certificate) -> TimeStampOutcome) {
        self.init(
            name,
            { authority in
                try authority.issue("other", by: "intermediate", extensions: extensions)
                return try authority.token(over: authority.info().der, by: ["other"])
            },
            { authority in outcome(try authority.certificate("other")) }
        )
    }

    var testDescription: String { name }
}

@Suite("Tokens with one fault")
struct TokenFaultTests {
    @Test("imprint and content", arguments: contentFaults)
    func content(fault: TokenFault) throws { try check(fault) }

    @Test("signature and signed attributes", arguments: signatureFaults)
    func signature(fault: TokenFault) throws { try check(fault) }

    @Test("the signer's certificate", arguments: certificateFaults)
    func certificate(fault: TokenFault) throws { try check(fault) }

    @Test("the path to the anchor", arguments: pathFaults)
    func path(fault: TokenFault) throws { try check(fault) }

    private func check(_ fault: TokenFault) throws {
        let authority = try StampingAuthority()
        let token = try TimeStampToken(parsing: fault.make(authority))
        let outcome = token.verify(
            imprint: Sample.digest,
            anchors: [authority.root],
            additional: [authority.intermediate]
        )
        #expect(outcome == (try fault.outcome(authority)))
    }
}

private let contentFaults = [
    TokenFault("other imprint") { authority in
        var info = authority.info()
        info.imprint = SampleInfo.imprint(Digest(of: []))
        return try authority.token(over: info.der)
    } _: { _ in
        .broken(.otherImprint(found: Digest(of: []).bytes, expected: Sample.digest.bytes))
    },
    TokenFault("imprint over SHA-1") { authority in
        var info = authority.info()
        info.imprint = SampleInfo.imprint(algorithm: "1.3.14.3.2.26", [UInt8](repeating: 1, count: 20))
        return try authority.token(over: info.der)
    } _: { _ in
        .untrusted(.imprintAlgorithm(oid: "1.3.14.3.2.26"))
    },
    TokenFault("imprint over another good algorithm") { authority in
        var info = authority.info()
        info.imprint = SampleInfo.imprint(
            algorithm: DigestAlgorithm.sha512.oid,
            DigestAlgorithm.sha512.digest(of: Sample.message)
        )
        return try authority.token(over: info.der)
    } _: { _ in
        .untrusted(.otherImprintAlgorithm(oid: DigestAlgorithm.sha512.oid))
    },
    TokenFault("critical extension") { authority in
        var info = authority.info()
        info.rest = [SampleInfo.criticalExtension]
        return try authority.token(over: info.der)
    } _: { _ in
        .untrusted(.criticalExtension(oid: "2.999.2"))
    },
    TokenFault("critical extension and another imprint: the fault outweighs the doubt") { authority in
        var info = authority.info()
        info.imprint = SampleInfo.imprint(Digest(of: []))
        info.rest = [SampleInfo.criticalExtension]
        return try authority.token(over: info.der)
    } _: { _ in
        .broken(.otherImprint(found: Digest(of: []).bytes, expected: Sample.digest.bytes))
    },
    TokenFault("critical extension and a changed signature: the fault outweighs the doubt") { authority in
        var info = authority.info()
        info.rest = [SampleInfo.criticalExtension]
        return try changingSignature(of: authority.token(over: info.der))
    } _: { _ in
        .broken(.invalidSignature)
    },
    TokenFault("genTime edited after signing") { authority in
        var tree = try #require(DERTree(authority.token(over: authority.info().der)))
        var info = authority.info()
        info.genTime = authority.genTime(daysAfterIssue: 2)
        tree[1, 0, 2, 1, 0] = .octets(info.der)
        return tree.bytes
    } _: { _ in
        .broken(.messageDigestMismatch)
    },
    TokenFault("another authority's name") { authority in
        var info = authority.info()
        let name = try #require(DERTree(authority.root.subject))
        info.rest = [.constructed(0xA0, [.constructed(0xA4, [name])])]
        return try authority.token(over: info.der)
    } _: { _ in
        .broken(.authorityNameMismatch("CN=root,O=scelle.invalid"))
    },
]

private let signatureFaults = [
    TokenFault("signature changed") { authority in
        try changingSignature(of: authority.token(over: authority.info().der))
    } _: { _ in
        .broken(.invalidSignature)
    },
    TokenFault("two signers") { authority in
        try authority.issue("second", by: "intermediate", extensions: "stamping")
        return try authority.token(over: authority.info().der, by: ["tsa", "second"])
    } _: { _ in
        .broken(.notOneSigner(count: 2))
    },
    TokenFault("no signer") { authority in
        Sample.unsigned(authority.info().der).bytes
    } _: { _ in
        .broken(.notOneSigner(count: 0))
    },
    TokenFault("no signed attributes") { authority in
        try authority.token(over: authority.info().der, options: ["-noattr"])
    } _: { _ in
        .broken(.noSignedAttributes)
    },
    TokenFault("no signing-certificate attribute") { authority in
        try authority.token(over: authority.info().der, options: [])
    } _: { _ in
        .broken(.noSigningCertificate)
    },
    TokenFault("signing-certificate names another certificate with the same key, issuer and serial number") {
        authority in
        try authority.issue(
            "double",
            by: "intermediate",
            extensions: "eku-not-critical",
            subject: "/O=scelle.invalid/CN=tsa",
            keyOf: "tsa",
            options: ["-set_serial", "0x" + authority.tsa.serialNumber.hex]
        )
        return try authority.token(
            over: authority.info().der,
            options: ["-cades", "-nocerts", "-certfile", "double.pem"]
        )
    } _: { _ in
        .broken(.signingCertificateMismatch)
    },
    TokenFault("version 1 of signing-certificate is wrong beside a right version 2") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            attributes.append(
                .sequence(
                    .oid(signingCertificate),
                    .set(.sequence(.sequence(.sequence(.octets([UInt8](repeating: 0, count: 20))))))
                )
            )
        }
    } _: { _ in
        .broken(.signingCertificateMismatch)
    },
    TokenFault("signing-certificate-v2 has another issuer beside the right digest") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            let name = DERTree(authority.root.subject).map { DERTree.constructed(0xA4, [$0]) } ?? .integer(0)
            replaceSigningCertificate(
                in: &attributes,
                with: .sequence(
                    .octets(authority.tsa.fingerprint.bytes),
                    .sequence(.sequence(name), .primitive(0x02, authority.tsa.serialNumber))
                )
            )
        }
    } _: { _ in
        .broken(.signingCertificateMismatch)
    },
    TokenFault("signing-certificate-v2 over an unknown digest") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            replaceSigningCertificate(
                in: &attributes,
                with: .sequence(.sequence(.oid("2.999.4")), .octets([1, 2, 3]))
            )
        }
    } _: { _ in
        .untrusted(.digestAlgorithm(oid: "2.999.4"))
    },
    TokenFault("signing-certificate-v2 with no entry") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            attributes.removeAll { $0.children[0] == .oid(signingCertificateV2) }
            attributes.append(.sequence(.oid(signingCertificateV2), .set(.sequence(.sequence()))))
        }
    } _: { _ in
        .broken(.malformedAttribute(oid: signingCertificateV2))
    },
    TokenFault("signing-certificate-v2 twice") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            attributes += attributes.filter { $0.children[0] == .oid(signingCertificateV2) }
        }
    } _: { _ in
        .broken(.malformedAttribute(oid: signingCertificateV2))
    },
    TokenFault("content-type says data") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            attributes.removeAll { $0.children[0] == .oid("1.2.840.113549.1.9.3") }
            attributes.append(.sequence(.oid("1.2.840.113549.1.9.3"), .set(.oid("1.2.840.113549.1.7.1"))))
        }
    } _: { _ in
        .broken(.contentTypeMismatch(oid: "1.2.840.113549.1.7.1"))
    },
    TokenFault("no message-digest") { authority in
        try authority.resign(authority.token(over: authority.info().der)) { attributes in
            attributes.removeAll { $0.children[0] == .oid("1.2.840.113549.1.9.4") }
        }
    } _: { _ in
        .broken(.malformedAttribute(oid: "1.2.840.113549.1.9.4"))
    },
    TokenFault("signed over SHA-1") { authority in
        try authority.token(over: authority.info().der, options: ["-cades", "-md", "sha1"])
    } _: { _ in
        .untrusted(.digestAlgorithm(oid: "1.3.14.3.2.26"))
    },
    TokenFault("signature algorithm over another digest than the one named") { authority in
        var tree = try #require(DERTree(authority.token(over: authority.info().der)))
        tree[1, 0, 4, 0, 4] = .sequence(.oid("1.2.840.10045.4.3.4"))
        return tree.bytes
    } _: { _ in
        .untrusted(.signatureAlgorithm(oid: "1.2.840.10045.4.3.4"))
    },
    TokenFault("signature algorithm of another kind of key") { authority in
        var tree = try #require(DERTree(authority.token(over: authority.info().der)))
        tree[1, 0, 4, 0, 4] = .sequence(.oid("1.2.840.113549.1.1.11"), .primitive(0x05, []))
        return tree.bytes
    } _: { _ in
        .untrusted(.signatureAlgorithm(oid: "1.2.840.113549.1.1.11"))
    },
    TokenFault("RSASSA-PSS with the parameters of SHA-1") { authority in
        var tree = try #require(DERTree(authority.token(over: authority.info().der)))
        tree[1, 0, 4, 0, 4] = .sequence(.oid("1.2.840.113549.1.1.10"), .sequence())
        return tree.bytes
    } _: { _ in
        .untrusted(.signatureAlgorithm(oid: "1.2.840.113549.1.1.10"))
    },
    TokenFault("RSA of 1024 bits") { authority in
        try authority.issue(
            "short",
            by: "intermediate",
            extensions: "stamping",
            key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]
        )
        return try authority.token(over: authority.info().der, by: ["short"])
    } _: { _ in
        .untrusted(.signerKey(.rsa(bits: 1024)))
    },
    TokenFault("signer's certificate absent") { authority in
        try authority.token(over: authority.info().der, options: ["-cades", "-nocerts"])
    } _: { _ in
        .untrusted(.signerCertificateAbsent)
    },
]

private let certificateFaults = [
    TokenFault("extendedKeyUsage not critical", extensions: "eku-not-critical") {
        .broken(.extendedKeyUsage(.notCritical, $0))
    },
    TokenFault("extendedKeyUsage with a second purpose", extensions: "eku-not-sole") {
        .broken(.extendedKeyUsage(.notSole, $0))
    },
    TokenFault("extendedKeyUsage for something else", extensions: "eku-unsuitable") {
        .broken(.extendedKeyUsage(.unsuitable, $0))
    },
    TokenFault("extendedKeyUsage absent", extensions: "eku-absent") { .broken(.extendedKeyUsage(.absent, $0)) },
    TokenFault("keyUsage allows encipherment", extensions: "usage-encipherment") { .broken(.keyUsage($0)) },
    TokenFault("keyUsage allows no signature", extensions: "usage-no-signature") { .broken(.keyUsage($0)) },
    TokenFault("an authority's certificate", extensions: "authority-stamping") { _ in .broken(.signerIsAuthority) },
    TokenFault("unknown critical extension", extensions: "extension-unknown") {
        .untrusted(.criticalCertificateExtension($0))
    },
    TokenFault("expired at genTime") { authority in
        var info = authority.info()
        info.genTime = authority.genTime(daysAfterIssue: 3650)
        return try authority.token(over: info.der)
    } _: { authority in
        .broken(.expired(authority.tsa))
    },
    TokenFault("not yet valid at genTime") { authority in
        var info = authority.info()
        info.genTime = authority.genTime(daysAfterIssue: -1)
        return try authority.token(over: info.der)
    } _: { authority in
        .broken(.notYetValid(authority.tsa))
    },
]

private let pathFaults = [
    TokenFault("an intermediate had expired at genTime") { authority in
        try authority.issue("brief", by: "root", extensions: "authority", options: ["-days", "1"])
        try authority.issue("other", by: "brief", extensions: "stamping")
        var info = authority.info()
        info.genTime = authority.genTime(daysAfterIssue: 2)
        return try authority.token(over: info.der, by: ["other"], options: ["-cades", "-certfile", "brief.pem"])
    } _: { authority in
        .broken(.expired(try authority.certificate("brief")))
    },
    TokenFault("an intermediate for something else") { authority in
        try authority.issue("servers", by: "root", extensions: "authority-servers")
        try authority.issue("other", by: "servers", extensions: "stamping")
        return try authority.token(
            over: authority.info().der,
            by: ["other"],
            options: ["-cades", "-certfile", "servers.pem"]
        )
    } _: { authority in
        let servers = try authority.certificate("servers")
        return .broken(.extendedKeyUsage(.unsuitable, servers))
    },
    TokenFault("an intermediate signed over SHA-1") { authority in
        try authority.issue("weak", by: "root", extensions: "authority", options: ["-sha1"])
        try authority.issue("other", by: "weak", extensions: "stamping")
        return try authority.token(
            over: authority.info().der,
            by: ["other"],
            options: ["-cades", "-certfile", "weak.pem"]
        )
    } _: { authority in
        .untrusted(.weakCertificate(try authority.certificate("weak")))
    },
    TokenFault("a certificate that names the anchor and its key, but is not signed by it") { authority in
        let identifier = try #require(authority.root.subjectKeyIdentifier).hex
        let section = """
            [rogue]
            basicConstraints = critical, CA:TRUE
            subjectKeyIdentifier = \(identifier)

            """
        try authority.write(authority.read("openssl.cnf") + Array(section.utf8), to: "openssl.cnf")
        try authority.issue("rogue", by: nil, extensions: "rogue", subject: "/O=scelle.invalid/CN=root")
        try authority.issue("other", by: "rogue", extensions: "stamping")
        return try authority.token(over: authority.info().der, by: ["other"])
    } _: { authority in
        .broken(
            .forgedCertificate(try authority.certificate("other"))
        )
    },
    TokenFault("the path is unknown") { authority in
        try authority.issue("elsewhere", by: nil, extensions: "authority")
        try authority.issue("other", by: "elsewhere", extensions: "stamping")
        return try authority.token(
            over: authority.info().der,
            by: ["other"],
            options: ["-cades", "-certfile", "elsewhere.pem"]
        )
    } _: { _ in
        .untrusted(.noAnchor)
    },
]

private let signingCertificate = "1.2.840.113549.1.9.16.2.12"
private let signingCertificateV2 = "1.2.840.113549.1.9.16.2.47"

private func replaceSigningCertificate(in attributes: inout [DERTree], with entry: DERTree) {
    attributes.removeAll { $0.children[0] == .oid(signingCertificateV2) }
    attributes.append(.sequence(.oid(signingCertificateV2), .set(.sequence(.sequence(entry)))))
}

/// The token with the last bit of its signature turned.
private func changingSignature(of token: [UInt8]) throws -> [UInt8] {
    var tree = try #require(DERTree(token))
    var signature = tree[1, 0, 4, 0, 5].contents
    signature[signature.count - 1] ^= 1
    tree[1, 0, 4, 0, 5] = .octets(signature)
    return tree.bytes
}
