import ASiC
import Foundation
import Testing

@Suite("manifests of others")
struct ReceivedManifestTests {
    private static let digest = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="

    /// A manifest with these parts, by default a good one.
    private static func manifest(
        before: String = "",
        signature: String = #"<a:SigReference URI="META-INF/timestamp.tst"/>"#,
        attributes: String = #"URI="a.txt""#,
        algorithm: String = "http://www.w3.org/2001/04/xmlenc#sha256",
        value: String = digest,
        extensions: String = "",
        after: String = ""
    ) -> String {
        """
        \(before)<a:ASiCManifest xmlns:a="http://uri.etsi.org/02918/v1.2.1#">\(signature)
        <a:DataObjectReference \(attributes)><DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#" \
        Algorithm="\(algorithm)"/><d:DigestValue xmlns:d="http://www.w3.org/2000/09/xmldsig#">\(value)</d:DigestValue>\
        \(extensions)</a:DataObjectReference>\(after)</a:ASiCManifest>
        """
    }

    private static func parse(_ text: String) throws -> ReceivedManifest {
        try ReceivedManifest(parsing: Array(text.utf8))
    }

    @Test("prefixes, white space, comments and an absent media type are free")
    func free() throws {
        let manifest = try Self.parse(
            Self.manifest(before: "<!-- a -->", value: " \n ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qc\ntBD/YfIAFa0= <!-- b -->")
        )
        #expect(manifest.signature.text == "META-INF/timestamp.tst")
        #expect(manifest.signatureMediaType == nil)
        #expect(manifest.references.count == 1)
        let reference = try #require(manifest.references.first)
        #expect(reference.name.text == "a.txt" && reference.algorithm == .sha256 && !reference.isRootfile)
        #expect(reference.digest.prefix(2).elementsEqual([0xBA, 0x78]))
    }

