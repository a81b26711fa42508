import Cryptography
import Foundation
import Testing

@Suite("Certificates as others write them")
struct CertificateTests {
    @Test("fields are those that openssl put in")
    func fields() throws {
        let tool = try OpenSSLTool()
        let made = try tool.run(
            "req",
            "-x509",
            "-newkey",
            "rsa:3072",
            "-nodes",
            "-keyout",
            "k.pem",
            "-out",
            "c.pem",
            "-days",
            "30",
            "-subj",
            "/C=FR/O=Association Éclaire/CN=Maître Zoé",
            "-utf8",
            "-set_serial",
            "0x00F00DF00DF00DF00D",
            "-addext",
            "extendedKeyUsage=critical,timeStamping",
            "-addext",
            "subjectAltName=email:zoe@example.org,URI:https://example.org/zoe,DNS:zoe.example.org"
        )
        try #require(made.status == 0, Comment(rawValue: made.output))
        let certificate = try Certificate(pem: tool.readText("c.pem"))
        #expect(certificate.commonName == "Maître Zoé")
        #expect(certificate.organization == "Association Éclaire")
        #expect(certificate.publicKey.algorithm == .rsa(bits: 3072))
        #expect(certificate.serialNumber == [0, 0xF0, 0x0D, 0xF0, 0x0D, 0xF0, 0x0D, 0xF0, 0x0D])
        #expect(certificate.subject == certificate.issuer)
        #expect(certificate.isCertificateAuthority)
        #expect(certificate.extendedKeyUsage?.critical == true)
        #expect(certificate.extendedKeyUsage?.oids == ["1.3.6.1.5.5.7.3.8"])
        #expect(certificate.subjectKeyIdentifier?.count == 20)
        #expect(certificate.notAfter == certificate.notBefore.adding(seconds: 30 * 86_400))
        for name in ["FR", "Maître Zoé", "zoe@example.org", "https://example.org/zoe", "zoe.example.org"] {
            #expect(certificate.names.contains(name))
        }
        let fingerprint = try tool.run("x509", "-in", "c.pem", "-noout", "-fingerprint", "-sha256").output
        #expect(fingerprint.replacing(":", with: "").lowercased().contains(certificate.fingerprint.hex))
        try #require(try tool.run("x509", "-in", "c.pem", "-outform", "DER", "-out", "c.der").status == 0)
        #expect(certificate.der == (try tool.read("c.der")))
        #expect(certificate.pem == (try tool.readText("c.pem")))
    }

