import Cryptography
import Foundation
import Testing

@Suite("CAdES signatures that are refused")
struct CAdESRefusalTests {
    /// One thing wrong with an entry.
    struct Fault: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let error: CMSError
        let make: @Sendable (inout CraftedSignature) -> Void

        init(_ what: String, _ error: CMSError, _ make: @escaping @Sendable (inout CraftedSignature) -> Void) {
            testDescription = what
            self.error = error
            self.make = make
        }
    }

    private static let sha512 = tlv(0x30, CraftedSignature.oid("608648016503040203"))
    private static let sha256WithNull = tlv(0x30, CraftedSignature.oid("608648016503040201"), [5, 0])
    private static let name = tlv(0x30, tlv(0x31, tlv(0x30, CraftedSignature.oid("550403"), tlv(0x0C, [0x78]))))

    static let structure: [Fault] = [
        Fault("type id-data", .wrongContentType(oid: "1.2.840.113549.1.7.1", in: .contentInfo)) {
            $0.contentInfoType = CraftedSignature.data
        },
        Fault("something after SignedData", .unexpectedElement(in: .contentInfo)) { $0.afterSignedData = [5, 0] },
        Fault("SignedData version 1", .wrongVersion(of: .signedData)) { $0.version = [2, 1, 1] },
        Fault("SignedData version 5", .wrongVersion(of: .signedData)) { $0.version = [2, 1, 5] },
        Fault("version spelt long", .wrongVersion(of: .signedData)) { $0.version = [2, 2, 0, 3] },
        Fault("a length spelt long inside", .notDER) { $0.version = [2, 0x81, 1, 3] },
        Fault("a length left indefinite inside", .notDER) { $0.digestAlgorithm = [0x30, 0x80, 0, 0] },
        Fault("a length beyond what holds it", .notDER) { $0.signature = [4, 0x7F] },
        Fault("a tag of two octets", .notDER) { $0.afterContent = [0x1F, 0x81, 0x01, 0] },
        Fault("version no INTEGER", .malformed(.signedData)) { $0.version = [4, 1, 3] },
        Fault("no digest algorithm", .missing(.digestAlgorithms)) { $0.digestAlgorithms = tlv(0x31) },
        Fault("two digest algorithms", .unexpectedElement(in: .digestAlgorithms)) {
            $0.digestAlgorithms = tlv(0x31, CraftedSignature.sha256, sha512)
        },
        Fault(
            "SHA-512 in digestAlgorithms",
            .unsupportedDigestAlgorithm(oid: "2.16.840.1.101.3.4.2.3", in: .digestAlgorithms)
        ) { $0.digestAlgorithms = tlv(0x31, sha512) },
        Fault("eContentType TSTInfo", .wrongContentType(oid: "1.2.840.113549.1.9.16.1.4", in: .encapContentInfo)) {
            $0.contentType = CraftedSignature.oid("2a864886f70d0109100104")
        },
        Fault("content in pieces", .malformed(.encapContentInfo)) { $0.content = tlv(0xA0, tlv(0x24, tlv(4, [1]))) },
        Fault("content no OCTET STRING", .malformed(.encapContentInfo)) { $0.content = tlv(0xA0, [12, 1, 65]) },
        Fault("two contents", .unexpectedElement(in: .encapContentInfo)) { $0.content += tlv(0xA0, [4, 0]) },
        Fault("empty certificates", .malformed(.certificates)) { $0.afterContent = tlv(0xA0) },
        Fault("certificates hold something else", .malformed(.certificates)) { $0.afterContent = tlv(0xA0, tlv(0x30)) },
        Fault("revocation lists", .unexpectedElement(in: .crls)) { $0.afterContent = tlv(0xA1, tlv(0x30)) },
        Fault("something after the signers", .unexpectedElement(in: .signedData)) { $0.afterSigners = [5, 0] },
        Fault("second signer", .notOneSigner(count: 2)) { $0.moreSigners = $0.signerInfo },
    ]

    static let signer: [Fault] = [
        Fault("SignerInfo version 1", .wrongVersion(of: .signerInfo)) { $0.signerVersion = [2, 1, 1] },
        Fault("issuer and serial number", .signerNotByKeyIdentifier) {
            $0.signerIdentifier = tlv(0x30, name, [2, 1, 1])
        },
        Fault("no key identifier", .missing(.signerIdentifier)) { $0.signerIdentifier = [] },
        Fault("empty key identifier", .malformed(.signerIdentifier)) { $0.signerIdentifier = tlv(0x80) },
        Fault("SHA-512 as digest", .unsupportedDigestAlgorithm(oid: "2.16.840.1.101.3.4.2.3", in: .digestAlgorithm)) {
            $0.digestAlgorithm = sha512
        },
        Fault(
            "SHA-256 with parameters",
            .unsupportedDigestAlgorithm(oid: "2.16.840.1.101.3.4.2.1", in: .digestAlgorithm)
        ) { $0.digestAlgorithm = sha256WithNull },
        Fault("Ed25519", .unsupportedSignatureAlgorithm(oid: "1.3.101.112")) {
            $0.signatureAlgorithm = tlv(0x30, CraftedSignature.oid("2b6570"))
        },
        Fault("rsaEncryption", .unsupportedSignatureAlgorithm(oid: "1.2.840.113549.1.1.1")) {
            $0.signatureAlgorithm = tlv(0x30, CraftedSignature.oid("2a864886f70d010101"), [5, 0])
        },
        Fault("ECDSA with parameters", .unsupportedSignatureAlgorithm(oid: "1.2.840.10045.4.3.2")) {
            $0.signatureAlgorithm = tlv(0x30, CraftedSignature.oid("2a8648ce3d040302"), [5, 0])
        },
        Fault("signature no OCTET STRING", .malformed(.signature)) { $0.signature = tlv(0x03, [0, 1]) },
        Fault("ECDSA with one number", .malformed(.signature)) { $0.signature = tlv(4, tlv(0x30, [2, 1, 1])) },
        Fault("ECDSA with a negative number", .malformed(.signature)) {
            $0.signature = tlv(4, tlv(0x30, [2, 1, 0x80], [2, 1, 1]))
        },
        Fault("ECDSA with zero", .malformed(.signature)) { $0.signature = tlv(4, tlv(0x30, [2, 1, 0], [2, 1, 1])) },
        Fault("ECDSA with an octet to spare", .malformed(.signature)) {
            $0.signature = tlv(4, tlv(0x30, [2, 2, 0, 1], [2, 1, 1]))
        },
        Fault("ECDSA with something after", .malformed(.signature)) {
            $0.signature = tlv(4, tlv(0x30, [2, 1, 1], [2, 1, 1]), [0])
        },
        Fault("empty unsigned attributes", .malformed(.unsignedAttributes)) { $0.unsignedAttributes = tlv(0xA1) },
        Fault("counter-signature", .unknownAttribute(oid: "1.2.840.113549.1.9.6", in: .unsignedAttributes)) {
            $0.unsignedAttributes = tlv(
                0xA1,
                tlv(0x30, CraftedSignature.oid("2a864886f70d010906"), tlv(0x31, tlv(0x30)))
            )
        },
        Fault("time stamp without token", .notOneValue(of: .signatureTimeStamp)) {
            $0.unsignedAttributes = tlv(0xA1, tlv(0x30, CraftedSignature.timeStampOID, tlv(0x31)))
        },
        Fault("two tokens in one attribute", .notOneValue(of: .signatureTimeStamp)) {
            $0.unsignedAttributes = tlv(
                0xA1,
                tlv(
                    0x30,
                    CraftedSignature.timeStampOID,
                    tlv(0x31, CraftedSignature.token, CraftedSignature.token)
                )
            )
        },
        Fault("time stamp that is no ContentInfo", .malformed(.signatureTimeStamp)) {
            $0.unsignedAttributes = tlv(0xA1, tlv(0x30, CraftedSignature.timeStampOID, tlv(0x31, tlv(0x30))))
        },
        Fault("the same time stamp twice", .outOfOrder(.unsignedAttributes)) {
            let stamp = tlv(0x30, CraftedSignature.timeStampOID, tlv(0x31, CraftedSignature.token))
            $0.unsignedAttributes = tlv(0xA1, stamp, stamp)
        },
        Fault("something after the unsigned attributes", .unexpectedElement(in: .signerInfo)) {
            $0.unsignedAttributes = [5, 0]
        },
    ]

    static let attributes: [Fault] = [
        Fault("attributes in descending order", .outOfOrder(.signedAttributes)) { $0.areAttributesReversed = true },
        Fault(
            "content hint",
            .unknownAttribute(oid: "1.2.840.113549.1.9.16.2.4", in: .signedAttributes)
        ) {
            $0.moreAttributes = [tlv(0x30, CraftedSignature.oid("2a864886f70d0109100204"), tlv(0x31, tlv(0x30)))]
        },
        Fault("content-type twice", .repeatedAttribute(.contentType)) {
            $0.moreAttributes = [tlv(0x30, CraftedSignature.contentTypeOID, $0.attributeContentType)]
        },
        Fault("message-digest twice", .repeatedAttribute(.messageDigest)) {
            $0.moreAttributes = [tlv(0x30, CraftedSignature.messageDigestOID, $0.messageDigest)]
        },
        Fault("signing-time twice", .repeatedAttribute(.signingTime)) {
            $0.moreAttributes = [tlv(0x30, CraftedSignature.signingTimeOID, $0.signingTime)]
        },
        Fault("mime-type twice", .repeatedAttribute(.mimeType)) {
            $0.moreAttributes = [tlv(0x30, CraftedSignature.mimeTypeOID, $0.mimeType)]
        },
        Fault("two certificates claimed", .repeatedAttribute(.signingCertificateV2)) {
            $0.moreAttributes = [tlv(0x30, CraftedSignature.signingCertificateOID, $0.signingCertificate)]
        },
        Fault("no content-type", .missing(.contentType)) { $0.leftOut = [CraftedSignature.contentTypeOID] },
        Fault("no message-digest", .missing(.messageDigest)) { $0.leftOut = [CraftedSignature.messageDigestOID] },
        Fault("no signing-time", .missing(.signingTime)) { $0.leftOut = [CraftedSignature.signingTimeOID] },
        Fault("no certificate claimed", .missing(.signingCertificateV2)) {
            $0.leftOut = [CraftedSignature.signingCertificateOID]
        },
        Fault("no mime-type", .missing(.mimeType)) { $0.leftOut = [CraftedSignature.mimeTypeOID] },
        Fault("two digests", .notOneValue(of: .messageDigest)) {
            let digest = tlv(4, [UInt8](repeating: 0, count: 32))
            $0.messageDigest = tlv(0x31, digest, digest)
        },
        Fault("short digest", .malformed(.messageDigest)) {
            $0.messageDigest = tlv(0x31, tlv(4, [UInt8](repeating: 0, count: 31)))
        },
        Fault("content-type TSTInfo", .wrongContentType(oid: "1.2.840.113549.1.9.16.1.4", in: .contentType)) {
            $0.attributeContentType = tlv(0x31, CraftedSignature.oid("2a864886f70d0109100104"))
        },
        Fault("signing-time with offset", .malformed(.signingTime)) {
            $0.signingTime = tlv(0x31, tlv(0x17, Array("261122160000+0100".utf8)))
        },
        Fault("signing-time without seconds", .malformed(.signingTime)) {
            $0.signingTime = tlv(0x31, tlv(0x17, Array("2611221600Z".utf8)))
        },
        Fault("31 November", .malformed(.signingTime)) {
            $0.signingTime = tlv(0x31, tlv(0x17, Array("261131160000Z".utf8)))
        },
        Fault("GeneralizedTime before 2050", .malformed(.signingTime)) {
            $0.signingTime = tlv(0x31, tlv(0x18, Array("20261122160000Z".utf8)))
        },
        Fault("GeneralizedTime with a fraction", .malformed(.signingTime)) {
            $0.signingTime = tlv(0x31, tlv(0x18, Array("20511122160000.5Z".utf8)))
        },
        Fault("mime-type as PrintableString", .malformed(.mimeType)) {
            $0.mimeType = tlv(0x31, tlv(0x13, Array("application/json".utf8)))
        },
        Fault("empty mime-type", .malformed(.mimeType)) { $0.mimeType = tlv(0x31, tlv(0x0C)) },
        Fault("mime-type beyond ASCII", .malformed(.mimeType)) { $0.mimeType = tlv(0x31, tlv(0x0C, [0xC3, 0xA9])) },
        Fault("issuerSerial", .issuerSerialPresent) {
            let issuerSerial = tlv(0x30, tlv(0x30, tlv(0xA4, name)), [2, 1, 1])
            $0.signingCertificate = tlv(
                0x31,
                tlv(0x30, tlv(0x30, tlv(0x30, tlv(4, [UInt8](repeating: 0, count: 32)), issuerSerial)))
            )
        },
        Fault(
            "SHA-256 spelt out",
            .unsupportedDigestAlgorithm(oid: "2.16.840.1.101.3.4.2.1", in: .signingCertificateV2)
        ) {
            let digest = tlv(4, [UInt8](repeating: 0, count: 32))
            $0.signingCertificate = tlv(0x31, tlv(0x30, tlv(0x30, tlv(0x30, CraftedSignature.sha256, digest))))
        },
        Fault("two certificates in one claim", .unexpectedElement(in: .signingCertificateV2)) {
            let certificate = tlv(0x30, tlv(4, [UInt8](repeating: 0, count: 32)))
            $0.signingCertificate = tlv(0x31, tlv(0x30, tlv(0x30, certificate, certificate)))
        },
        Fault("policies in the claim", .unexpectedElement(in: .signingCertificateV2)) {
            let certificate = tlv(0x30, tlv(4, [UInt8](repeating: 0, count: 32)))
            $0.signingCertificate = tlv(0x31, tlv(0x30, tlv(0x30, certificate), tlv(0x30)))
        },
    ]

    @Test("each fault is refused under its own name", arguments: structure + signer + attributes)
    func refuses(fault: Fault) throws {
        let signer = try TestSigner()
        var crafted = CraftedSignature(try signer.entry(), by: signer.certificate)
        fault.make(&crafted)
        #expect(throws: fault.error) { try CAdESSignature(parsing: crafted.der) }
    }

    @Test("bytes after, bytes missing and lengths spelt long are refused")
    func encodings() throws {
        let der = try TestSigner().entry().der
        #expect(throws: CMSError.trailingBytes(count: 1)) { try CAdESSignature(parsing: der + [0]) }
        #expect(throws: CMSError.trailingBytes(count: der.count)) { try CAdESSignature(parsing: der + der) }
        for count in 0..<der.count {
            #expect(throws: CMSError.notDER) { try CAdESSignature(parsing: Array(der.prefix(count))) }
        }
        try #require(der[1] == 0x82)
        #expect(throws: CMSError.notDER) {
            try CAdESSignature(parsing: [0x30, 0x83, 0] + der.dropFirst(2))
        }
        #expect(throws: CMSError.notDER) {
            try CAdESSignature(parsing: [0x30, 0x80] + der.dropFirst(4) + [0, 0])
        }
    }

    @Test("certificates out of order are refused")
    func certificateOrder() throws {
        let signer = try TestSigner()
        let both = [signer.certificate.der, try TestSigner().certificate.der]
            .sorted { $0.lexicographicallyPrecedes($1) }
        var crafted = CraftedSignature(try signer.entry(), by: signer.certificate)
        crafted.afterContent = tlv(0xA0, both[0], both[1])
        #expect(try CAdESSignature(parsing: crafted.der).certificates.count == 2)
        crafted.afterContent = tlv(0xA0, both[1], both[0])
        #expect(throws: CMSError.outOfOrder(.certificates)) { try CAdESSignature(parsing: crafted.der) }
        crafted.afterContent = tlv(0xA0, both[0], both[0])
        #expect(throws: CMSError.outOfOrder(.certificates)) { try CAdESSignature(parsing: crafted.der) }
    }

    @Test("every flipped bit of an entry is refused when it is read or when it is verified")
    func bitFlips() throws {
        let signer = try TestSigner()
        let der = try signer.entry().der
        try CAdESSignature(parsing: der).verify(content: nil, certificate: signer.certificate)
        var survivors: [Int] = []
        for bit in 0..<der.count * 8 {
            var flipped = der
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                try CAdESSignature(parsing: flipped).verify(content: nil, certificate: signer.certificate)
                survivors.append(bit)
            } catch {
                continue
            }
        }
        #expect(survivors == [])
    }

    @Test("each reason not to verify has its name")
    func verification() throws {
        let signer = try TestSigner()
        let entry = try signer.entry()
        let detached = try signer.detached([1])
        try detached.verify(content: [1], certificate: signer.certificate)
        #expect(throws: CMSError.contentMissing) {
            try detached.verify(content: nil, certificate: signer.certificate)
        }
        #expect(throws: CMSError.contentNotExpected) {
            try entry.verify(content: [1], certificate: signer.certificate)
        }
        #expect(throws: CMSError.messageDigestMismatch) {
            try detached.verify(content: [2], certificate: signer.certificate)
        }
        // The same key under another certificate is another signer.
        let renewed = try TestSigner(key: signer.key, name: "Renewed").certificate
        #expect(throws: CMSError.certificateMismatch) { try entry.verify(content: nil, certificate: renewed) }
        var crafted = CraftedSignature(entry, by: signer.certificate)
        crafted.signerIdentifier = tlv(0x80, [1, 2, 3])
        let misnamed = try CAdESSignature(parsing: crafted.der)
        #expect(throws: CMSError.keyIdentifierMismatch) {
            try misnamed.verify(content: nil, certificate: signer.certificate)
        }
        crafted = CraftedSignature(entry, by: signer.certificate)
        crafted.signatureAlgorithm = tlv(0x30, CraftedSignature.oid("2a864886f70d01010b"), [5, 0])
        let relabelled = try CAdESSignature(parsing: crafted.der)
        #expect(throws: CMSError.signatureAlgorithmMismatch) {
            try relabelled.verify(content: nil, certificate: signer.certificate)
        }
        crafted = CraftedSignature(entry, by: signer.certificate)
        crafted.signature = tlv(4, try signer.entry([9]).signatureValue)
        let other = try CAdESSignature(parsing: crafted.der)
        #expect(throws: CMSError.invalidSignature) { try other.verify(content: nil, certificate: signer.certificate) }
    }

    @Test("a certificate over a key that the profile does not sign with verifies nothing")
    func unsupportedKey() throws {
        let tool = try OpenSSLTool()
        try tool.run(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "k.pem",
            "-out",
            "c.pem",
            "-subj",
            "/CN=x"
        )
        let certificate = try Certificate(pem: tool.readText("c.pem"))
        let signer = try TestSigner()
        let crafted = CraftedSignature(try signer.entry(), by: certificate)
        let signature = try CAdESSignature(parsing: crafted.der)
        #expect(throws: CMSError.unsupportedKey(.rsa(bits: 2048))) {
            try signature.verify(content: nil, certificate: certificate)
        }
    }

    @Test("every part has a name and a clause")
    func clauses() {
        #expect(Set(CMSField.allCases.map(\.rawValue)).count == CMSField.allCases.count)
        for field in CMSField.allCases {
            #expect(field.clause.contains("§"))
        }
    }

    @Test(
        "other people's signatures are refused with a reason, never with a crash",
        .enabled(if: Corpora.arePresent, "no corpora")
    )
    func corpora() throws {
        let files =
            Corpora.files(under: "openssl-3.0/80-test_cms_data", suffixes: [".cms"])
            + Corpora.files(under: "dss/dss-cades", suffixes: [".p7s", ".p7m", ".p7c", ".bin", ".sig"])
        #expect(files.count > 10)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            do {
                // Whatever fits the profile must print back; nothing else may pass.
                #expect(try CAdESSignature(parsing: bytes).der == bytes)
            } catch {
                continue
            }
        }
    }
}
