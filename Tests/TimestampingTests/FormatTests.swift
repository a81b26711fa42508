import Cryptography
import Testing
import Timestamping

@Suite("Requests in DER")
struct RequestFormatTests {
    @Test("a request is the golden one, byte by byte")
    func golden() throws {
        let request = TimeStampRequest(imprint: Digest(of: []), nonce: [1, 2, 3, 4, 5, 6, 7, 8])
        let golden =
            "30430201013031300d060960864801650304020105000420"
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + "020801020304050607080101ff"
        #expect(request.der.hex == golden)
        #expect(try TimeStampRequest(parsing: request.der) == request)
    }

    @Test("openssl reads our requests, and writes the same bytes")
    func openssl() throws {
        let authority = try StampingAuthority()
        let request = TimeStampRequest(imprint: Sample.digest)
        try authority.write(request.der, to: "ours.tsq")
        let text = try authority.run("ts", "-query", "-in", "ours.tsq", "-text")
        #expect(text.contains("Hash Algorithm: sha256"))
        #expect(text.contains("Certificate required: yes"))
        // openssl shows the number without the octet that keeps it positive.
        let shown = Array(request.nonce.drop { $0 == 0 }).hex
        #expect(text.lowercased().contains("nonce: 0x" + shown))

        try authority.run("ts", "-query", "-digest", Sample.digest.hex, "-sha256", "-cert", "-out", "theirs.tsq")
        let theirs = try TimeStampRequest(parsing: authority.read("theirs.tsq"))
        #expect(theirs == TimeStampRequest(imprint: Sample.digest, nonce: theirs.nonce))
        #expect(theirs.der == (try authority.read("theirs.tsq")))
    }

    @Test(
        "a nonce is a positive integer without idle octets",
        arguments: [
            ([], [0]), ([0], [0]), ([0, 0, 5], [5]), ([0x80], [0, 0x80]), ([0xFF, 1], [0, 0xFF, 1]),
            ([0x7F, 0], [0x7F, 0]),
        ] as [([UInt8], [UInt8])]
    )
    func nonces(number: [UInt8], octets: [UInt8]) throws {
        let request = TimeStampRequest(imprint: Sample.digest, nonce: number)
        #expect(request.nonce == octets)
        #expect(try TimeStampRequest(parsing: request.der) == request)
    }

    @Test("two requests never share a nonce")
    func freshNonces() {
        let nonces = Set((0..<64).map { _ in TimeStampRequest(imprint: Sample.digest).nonce })
        #expect(nonces.count == 64)
        #expect(nonces.allSatisfy { $0.count >= 8 })
    }

    /// A request with these elements.
    private static func request(_ elements: DERTree...) -> [UInt8] {
        DERTree.constructed(0x30, elements).bytes
    }

    private static let nonce = DERTree.integer(5)
    private static let certReq = DERTree.primitive(0x01, [0xFF])
    private static let imprint = SampleInfo.imprint(Sample.digest)

    @Test(
        "each of these is refused",
        arguments: [
            ("nothing", [], TimeStampFormatError.notDER(.request)),
            ("cut", request(.integer(1), imprint, nonce, certReq).dropLast(), .notDER(.request)),
            ("one byte more", request(.integer(1), imprint, nonce, certReq) + [0], .notDER(.request)),
            ("version 2", request(.integer(2), imprint, nonce, certReq), .unknownVersion(of: .request)),
            ("no version", request(imprint, nonce, certReq), .malformed(.version)),
            ("no imprint", request(.integer(1)), .missing(.messageImprint)),
            (
                "SHA-1",
                request(
                    .integer(1),
                    SampleInfo.imprint(algorithm: "1.3.14.3.2.26", [UInt8](repeating: 1, count: 20)),
                    nonce,
                    certReq
                ),
                .unsupportedImprintAlgorithm(oid: "1.3.14.3.2.26")
            ),
            (
                "short digest",
                request(.integer(1), SampleInfo.imprint(algorithm: "2.16.840.1.101.3.4.2.1", [1, 2]), nonce, certReq),
                .malformed(.hashedMessage)
            ),
            (
                "algorithm without parameters",
                request(
                    .integer(1),
                    .sequence(.sequence(.oid("2.16.840.1.101.3.4.2.1")), .octets(Sample.digest.bytes)),
                    nonce,
                    certReq
                ),
                .notCanonical(.request)
            ),
            ("no nonce", request(.integer(1), imprint, certReq), .missing(.nonce)),
            (
                "negative nonce", request(.integer(1), imprint, .primitive(0x02, [0x80]), certReq), .malformed(.nonce)
            ),
            (
                "idle octet in the nonce", request(.integer(1), imprint, .primitive(0x02, [0, 5]), certReq),
                .malformed(.nonce)
            ),
            ("no certReq", request(.integer(1), imprint, nonce), .missing(.certReq)),
            (
                "certReq false", request(.integer(1), imprint, nonce, .primitive(0x01, [0])), .malformed(.certReq)
            ),
            ("true as 1", request(.integer(1), imprint, nonce, .primitive(0x01, [1])), .malformed(.certReq)),
            ("a policy", request(.integer(1), imprint, .oid("2.999.1"), nonce, certReq), .missing(.nonce)),
            (
                "extensions", request(.integer(1), imprint, nonce, certReq, .constructed(0xA0, [])),
                .unexpectedElement(in: .request)
            ),
        ] as [(String, [UInt8], TimeStampFormatError)]
    )
    func refuses(what: String, bytes: [UInt8], error: TimeStampFormatError) {
        #expect(throws: error) { try TimeStampRequest(parsing: bytes) }
    }
}