    @Test("an archive manifest names the one before it", arguments: ["true", "1"])
    func rootfile(value: String) throws {
        let manifest = try Self.parse(Self.manifest(attributes: #"URI="a" Rootfile="\#(value)" MimeType="text/xml""#))
        #expect(manifest.references.first?.isRootfile == true)
        #expect(manifest.references.first?.mediaType == "text/xml")
    }

    @Test("longer digests are known", arguments: [(ManifestDigestAlgorithm.sha384, 48), (.sha512, 64)])
    func longer(algorithm: ManifestDigestAlgorithm, count: Int) throws {
        let value = Data(repeating: 1, count: count).base64EncodedString()
        let manifest = try Self.parse(Self.manifest(algorithm: algorithm.uri, value: value))
        #expect(manifest.references.first?.algorithm == algorithm)
        #expect(manifest.references.first?.digest.count == count)
    }

    @Test("extensions that need not be understood are passed over")
    func extensions() throws {
        let list = #"<a:Extension Critical="false"><x xmlns="urn:x">text<y/></x></a:Extension>"#
        let manifest = try Self.parse(
            Self.manifest(
                extensions: "<a:DataObjectReferenceExtensions>\(list)</a:DataObjectReferenceExtensions>",
                after: "<a:ASiCManifestExtensions>\(list)\(list)</a:ASiCManifestExtensions>"
            )
        )
        #expect(manifest.references.count == 1)
    }

    @Test(
        "each of these is refused, with its reason",
        arguments: [
            ("no XML", "hello", ManifestError.malformedXML(line: 1)),
            ("nothing", "", .malformedXML(line: 1)),
            ("document type", manifest(before: "<!DOCTYPE a:ASiCManifest>"), .declaration),
            ("CDATA", manifest(value: "<![CDATA[\(digest)]]>"), .declaration),
            ("undeclared entity", manifest(value: "&x;"), .malformedXML(line: 2)),
            ("processing instruction", manifest(before: "<?x y?>"), .processingInstruction(line: 2)),
            ("two roots", manifest() + "<b/>", .malformedXML(line: 2)),
            ("other root", "<manifest/>", .wrongRoot("manifest")),
            (
                "other namespace", #"<ASiCManifest xmlns="http://uri.etsi.org/2918/v1.2.1#"/>"#,
                .wrongRoot("ASiCManifest")
            ),
            ("no signature", manifest(signature: ""), .unexpectedElement("DataObjectReference")),
            ("no URI", manifest(signature: "<a:SigReference/>"), .missingAttribute("URI", element: "SigReference")),
            (
                "content of SigReference", manifest(signature: #"<a:SigReference URI="a"><b/></a:SigReference>"#),
                .unexpectedElement("b")
            ),
            (
                "unknown attribute", manifest(attributes: #"URI="a" Id="x""#),
                .unexpectedAttribute("Id", element: "DataObjectReference")
            ),
            (
                "attribute in a namespace", manifest(attributes: #"a:URI="a""#),
                .unexpectedAttribute("URI", element: "DataObjectReference")
            ),
            ("no reference URI", manifest(attributes: ""), .missingAttribute("URI", element: "DataObjectReference")),
            ("way out", manifest(attributes: #"URI="../a""#), .uri("../a", .dotComponent)),
            ("outside", manifest(attributes: #"URI="http://a/b""#), .uri("http://a/b", .notARelativePath)),
            ("not a boolean", manifest(attributes: #"URI="a" Rootfile="yes""#), .boolean("yes")),
            ("media type", manifest(attributes: #"URI="a" MimeType="é""#), .mediaType("é")),
            ("unknown algorithm", manifest(algorithm: "urn:sha256"), .unknownDigestAlgorithm("urn:sha256")),
            (
                "SHA-1", manifest(algorithm: "http://www.w3.org/2000/09/xmldsig#sha1"),
                .unknownDigestAlgorithm("http://www.w3.org/2000/09/xmldsig#sha1")
            ),
            ("short digest", manifest(value: "AAAA"), .digest("a.txt")),
            ("no digest", manifest(value: ""), .digest("a.txt")),
            ("not base64", manifest(value: "*"), .digest("a.txt")),
            ("element in the digest", manifest(value: "<b/>"), .unexpectedElement("b")),
            ("text between", manifest(after: "x"), .unexpectedText(element: "ASiCManifest")),
            ("unknown element", manifest(after: "<b/>"), .unexpectedElement("b")),
            (
                "critical extension",
                manifest(
                    after:
                        #"<a:ASiCManifestExtensions><a:Extension Critical="1"/></a:ASiCManifestExtensions>"#
                ),
                .criticalExtension
            ),
            (
                "extension that does not say",
                manifest(after: "<a:ASiCManifestExtensions><a:Extension/></a:ASiCManifestExtensions>"),
                .missingAttribute("Critical", element: "Extension")
            ),
            (
                "empty list of extensions", manifest(after: "<a:ASiCManifestExtensions/>"),
                .missingElement("Extension")
            ),
        ]
    )
    func refuses(what: String, text: String, error: ManifestError) {
        #expect(throws: error) { try Self.parse(text) }
    }

    @Test("one reference a file, whatever the spelling")
    func duplicate() {
        let other = """
            <a:DataObjectReference URI="%61.txt"><d:DigestMethod xmlns:d="http://www.w3.org/2000/09/xmldsig#" \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue \
            xmlns:d="http://www.w3.org/2000/09/xmldsig#">\(Self.digest)</d:DigestValue></a:DataObjectReference>
            """
        #expect(throws: ManifestError.duplicateReference("a.txt")) { try Self.parse(Self.manifest(after: other)) }
    }

    @Test("no other encoding, no depth, no size without end")
    func limits() throws {
        let utf16 = try #require(Self.manifest().data(using: .utf16))
        #expect(throws: ManifestError.notUTF8) { try ReceivedManifest(parsing: [UInt8](utf16)) }
        let depth = String(repeating: "<b>", count: 20) + String(repeating: "</b>", count: 20)
        let deep = Self.manifest(
            after: #"<a:ASiCManifestExtensions><a:Extension Critical="0">\#(depth)</a:Extension>"#
                + "</a:ASiCManifestExtensions>"
        )
        #expect(throws: ManifestError.tooDeep(line: 2)) { try Self.parse(deep) }
        let large = [UInt8](repeating: 0x20, count: 64 * 1024 * 1024 + 1)
        #expect(throws: ManifestError.tooLarge(byteCount: large.count)) { try ReceivedManifest(parsing: large) }
    }

    @Test("10,000 references are read")
    func many() throws {
        let reference = """
            ><d:DigestMethod xmlns:d="http://www.w3.org/2000/09/xmldsig#" \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue \
            xmlns:d="http://www.w3.org/2000/09/xmldsig#">\(Self.digest)</d:DigestValue></a:DataObjectReference>
            """
        let all = (0..<10_000).map { #"<a:DataObjectReference URI="f/\#($0)""# + reference }.joined()
        #expect(try Self.parse(Self.manifest(after: all)).references.count == 10_001)
    }
}
