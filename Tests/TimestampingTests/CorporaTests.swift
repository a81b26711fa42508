import Cryptography
import Foundation
import Testing
import Timestamping

/// Other people's files, which are not part of the repository.
enum Corpora {
    /// SCELLE_SHARED, or ../shared beside the package.
    private static let shared: URL = {
        if let path = ProcessInfo.processInfo.environment["SCELLE_SHARED"] { return URL(fileURLWithPath: path) }
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    /// Whether the files are there; tests over them are skipped otherwise.
    static var arePresent: Bool {
        FileManager.default.fileExists(atPath: shared.appendingPathComponent("corpora").path)
    }

    static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: shared.appendingPathComponent("corpora").appendingPathComponent(path)))
    }

    /// The certificates in a file, PEM or DER.
    static func certificates(_ path: String) throws -> [Certificate] {
        let bytes = try read(path)
        if bytes.first == 0x30 { return [try Certificate(der: bytes)] }
        return try Certificate.all(inPEM: String(decoding: bytes, as: UTF8.self))
    }
}

@Suite("Tokens of other people's authorities", .enabled(if: Corpora.arePresent, "no corpora"))
struct CorporaTests {
    /// One stored response: its anchors, whether it brings the certificates of its path, and what it is known to prove.
    struct Sample: CustomTestStringConvertible, Sendable {
        let response: String
        let chain: String
        let message: String
        let algorithm: DigestAlgorithm
        /// The signer's commonName and the attested time; nil for the file that must fail.
        let proves: (signer: String, genTime: String)?

        var testDescription: String { response }
    }

    static let samples = [
        Sample(
            response: "rfc3161-client/identrust/issue-104.tsr",
            chain: "rfc3161-client/identrust/ts_chain.pem",
            message: "hello",
            algorithm: .sha512,
            proves: ("TrustID Timestamp Authority", "2025-03-11T08:52:08Z")
        ),
        Sample(
            response: "rfc3161-client/sigstage/response-sha256.tsr",
            chain: "rfc3161-client/sigstage/ts_chain.pem",
            message: "hello",
            algorithm: .sha256,
            proves: ("sigstore-tsa", "2025-05-09T11:58:55Z")
        ),
        Sample(
            response: "rfc3161-client/sigstage/response-sha384.tsr",
            chain: "rfc3161-client/sigstage/ts_chain.pem",
            message: "hello",
            algorithm: .sha384,
            proves: ("sigstore-tsa", "2025-05-09T11:58:55Z")
        ),
        Sample(
            response: "rfc3161-client/sigstage/response-sha512.tsr",
            chain: "rfc3161-client/sigstage/ts_chain.pem",
            message: "hello",
            algorithm: .sha512,
            proves: ("sigstore-tsa", "2025-05-09T11:58:56Z")
        ),
        Sample(
            response: "rfc3161-client/sigstage/response-no-embedded-cert.tsr",
            chain: "rfc3161-client/sigstage/ts_chain.pem",
            message: "hello",
            algorithm: .sha256,
            proves: ("sigstore-tsa", "2025-06-18T08:13:02Z")
        ),
        Sample(
            response: "rfc3161-client/sigstage/response-invalid-signature.tsr",
            chain: "rfc3161-client/sigstage/ts_chain.pem",
            message: "hello",
            algorithm: .sha256,
            proves: nil
        ),
        Sample(
            response: "rfc3161-client/test_tsa/response.tsr",
            chain: "rfc3161-client/test_tsa/ts_chain.pem",
            message: "hello",
            algorithm: .sha512,
            proves: ("Test TSA Timestamping", "2024-10-08T15:40:32Z")
        ),
    ]

    @Test("each proves what its INDEX says, under its own anchor", arguments: samples)
    func outcome(of sample: Sample) throws {
        let token = try #require(try TimeStampResponse(parsing: Corpora.read(sample.response)).token)
        let chain = try Corpora.certificates(sample.chain)
        let imprint = MessageImprint(of: Array(sample.message.utf8), by: sample.algorithm)
        let outcome = token.verify(imprint: imprint, anchors: [try #require(chain.last)], additional: chain)
        guard let (signer, genTime) = sample.proves else {
            #expect(outcome == .broken(.invalidSignature))
            return
        }
        guard case .trusted(let certificate, let path, let time, let accuracy) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(certificate.commonName == signer)
        #expect(path.first == certificate)
        #expect(path.last == chain.last)
        #expect(time.rfc3339 == genTime)
        #expect(accuracy == token.accuracy)

        let other = MessageImprint(of: Array("goodbye".utf8), by: sample.algorithm)
        #expect(
            token.verify(imprint: other, anchors: chain, additional: chain)
                == .broken(
                    .otherImprint(found: token.messageImprint.hashedMessage, expected: other.hashedMessage)
                )
        )
        #expect(token.verify(imprint: imprint, anchors: [], additional: chain) == .untrusted(.noAnchor))
    }

    @Test("the token over zeros is good under each of its authority's two roots, and under no root beside them")
    func sectigo() throws {
        let folder = "openssl-3.0/80-test_tsa_data/"
        let token = try #require(try TimeStampResponse(parsing: Corpora.read(folder + "sectigo-all-zero.tsr")).token)
        let imprint = try #require(Digest(bytes: [UInt8](repeating: 0, count: 32)))
        #expect(token.nonce == nil)
        #expect(token.policy == "1.3.6.1.4.1.6449.2.1.1")
        let crossSigned = try Corpora.certificates(folder + "user-trust-ca-aaa.pem")
        let aaa = try Corpora.certificates(folder + "comodo-aaa.pem")
        for (anchors, additional, length) in [
            (try Corpora.certificates(folder + "user-trust-ca.pem"), [], 3),
            (crossSigned, [], 3),
            (try Corpora.certificates(folder + "sectigo-time-stamping-ca.pem"), [], 2),
            (aaa, crossSigned, 4),
        ] {
            let outcome = token.verify(imprint: imprint, anchors: anchors, additional: additional)
            guard case .trusted(let signer, let path, _, let accuracy) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect([signer] == (try Corpora.certificates(folder + "sectigo-signer.pem")))
            #expect(path.count == length)
            #expect(accuracy == nil)
        }
        #expect(token.verify(imprint: imprint, anchors: aaa) == .untrusted(.noAnchor))
        // A signer's own certificate anchors nothing.
        #expect(
            token.verify(imprint: imprint, anchors: try Corpora.certificates(folder + "sectigo-signer.pem"))
                == .untrusted(.noAnchor)
        )
    }

