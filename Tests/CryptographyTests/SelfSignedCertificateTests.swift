import Cryptography
import Foundation
import Testing

@Suite("Self-signed certificates")
struct SelfSignedCertificateTests {
    private let key = SigningKey.generateP256()
    // 2026-03-01T12:00:00Z
    private let start = Instant(secondsSince1970: 1_772_366_400)

    private func certificate(
        _ name: String = "Zoé Martin",
        organization: String? = "Association Éclaire",
        years: Int = 5
    ) throws(CertificateError) -> Certificate {
        try Certificate.selfSigned(
            for: key,
            commonName: name,
            organization: organization,
            notBefore: start,
            years: years
        )
    }

    @Test("openssl shows exactly the fields of the profile")
    func fields() throws {
        let tool = try OpenSSLTool()
        let certificate = try certificate()
        try tool.write(certificate.pem, to: "c.pem")
        let shown = try tool.run(
            "x509",
            "-in",
            "c.pem",
            "-noout",
            "-text",
            "-nameopt",
            "utf8,show_type,sep_comma_plus_space,sname"
        )
        #expect(shown.status == 0)
        let lines = shown.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        for line in [
            "Version: 3 (0x2)", "Signature Algorithm: ecdsa-with-SHA256",
            "Issuer: O=UTF8STRING:Association Éclaire, CN=UTF8STRING:Zoé Martin",
            "Subject: O=UTF8STRING:Association Éclaire, CN=UTF8STRING:Zoé Martin",
            "Not Before: Mar  1 12:00:00 2026 GMT", "Not After : Mar  1 12:00:00 2031 GMT",
            "X509v3 Basic Constraints: critical", "CA:FALSE",
            "X509v3 Key Usage: critical", "Digital Signature, Non Repudiation",
            "X509v3 Subject Key Identifier:",
        ] {
            #expect(lines.contains(line), "no line: \(line)")
        }
        #expect(lines.count(where: { $0.hasPrefix("X509v3 ") && !$0.hasPrefix("X509v3 extensions") }) == 3)
        #expect(try tool.run("verify", "-CAfile", "c.pem", "-check_ss_sig", "c.pem").status == 0)
    }

    @Test("it is read back as it was meant")
    func readBack() throws {
        let certificate = try certificate()
        #expect(certificate.commonName == "Zoé Martin")
        #expect(certificate.organization == "Association Éclaire")
        #expect(Set(certificate.names) == ["Zoé Martin", "Association Éclaire"])
        #expect(certificate.publicKey == key.publicKey)
        #expect(certificate.notBefore == start)
        #expect(!certificate.isCertificateAuthority)
        #expect(certificate.extendedKeyUsage == nil)
        #expect(certificate.issuer == certificate.subject)
        #expect(certificate.subjectKeyIdentifier?.count == 20)
        #expect(try Certificate(pem: certificate.pem) == certificate)
        #expect(try self.certificate("x", organization: nil).organization == nil)
    }

    @Test("serial numbers are positive, random, and 128 bits at most")
    func serials() throws {
        var seen: Set<[UInt8]> = []
        for _ in 0..<40 {
            let serial = try certificate().serialNumber
            #expect(serial.first.map { $0 < 0x80 } == true)
            #expect((12...17).contains(serial.count))
            seen.insert(serial)
        }
        #expect(seen.count == 40)
    }

    @Test(
        "names that cannot stand in a certificate are refused",
        arguments: [
            "", "two\nlines", "bell\u{07}", "turned \u{202E}round", "line\u{2028}separator",
            String(repeating: "é", count: 65),
        ]
    )
    func names(name: String) throws {
        #expect(throws: CertificateError.unusableName(name)) { try certificate(name) }
        #expect(throws: CertificateError.unusableName(name)) { try certificate("x", organization: name) }
    }

    @Test("64 characters are a name, however many bytes they take")
    func longName() throws {
        let name = String(repeating: "é", count: 64)
        #expect(try certificate(name).commonName == name)
    }

    @Test("validity is counted in calendar years")
    func validity() throws {
        let leapDay = try #require(Instant.parse(rfc3339: "2028-02-29T23:59:59Z")?.instant)
        let one = try Certificate.selfSigned(
            for: key,
            commonName: "x",
            organization: nil,
            notBefore: leapDay,
            years: 1
        )
        #expect(one.notAfter.rfc3339 == "2029-02-28T23:59:59Z")
        let many = try Certificate.selfSigned(
            for: key,
            commonName: "x",
            organization: nil,
            notBefore: leapDay.adding(microseconds: 7),
            years: 40
        )
        #expect(many.notBefore == leapDay)
        #expect(many.notAfter.rfc3339 == "2068-02-29T23:59:59Z")
        for years in [0, -1, 7974, Int.max] {
            #expect(throws: CertificateError.unusableValidity) { try certificate(years: years) }
        }
    }

    @Test("every kind of signing key certifies itself", arguments: ["P-384", "RSA"])
    func otherKeys(kind: String) throws {
        let tool = try OpenSSLTool()
        let options = kind == "RSA" ? ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"] : ["EC", "-pkeyopt", "group:P-384"]
        try tool.run(["genpkey", "-algorithm"] + options + ["-out", "k.pem"])
        let key = try SigningKey(pem: tool.readText("k.pem"), passphrase: nil)
        let certificate = try Certificate.selfSigned(
            for: key,
            commonName: "x",
            organization: nil,
            notBefore: start,
            years: 5
        )
        try tool.write(certificate.pem, to: "c.pem")
        #expect(try tool.run("verify", "-CAfile", "c.pem", "-check_ss_sig", "c.pem").status == 0)
    }
}
