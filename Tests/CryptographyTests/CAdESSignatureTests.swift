import Cryptography
import Foundation
import Testing

@Suite("CAdES signatures")
struct CAdESSignatureTests {
    @Test("what is printed is what is parsed")
    func roundTrip() throws {
        let signer = try TestSigner()
        for signature in [try signer.entry(), try signer.entry([]), try signer.detached([1, 2, 3])] {
            let parsed = try CAdESSignature(parsing: signature.der)
            #expect(parsed == signature)
            #expect(parsed.der == signature.der)
            #expect(parsed.signingTime == TestSigner.now)
            #expect(parsed.signingCertificateDigest == signer.certificate.fingerprint)
            #expect(parsed.signerKeyIdentifier == signer.certificate.subjectKeyIdentifier)
            #expect(parsed.signatureTimeStamps == [])
        }
        #expect(try signer.entry([7]).content == [7])
        #expect(try signer.entry().certificates == [])
        #expect(try signer.entry().mimeType == "application/json")
        #expect(try signer.detached([1]).content == nil)
        #expect(try signer.detached([1]).certificates == [signer.certificate])
    }

    @Test("the bytes are those that a second writer puts together from the standard")
    func secondWriter() throws {
        let signer = try TestSigner()
        let entry = try signer.entry()
        #expect(CraftedSignature(entry, by: signer.certificate).der == entry.der)
    }

    @Test("openssl verifies an entry as CAdES, with exactly the right certificate")
    func opensslVerifiesEntry() throws {
        let tool = try OpenSSLTool()
        let signer = try TestSigner()
        let content = Array("{\"kind\":\"exhibit.sealed@1\"}\r\n".utf8)
        try tool.write(try signer.entry(content).der, to: "e.p7m")
        try tool.write(signer.certificate.pem, to: "c.pem")
        let result = try tool.run(
            "cms",
            "-verify",
            "-cades",
            "-inform",
            "DER",
            "-in",
            "e.p7m",
            "-certfile",
            "c.pem",
            "-CAfile",
            "c.pem",
            "-binary",
            "-out",
            "content"
        )
        #expect(result.status == 0, Comment(rawValue: result.output))
        #expect(result.output.contains("CAdES Verification successful"))
        #expect(try tool.read("content") == content)
        // Another certificate over the same key is not the one that was signed with.
        try tool.write(try TestSigner(key: signer.key, name: "Someone Else").certificate.pem, to: "other.pem")
        let other = try tool.run(
            "cms",
            "-verify",
            "-cades",
            "-inform",
            "DER",
            "-in",
            "e.p7m",
            "-certfile",
            "other.pem",
            "-CAfile",
            "other.pem",
            "-out",
            "content"
        )
        #expect(other.status != 0)
    }

    @Test("openssl verifies a detached signature, and refuses other content and other trust")
    func opensslVerifiesDetached() throws {
        let tool = try OpenSSLTool()
        let signer = try TestSigner()
        try tool.write(try signer.detached(Array("<manifest/>\n".utf8)).der, to: "s.p7s")
        try tool.write("<manifest/>\n", to: "good.xml")
        try tool.write("<manifest />\n", to: "bad.xml")
        try tool.write(signer.certificate.pem, to: "c.pem")
        try tool.write(try TestSigner().certificate.pem, to: "stranger.pem")
        func verify(_ content: String, trusting anchor: String) throws -> OpenSSLTool.Result {
            try tool.run(
                "cms",
                "-verify",
                "-cades",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "s.p7s",
                "-content",
                content,
                "-CAfile",
                anchor,
                "-purpose",
                "any",
                "-out",
                "out"
            )
        }
        let good = try verify("good.xml", trusting: "c.pem")
        #expect(good.status == 0, Comment(rawValue: good.output))
        #expect(try verify("bad.xml", trusting: "c.pem").status != 0)
        #expect(try verify("good.xml", trusting: "stranger.pem").status != 0)
    }