    @Test("a token without its certificate proves nothing unless someone else has it")
    func noEmbeddedCertificate() throws {
        let bytes = try Corpora.read("rfc3161-client/sigstage/response-no-embedded-cert.tsr")
        let token = try #require(try TimeStampResponse(parsing: bytes).token)
        let chain = try Corpora.certificates("rfc3161-client/sigstage/ts_chain.pem")
        #expect(token.certificates.isEmpty)
        #expect(
            token.verify(imprint: Digest(of: Array("hello".utf8)), anchors: chain)
                == .untrusted(.signerCertificateAbsent)
        )
    }

    @Test(
        "certificates injected into a token are neither signer nor path nor anchor",
        arguments: [
            "rfc3161-client/test_tsa/response-injected-certs.tsr",
            "sigstore-timestamp-authority/pkg/verification/testdata/response-injected-certs.tsr",
        ]
    )
    func injected(path: String) throws {
        let token = try #require(try TimeStampResponse(parsing: Corpora.read(path)).token)
        let imprint = MessageImprint(of: Array("hello".utf8), by: .sha512)
        let chain = try Corpora.certificates("rfc3161-client/test_tsa/ts_chain.pem")
        let genuine = try #require(chain.first)
        let injected = token.certificates.filter { $0 != genuine }
        #expect(injected.count == 2)
        #expect(token.certificates.first != genuine)

        // Who trusts the injected ones gets nothing: the signature is not theirs.
        #expect(token.verify(imprint: imprint, anchors: injected) == .untrusted(.noAnchor))
        // The authority's own signature is still its own, whatever was laid beside it; OpenSSL says the same.
        guard
            case .trusted(let signer, let found, _, _) = token.verify(
                imprint: imprint,
                anchors: [try #require(chain.last)],
                additional: chain
            )
        else {
            Issue.record("the genuine signature was refused")
            return
        }
        #expect(signer == genuine)
        #expect(found == chain)
    }

    @Test("a token whose certificates have expired since is good for the time at which it was made")
    func expiredSince() throws {
        let bytes = try Corpora.read("rfc3161-client/sigstore.mock/response-expired.tsr")
        let token = try #require(try TimeStampResponse(parsing: bytes).token)
        let chain = try Corpora.certificates("rfc3161-client/sigstore.mock/ts_chain.pem")
        let imprint = Digest(of: try Corpora.read("rfc3161-client/sigstore.mock/payload"))
        let outcome = token.verify(imprint: imprint, anchors: [try #require(chain.last)], additional: chain)
        guard case .trusted(let signer, let path, let genTime, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(path == chain)
        #expect(signer.notBefore < genTime && genTime < signer.notAfter)
        // The same path a second after its end is refused, and the certificate named.
        #expect(throws: CertificatePathError.expired(signer)) {
            try CertificatePath.build(
                leaf: signer,
                intermediates: [],
                anchors: chain,
                at: signer.notAfter.adding(seconds: 1),
                purpose: .timeStamping
            )
        }
    }

    @Test("one authority's token is nothing under another's anchor")
    func otherAuthority() throws {
        let token = try #require(
            try TimeStampResponse(parsing: Corpora.read("rfc3161-client/test_tsa/other_response.tsr")).token
        )
        let imprint = MessageImprint(of: Array("hello".utf8), by: .sha512)
        // Its root bears the same name as this one; the key differs.
        let chain = try Corpora.certificates("rfc3161-client/test_tsa/ts_chain.pem")
        #expect(token.verify(imprint: imprint, anchors: chain, additional: chain) == .untrusted(.noAnchor))
    }

    @Test("a request of another profile is refused by the reason")
    func requests() throws {
        #expect(throws: TimeStampFormatError.unsupportedImprintAlgorithm(oid: DigestAlgorithm.sha512.oid)) {
            try TimeStampRequest(parsing: Corpora.read("rfc3161-client/test_tsa/request.der"))
        }
        #expect(throws: TimeStampFormatError.missing(.nonce)) {
            try TimeStampRequest(parsing: Corpora.read("openssl-3.0/80-test_tsa_data/all-zero.tsq"))
        }
    }

    @Test(
        "CMS whose signed attributes break their rules, or name no certificate, has no signer",
        arguments: [
            ("bad_signtime_attr", ReceivedSignatureError.noSigningCertificate),
            ("ct_multiple_attr", .malformedAttribute("1.2.840.113549.1.9.3")),
            ("no_ct_attr", .malformedAttribute("1.2.840.113549.1.9.3")),
            ("no_md_attr", .malformedAttribute("1.2.840.113549.1.9.4")),
        ]
    )
    func brokenAttributes(name: String, error: ReceivedSignatureError) throws {
        let message = try ReceivedSignedData(Corpora.read("openssl-3.0/80-test_cms_data/\(name).cms"))
        #expect(message.signerCount == 1)
        #expect(throws: error) { try message.verifiedSigner(additional: []) }
    }
}
