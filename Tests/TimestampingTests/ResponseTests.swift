import Cryptography
import Testing
import Timestamping

@Suite("Responses at receipt")
struct ResponseTests {
    @Test("a refusal is told with its reasons")
    func rejection() throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        let response = try TimeStampResponse(parsing: authority.reply(to: request.der, section: "rejecting"))
        #expect(response.token == nil)
        #expect(response.status == .rejection)
        #expect(response.failure == [.badAlg])
        #expect(response.statusText.count == 1)
        #expect(
            throws: TimeStampRefusal.notGranted(.rejection, text: response.statusText, failure: [.badAlg])
        ) {
            try response.accept(for: request)
        }
    }

    @Test("the answer to another request is refused")
    func otherRequest() throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        let response = try TimeStampResponse(parsing: authority.reply(to: request.der))
        let sameImprint = TimeStampRequest(imprint: Sample.digest)
        #expect(throws: TimeStampRefusal.nonceMismatch) { try response.accept(for: sameImprint) }
        let sameNonce = TimeStampRequest(imprint: Digest(of: []), nonce: request.nonce)
        let other = TimeStampFault.otherImprint(found: Sample.digest.bytes, expected: Digest(of: []).bytes)
        #expect(throws: TimeStampRefusal.broken(other)) { try response.accept(for: sameNonce) }
        // The stored query is as good as the one in memory.
        #expect(try response.accept(for: TimeStampRequest(parsing: request.der)) == response.token)
    }

    @Test("an answer without nonce or certificate is refused")
    func careless() throws {
        let authority = try StampingAuthority()
        let digest = Sample.digest.hex
        try authority.run("ts", "-query", "-digest", digest, "-sha256", "-no_nonce", "-cert", "-out", "n.tsq")
        let withoutNonce = try TimeStampResponse(parsing: authority.reply(to: authority.read("n.tsq")))
        let request = TimeStampRequest(imprint: Sample.digest)
        #expect(throws: TimeStampRefusal.nonceMissing) { try withoutNonce.accept(for: request) }

        var query = try #require(DERTree(request.der))
        query.children.removeLast()
        let withoutCertificate = try TimeStampResponse(parsing: authority.reply(to: query.bytes))
        #expect(throws: TimeStampRefusal.certificateMissing) { try withoutCertificate.accept(for: request) }
    }

    /// A response around a token over `info`, which answers `request`.
    private func response(
        from authority: StampingAuthority,
        to request: TimeStampRequest,
        by signer: String = "tsa",
        options: [String] = ["-cades"],
        _ change: (inout SampleInfo) -> Void = { _ in }
    ) throws -> TimeStampResponse {
        var info = authority.info()
        info.rest = [.primitive(0x02, request.nonce)]
        change(&info)
        let token = try authority.token(over: info.der, by: [signer], options: options)
        return try TimeStampResponse(parsing: Sample.response(status: Sample.granted, token: token))
    }

    @Test("what no anchor could mend is refused at once")
    func untrustworthy() throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        #expect(try response(from: authority, to: request).accept(for: request).nonce == request.nonce)

        #expect(throws: TimeStampRefusal.broken(.noSigningCertificate)) {
            try response(from: authority, to: request, options: []).accept(for: request)
        }
        #expect(throws: TimeStampRefusal.doubtful(.criticalExtension(oid: "2.999.2"))) {
            try response(from: authority, to: request) { $0.rest.append(SampleInfo.criticalExtension) }
                .accept(for: request)
        }
        #expect(throws: TimeStampRefusal.broken(.expired(authority.tsa))) {
            try response(from: authority, to: request) { $0.genTime = authority.genTime(daysAfterIssue: 4_000) }
                .accept(for: request)
        }
        let careless = try authority.issue("other", by: "intermediate", extensions: "eku-not-critical")
        #expect(throws: TimeStampRefusal.broken(.extendedKeyUsage(.notCritical, careless))) {
            try response(from: authority, to: request, by: "other").accept(for: request)
        }
    }

    @Test("a token granted with changes is a token; granted without one is none")
    func granted() throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        let token = try #require(try TimeStampResponse(parsing: authority.reply(to: request.der)).token)
        let changed = Sample.response(status: .sequence(.integer(1)), token: token.der)
        #expect(try TimeStampResponse(parsing: changed).accept(for: request) == token)
        let empty = try TimeStampResponse(parsing: Sample.response(status: Sample.granted, token: []))
        #expect(throws: TimeStampRefusal.tokenMissing) { try empty.accept(for: request) }
        // A token beside a refusal is not taken.
        let refused = try TimeStampResponse(
            parsing: Sample.response(status: .sequence(.integer(2)), token: token.der)
        )
        #expect(throws: TimeStampRefusal.notGranted(.rejection, text: [], failure: [])) {
            try refused.accept(for: request)
        }
    }

    @Test(
        "status, words and reasons are read",
        arguments: [
            (DERTree.sequence(.integer(0)), TimeStampResponse.Status.granted, [], []),
            (.sequence(.integer(3)), .waiting, [], []),
            (.sequence(.integer(4)), .revocationWarning, [], []),
            (.sequence(.integer(5)), .revocationNotification, [], []),
            (.sequence(.integer(77)), .other(77), [], []),
            (
                .sequence(
                    .integer(2),
                    .sequence(.primitive(0x0C, Array("refusé".utf8)), .primitive(0x0C, [])),
                    .primitive(0x03, [1, 0x24, 0x02])
                ),
                .rejection, ["refusé", ""], [.badRequest, .badDataFormat, .timeNotAvailable]
            ),
            (
                .sequence(.integer(2), .primitive(0x03, [6, 0, 0, 0, 0x40])), .rejection, [], [.systemFailure]
            ),
            (
                .sequence(.integer(2), .primitive(0x03, [0, 0x80, 0x01, 0xC0])), .rejection, [],
                [.badAlg, .unacceptedPolicy, .unacceptedExtension, .addInfoNotAvailable]
            ),
            (.sequence(.integer(2), .primitive(0x03, [6, 0x40])), .rejection, [], [.other(1)]),
            (.sequence(.integer(2), .primitive(0x03, [0])), .rejection, [], []),
        ] as [(DERTree, TimeStampResponse.Status, [String], [TimeStampResponse.Failure])]
    )
    func statuses(
        status: DERTree,
        is expected: TimeStampResponse.Status,
        text: [String],
        failure: [TimeStampResponse.Failure]
    ) throws {
        let bytes = Sample.response(status: status, token: [])
        let response = try TimeStampResponse(parsing: bytes)
        #expect(response.der == bytes)
        #expect(response.status == expected)
        #expect(response.statusText == text)
        #expect(response.failure == failure)
    }

    private static let token = Sample.unsigned(SampleInfo().der).bytes
    private static let good = Sample.response(status: Sample.granted, token: token)

    @Test(
        "each of these is refused",
        arguments: [
            ("nothing", [], TimeStampFormatError.notDER(.response)),
            ("a web page", Array("<html>".utf8), .notDER(.response)),
            ("cut", good.dropLast(), .notDER(.response)),
            ("a byte more", good + [0], .trailingBytes(count: 1)),
            ("indefinite length", [0x30, 0x80] + Sample.granted.bytes + [0, 0], .notDER(.response)),
            ("length with an idle octet", [0x30, 0x81, 0x05] + Sample.granted.bytes, .notDER(.response)),
            ("no status", [0x30, 0x00], .missing(.status)),
            ("an identifier for status", DERTree.sequence(.oid("1.2.3")).bytes, .malformed(.status)),
            ("a status cut short", [0x30, 0x03, 0x30, 0x03, 0x02], .notDER(.status)),
            ("status of text", Sample.response(status: .sequence(.octets([0])), token: []), .malformed(.status)),
            (
                "negative status", Sample.response(status: .sequence(.primitive(2, [0xFF])), token: []),
                .malformed(.status)
            ),
            (
                "no words", Sample.response(status: .sequence(.integer(2), .sequence()), token: []),
                .malformed(.statusString)
            ),
            (
                "words that are not UTF-8",
                Sample.response(status: .sequence(.integer(2), .sequence(.primitive(0x0C, [0xFF]))), token: []),
                .malformed(.statusString)
            ),
            (
                "words of another type",
                Sample.response(status: .sequence(.integer(2), .sequence(.primitive(0x13, [0x61]))), token: []),
                .malformed(.statusString)
            ),
            (
                "unused bits set",
                Sample.response(status: .sequence(.integer(2), .primitive(3, [7, 0xC0])), token: []),
                .malformed(.failInfo)
            ),
            (
                "nine unused bits", Sample.response(status: .sequence(.integer(2), .primitive(3, [9, 0])), token: []),
                .malformed(.failInfo)
            ),
            (
                "reasons before words",
                Sample.response(
                    status: .sequence(.integer(2), .primitive(3, [0]), .sequence(.primitive(0x0C, []))),
                    token: []
                ),
                .unexpectedElement(in: .status)
            ),
            (
                "a token and more", Sample.response(status: Sample.granted, token: token + [0x05, 0x00]),
                .trailingBytes(count: 2)
            ),
            (
                "no token but a number", Sample.response(status: Sample.granted, token: [2, 1, 0]),
                .notSignedData(.malformed(.contentInfo))
            ),
        ] as [(String, [UInt8], TimeStampFormatError)]
    )
    func refuses(what: String, bytes: [UInt8], error: TimeStampFormatError) {
        #expect(throws: error) { try TimeStampResponse(parsing: bytes) }
    }
}