@Suite("TSTInfo in DER")
struct InfoFormatTests {
    /// What is read of a token over `info`; its shell is unsigned, for reading checks no signature.
    private func read(_ info: SampleInfo) throws -> TimeStampToken {
        try TimeStampToken(parsing: Sample.unsigned(info.der).bytes)
    }

    @Test(
        "genTime to the microsecond",
        arguments: [
            ("20300101120000Z", "2030-01-01T12:00:00Z", 0),
            ("20300101120000.5Z", "2030-01-01T12:00:00Z", 500_000),
            ("20300101120000.000001Z", "2030-01-01T12:00:00Z", 1),
            ("20300101120000.1234567Z", "2030-01-01T12:00:00Z", 123_456),
            ("20000229235959.99Z", "2000-02-29T23:59:59Z", 990_000),
        ]
    )
    func genTime(text: String, whole: String, microseconds: Int64) throws {
        var info = SampleInfo()
        info.genTime = .generalizedTime(text)
        let read = try read(info).genTime
        #expect(read.rfc3339 == whole)
        #expect(read.microsecondsSince1970 - read.secondsSince1970 * 1_000_000 == microseconds)
    }

    @Test(
        "a genTime in any other spelling is refused",
        arguments: [
            "20300101120000", "20300101120000+0100", "203001011200Z", "20300101120000.Z", "20300101120000.0Z",
            "20300101120000.50Z", "20300101120000,5Z", "20300101120060Z", "20300101240000Z", "20300229120000Z",
            "20301301120000Z", "2030010112000Z", "20300101120000z", "20300101120000.5", "+0300101120000Z", "Z", "",
            "20300101120000.5aZ", "203001011200005Z",
        ]
    )
    func otherTimes(text: String) {
        var info = SampleInfo()
        info.genTime = .generalizedTime(text)
        #expect(throws: TimeStampFormatError.malformed(.genTime)) { try read(info) }
    }

    @Test(
        "accuracy in microseconds",
        arguments: [
            (DERTree.sequence(), 0),
            (.sequence(.integer(2)), 2_000_000),
            (.sequence(.primitive(0x80, [3])), 3_000),
            (.sequence(.primitive(0x81, [4])), 4),
            (.sequence(.integer(1), .primitive(0x80, [0x03, 0xE7]), .primitive(0x81, [0x01, 0xF4])), 1_999_500),
        ] as [(DERTree, Int64)]
    )
    func accuracy(field: DERTree, microseconds: Int64) throws {
        var info = SampleInfo()
        info.rest = [field]
        #expect(try read(info).accuracy == microseconds)
        #expect(try read(SampleInfo()).accuracy == nil)
    }