    @Test(
        "pyHanko verifies a detached signature, and refuses other content",
        .enabled(if: PythonTools.interpreter != nil, "SCELLE_PYTHON is not set")
    )
    func pyHankoVerifiesDetached() throws {
        let tool = try OpenSSLTool()
        let python = try #require(PythonTools.interpreter)
        let signer = try TestSigner()
        try tool.write(try signer.detached(Array("<manifest/>\n".utf8)).der, to: "s.p7s")
        try tool.write("<manifest/>\n", to: "good.xml")
        try tool.write("<manifest />\n", to: "bad.xml")
        try tool.write(signer.certificate.pem, to: "c.pem")
        func validate(_ content: String) throws -> OpenSSLTool.Result {
            try tool.run(command: [
                python, "-m", "pyhanko", "sign", "validate", "--detached", "s.p7s", "--no-revocation-check",
                "--trust-replace", "--trust", "c.pem", "--executive-summary", content,
            ])
        }
        let good = try validate("good.xml")
        #expect(good.status == 0, Comment(rawValue: good.output))
        #expect(good.output.contains("VALID") && !good.output.contains("INVALID"), Comment(rawValue: good.output))
        #expect(try validate("bad.xml").status != 0)
    }

    @Test(
        "keys and certificates made by openssl sign entries that openssl verifies",
        arguments: [
            ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
        ]
    )
    func foreignKeys(options: [String]) throws {
        let tool = try OpenSSLTool()
        try tool.run(["genpkey", "-algorithm"] + options + ["-out", "k.pem"])
        try tool.run(
            "req",
            "-x509",
            "-key",
            "k.pem",
            "-out",
            "c.pem",
            "-subj",
            "/CN=Foreign",
            "-days",
            "30",
            "-addext",
            "keyUsage=critical,digitalSignature,nonRepudiation"
        )
        let key = try SigningKey(pem: tool.readText("k.pem"), passphrase: nil)
        let certificate = try Certificate(pem: tool.readText("c.pem"))
        let entry = try CAdESSignature.sign(
            [1, 2, 3],
            form: .enveloping,
            key: key,
            certificate: certificate,
            including: [],
            signingTime: TestSigner.now,
            mimeType: "application/json"
        )
        try CAdESSignature(parsing: entry.der).verify(content: nil, certificate: certificate)
        try tool.write(entry.der, to: "e.p7m")
        let result = try tool.run(
            "cms",
            "-verify",
            "-cades",
            "-inform",
            "DER",
            "-in",
            "e.p7m",
            "-certfile",
            "c.pem",
            "-CAfile",
            "c.pem",
            "-binary",
            "-out",
            "content"
        )
        #expect(result.status == 0, Comment(rawValue: result.output))
    }

    @Test("no name of the certificate stands in an entry")
    func namesNobody() throws {
        let signer = try TestSigner(name: "Zoé Martin", organization: "Association Éclaire")
        let entry = try signer.entry()
        #expect(signer.certificate.names.count == 4)
        for name in signer.certificate.names + ["Martin", "clair"] {
            #expect(Data(entry.der).range(of: Data(name.utf8)) == nil)
        }
        #expect(Data(try signer.detached([1]).der).range(of: Data("Martin".utf8)) != nil)
    }

    @Test("the signing time is UTCTime until 2049 and GeneralizedTime from 2050, to the second")
    func signingTimes() throws {
        let signer = try TestSigner()
        func sign(at instant: Instant) throws(CMSError) -> CAdESSignature {
            try CAdESSignature.sign(
                [],
                form: .enveloping,
                key: signer.key,
                certificate: signer.certificate,
                including: [],
                signingTime: instant,
                mimeType: "text/plain"
            )
        }
        for (text, spelling) in [
            ("1949-12-31T23:59:59Z", "\u{18}\u{0F}19491231235959Z"),
            ("1950-01-01T00:00:00Z", "\u{17}\u{0D}500101000000Z"),
            ("2049-12-31T23:59:59Z", "\u{17}\u{0D}491231235959Z"),
            ("2050-01-01T00:00:00Z", "\u{18}\u{0F}20500101000000Z"),
            ("9999-12-31T23:59:59Z", "\u{18}\u{0F}99991231235959Z"),
        ] {
            let instant = try #require(Instant.parse(rfc3339: text)?.instant)
            let signature = try sign(at: instant.adding(microseconds: 999_999))
            #expect(signature.signingTime == instant)
            #expect(Data(signature.der).range(of: Data(spelling.utf8)) != nil)
            #expect(try CAdESSignature(parsing: signature.der) == signature)
        }
        let last = try #require(Instant.parse(rfc3339: "9999-12-31T23:59:59Z")?.instant)
        #expect(throws: CMSError.signingTimeOutOfRange) { try sign(at: last.adding(seconds: 1)) }
    }