    @Test("dates before 1950 and after 2049 are read")
    func farDates() throws {
        let tool = try OpenSSLTool()
        try #require(
            try tool.run("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", "k.pem").status == 0
        )
        try #require(
            try tool.run("req", "-x509", "-key", "k.pem", "-out", "c.pem", "-subj", "/CN=x", "-days", "20000").status
                == 0
        )
        let certificate = try Certificate(pem: tool.readText("c.pem"))
        #expect(certificate.publicKey.algorithm == .ecdsaP384)
        #expect(certificate.notAfter == certificate.notBefore.adding(seconds: 20_000 * 86_400))
        #expect(certificate.organization == nil)
        #expect(certificate.extendedKeyUsage == nil)
    }

    @Test(
        "keys of other kinds are named",
        arguments: [
            (["-algorithm", "ed25519"], PublicKey.Algorithm.ed25519),
            (["-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"], .other("1.2.840.10045.2.1")),
            (
                [
                    "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt",
                    "ec_param_enc:explicit",
                ], .other("1.2.840.10045.2.1")
            ),
            (["-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], .ecdsaP256),
            (["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"], .rsa(bits: 2048)),
            (["-algorithm", "ed448"], .other("1.3.101.113")),
        ]
    )
    func otherKeys(options: [String], algorithm: PublicKey.Algorithm) throws {
        let tool = try OpenSSLTool()
        try tool.run(["genpkey"] + options + ["-out", "k.pem"])
        try tool.run(["pkey", "-in", "k.pem", "-pubout", "-outform", "DER", "-out", "p.der"])
        let key = try #require(PublicKey(der: tool.read("p.der")))
        #expect(key.algorithm == algorithm)
        #expect(PublicKey(der: key.der + [0]) == nil)
        #expect(!key.isValidSignature([], over: []))
    }

    @Test("texts that do not hold exactly one certificate are refused")
    func texts() throws {
        let tool = try OpenSSLTool()
        try tool.run("genpkey", "-algorithm", "ed25519", "-out", "k.pem")
        try tool.run("req", "-x509", "-key", "k.pem", "-out", "c.pem", "-subj", "/CN=x")
        let pem = try tool.readText("c.pem")
        let certificate = try Certificate(pem: "words before\n" + pem)
        #expect(throws: CertificateError.notOneCertificate(count: 0)) { try Certificate(pem: "") }
        #expect(throws: CertificateError.notOneCertificate(count: 2)) { try Certificate(pem: pem + pem) }
        #expect(try Certificate.all(inPEM: pem + "between\n" + pem) == [certificate, certificate])
        #expect(throws: CertificateError.malformedPEM) { try Certificate(pem: String(pem.dropLast(30))) }
        #expect(throws: CertificateError.malformedPEM) { try Certificate(pem: pem.replacing("MII", with: "M*I")) }
        #expect(throws: CertificateError.unexpectedPEMBlock(label: "PRIVATE KEY")) {
            try Certificate.all(inPEM: pem + tool.readText("k.pem"))
        }
    }

    @Test("bytes that are not one certificate in DER are refused")
    func bytes() throws {
        let tool = try OpenSSLTool()
        try tool.run("genpkey", "-algorithm", "ed25519", "-out", "k.pem")
        try tool.run("req", "-x509", "-key", "k.pem", "-out", "c.pem", "-subj", "/CN=x")
        let der = try Certificate(pem: tool.readText("c.pem")).der
        #expect(throws: CertificateError.notACertificate) { try Certificate(der: []) }
        #expect(throws: CertificateError.notACertificate) { try Certificate(der: der + [0]) }
        #expect(throws: CertificateError.notACertificate) { try Certificate(der: Array(der.dropLast())) }
        // The same certificate with its outer length in one octet more than needed.
        try #require(der[1] == 0x82 || der[1] == 0x81)
        let lengthOctets = Int(der[1] & 0x0F)
        let padded = [der[0], 0x80 | UInt8(lengthOctets + 1), 0] + der.dropFirst(2)
        #expect(throws: CertificateError.notDER) { try Certificate(der: padded) }
        // Indefinite length.
        let indefinite = [der[0], 0x80] + der.dropFirst(2 + lengthOctets) + [0, 0]
        #expect(throws: CertificateError.notDER) { try Certificate(der: indefinite) }
    }

    @Test("a damaged certificate is refused or keeps its damage, and never passes for the whole one")
    func damage() throws {
        let signer = try TestSigner()
        for position in signer.certificate.der.indices {
            var damaged = signer.certificate.der
            damaged[position] ^= 0x04
            guard let read = try? Certificate(der: damaged) else { continue }
            #expect(read.der == damaged)
            #expect(read != signer.certificate)
            #expect(read.fingerprint != signer.certificate.fingerprint)
        }
    }

    @Test("an extension that stands twice is refused")
    func repeatedExtension() throws {
        let tool = try OpenSSLTool()
        try tool.run("genpkey", "-algorithm", "ed25519", "-out", "k.pem")
        // openssl writes no extension twice: the second goes by another name, which is then overwritten.
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
            "extendedKeyUsage=timeStamping",
            "-addext",
            "2.5.29.126=DER:300A06082B06010505070308"
        )
        let certificate = try Certificate(pem: tool.readText("c.pem"))
        #expect(certificate.extendedKeyUsage?.oids == ["1.3.6.1.5.5.7.3.8"])
        #expect(certificate.extendedKeyUsage?.critical == false)
        let name = try #require(Data(certificate.der).range(of: Data([0x55, 0x1D, 0x7E])))
        var twice = certificate.der
        twice[name.upperBound - 1] = 0x25
        #expect(throws: CertificateError.malformedExtension) { try Certificate(der: twice) }
    }

    @Test("certificates of the corpora are read and printed back", .enabled(if: Corpora.arePresent, "no corpora"))
    func corpora() throws {
        let files = Corpora.files(under: "", suffixes: [".pem", ".crt"])
        #expect(!files.isEmpty)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            guard bytes.starts(with: Array("-----BEGIN CERTIFICATE".utf8)) else { continue }
            for certificate in try Certificate.all(inPEM: String(decoding: bytes, as: UTF8.self)) {
                #expect(try Certificate(pem: certificate.pem) == certificate)
                #expect(certificate.notBefore < certificate.notAfter)
                #expect(!certificate.names.isEmpty)
            }
        }
    }
}