    @Test("every optional field is read")
    func optionalFields() throws {
        var info = SampleInfo()
        info.serialNumber = .primitive(0x02, [0xFF, 0x01])
        info.rest = [
            .sequence(.integer(1)), .primitive(0x01, [0xFF]), .integer(9),
            .constructed(0xA0, [.primitive(0x86, Array("https://tsa.scelle.invalid".utf8))]),
            .constructed(0xA1, [.sequence(.oid("2.999.5"), .octets([0x05, 0x00]))]),
        ]
        let token = try read(info)
        #expect(token.serialNumber == [0xFF, 0x01])
        #expect(token.accuracy == 1_000_000)
        #expect(token.ordering)
        #expect(token.nonce == [9])
        #expect(token.authorityName == "URI:https://tsa.scelle.invalid")
        #expect(token.policy == "2.999.1")
        #expect(token.imprint == Sample.digest)
        #expect(token.fingerprint == Digest(of: token.der))
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("accuracy of 1000 ms", [.sequence(.primitive(0x80, [0x03, 0xE8]))], .malformed(.accuracy)),
            ("accuracy of 0 ms", [.sequence(.primitive(0x80, [0]))], .malformed(.accuracy)),
            ("negative accuracy", [.sequence(.primitive(0x02, [0xFF]))], .malformed(.accuracy)),
            (
                "accuracy out of order", [.sequence(.primitive(0x81, [1]), .primitive(0x80, [1]))],
                .unexpectedElement(in: .accuracy)
            ),
            ("ordering false, which is the default", [.primitive(0x01, [0])], .malformed(.ordering)),
            ("ordering 1", [.primitive(0x01, [1])], .malformed(.ordering)),
            ("nonce with an idle octet", [.primitive(0x02, [0, 1])], .malformed(.nonce)),
            ("empty nonce", [.primitive(0x02, [])], .malformed(.nonce)),
            ("nonce before accuracy", [.integer(1), .sequence()], .unexpectedElement(in: .tstInfo)),
            ("tsa that is no name", [.constructed(0xA0, [.integer(1)])], .malformed(.tsa)),
            (
                "tsa of two names",
                [
                    .constructed(0xA0, [.primitive(0x82, [0x61]), .primitive(0x82, [0x62])])
                ], .unexpectedElement(in: .tsa)
            ),
            ("no extension in the list", [.constructed(0xA1, [])], .malformed(.extensions)),
            (
                "extension not critical, spelt out",
                [.constructed(0xA1, [.sequence(.oid("2.999.5"), .primitive(0x01, [0]), .octets([]))])],
                .malformed(.extensions)
            ),
            ("extension without a value", [.constructed(0xA1, [.sequence(.oid("2.999.5"))])], .missing(.extensions)),
            ("unknown field", [.constructed(0xA2, [])], .unexpectedElement(in: .tstInfo)),
        ] as [(String, [DERTree], TimeStampFormatError)]
    )
    func refuses(what: String, rest: [DERTree], error: TimeStampFormatError) {
        var info = SampleInfo()
        info.rest = rest
        #expect(throws: error) { try read(info) }
    }

    @Test("a version of the future is a doubt; whatever else cannot be read is a fault")
    func versions() {
        var info = SampleInfo()
        info.version = .integer(2)
        let future = TimeStampFormatError.unknownVersion(of: .tstInfo)
        #expect(throws: future) { try read(info) }
        #expect(TimeStampOutcome(unreadable: future) == .untrusted(.unknownVersion(of: .tstInfo)))
        let malformed = TimeStampFormatError.malformed(.genTime)
        #expect(TimeStampOutcome(unreadable: malformed) == .broken(.unreadable(malformed)))
    }

    @Test("the imprint's length is that of its algorithm")
    func imprintLength() {
        var info = SampleInfo()
        info.imprint = SampleInfo.imprint(algorithm: DigestAlgorithm.sha384.oid, Sample.digest.bytes)
        #expect(throws: TimeStampFormatError.malformed(.hashedMessage)) { try read(info) }
    }

    @Test(
        "shells that hold no TSTInfo are refused",
        arguments: [
            ("nothing", [], TimeStampFormatError.notSignedData(.malformed(.contentInfo))),
            ("a byte more", Sample.unsigned(SampleInfo().der).bytes + [0], .trailingBytes(count: 1)),
            ("cut", Sample.unsigned(SampleInfo().der).bytes.dropLast(), .notSignedData(.malformed(.contentInfo))),
            (
                "data", DERTree.sequence(.oid("1.2.840.113549.1.7.1"), .constructed(0xA0, [.octets([])])).bytes,
                .notSignedData(.wrongContentType(oid: "1.2.840.113549.1.7.1", in: .contentInfo))
            ),
            (
                "data inside", Sample.unsigned(SampleInfo().der, type: "1.2.840.113549.1.7.1").bytes,
                .wrongContentType(oid: "1.2.840.113549.1.7.1")
            ),
            (
                "nothing inside",
                DERTree.sequence(
                    .oid("1.2.840.113549.1.7.2"),
                    .constructed(
                        0xA0,
                        [.sequence(.integer(3), .set(), .sequence(.oid(Sample.tstInfoType)), .set())]
                    )
                ).bytes, .notSignedData(.missing(.encapContentInfo))
            ),
            ("an empty TSTInfo", Sample.unsigned(DERTree.sequence().bytes).bytes, .missing(.version)),
            ("a TSTInfo and a byte", Sample.unsigned(SampleInfo().der + [0]).bytes, .notDER(.tstInfo)),
            (
                "a TSTInfo in BER",
                Sample.unsigned([0x30, 0x80] + SampleInfo().der.dropFirst(2) + [0, 0]).bytes, .notDER(.tstInfo)
            ),
        ] as [(String, [UInt8], TimeStampFormatError)]
    )
    func shells(what: String, bytes: [UInt8], error: TimeStampFormatError) {
        #expect(throws: error) { try TimeStampToken(parsing: bytes) }
    }
}