    @Test("certificates stand in ascending order, each once, whatever order they came in")
    func certificateOrder() throws {
        let signer = try TestSigner()
        let others = [try TestSigner().certificate, try TestSigner().certificate, signer.certificate]
        let signature = try CAdESSignature.sign(
            [1],
            form: .detached,
            key: signer.key,
            certificate: signer.certificate,
            including: others + others,
            signingTime: TestSigner.now,
            mimeType: "text/xml"
        )
        #expect(Set(signature.certificates) == Set(others))
        #expect(signature.certificates.count == 3)
        #expect(try CAdESSignature(parsing: signature.der).certificates == signature.certificates)
    }

    @Test("tokens are added one attribute each, and change nothing else")
    func timeStamps() throws {
        let signer = try TestSigner()
        let signature = try signer.detached([1])
        let tokens = (0..<3 as Range<UInt8>).map { number in
            tlv(0x30, CraftedSignature.oid("2a864886f70d010702"), tlv(0xA0, tlv(0x30, [2, 1, number])))
        }
        let stamped = try signature.adding(signatureTimeStamp: tokens[2])
            .adding(signatureTimeStamp: tokens[0]).adding(signatureTimeStamp: tokens[1])
        #expect(stamped.signatureTimeStamps == tokens)
        #expect(stamped.signatureValue == signature.signatureValue)
        #expect(try CAdESSignature(parsing: stamped.der) == stamped)
        try stamped.verify(content: [1], certificate: signer.certificate)
        #expect(throws: CMSError.repeatedAttribute(.signatureTimeStamp)) {
            try stamped.adding(signatureTimeStamp: tokens[1])
        }
        for bad in [[], [0x30], tokens[0] + [0], tlv(0x30), tlv(0x04, [1])] {
            #expect(throws: CMSError.unusableToken) { try signature.adding(signatureTimeStamp: bad) }
        }
    }

    @Test("what does not fit together is not signed")
    func unsignable() throws {
        let signer = try TestSigner()
        let stranger = try TestSigner()
        func sign(_ certificate: Certificate, mimeType: String) throws(CMSError) -> CAdESSignature {
            try CAdESSignature.sign(
                [],
                form: .enveloping,
                key: signer.key,
                certificate: certificate,
                including: [],
                signingTime: TestSigner.now,
                mimeType: mimeType
            )
        }
        #expect(throws: CMSError.keyOfAnotherCertificate) { try sign(stranger.certificate, mimeType: "a/b") }
        for media in ["", "text/é", "text/plain\n", "text/plain; a"] {
            #expect(throws: CMSError.unusableMimeType) { try sign(signer.certificate, mimeType: media) }
        }
        let tool = try OpenSSLTool()
        try tool.write(try signer.key.pem(passphrase: nil), to: "k.pem")
        try tool.run(
            "req",
            "-x509",
            "-key",
            "k.pem",
            "-out",
            "c.pem",
            "-subj",
            "/CN=x",
            "-addext",
            "subjectKeyIdentifier=none"
        )
        let nameless = try Certificate(pem: tool.readText("c.pem"))
        #expect(throws: CMSError.noSubjectKeyIdentifier) { try sign(nameless, mimeType: "a/b") }
    }
}
