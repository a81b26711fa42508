import Cryptography
import Foundation
import Testing

@testable import ASiC

@Suite("manifests of our profile")
struct ASiCManifestTests {
    /// The manifest of docs/formats/container.md.
    static func example() throws -> ASiCManifest {
        try ASiCManifest(
            signature: ObjectName("META-INF/signature001.p7s"),
            references: [
                .init(
                    name: ObjectName("Pieces/001_Capture.txt"),
                    mediaType: "text/plain",
                    digest: Digest(of: Array("abc".utf8))
                ),
                .init(
                    name: ObjectName("Pieces/002_Été 100%.png"),
                    mediaType: "image/png",
                    digest: Digest(of: [])
                ),
            ]
        )
    }

    @Test("the example of docs/formats/container.md, byte for byte, both ways")
    func golden() throws {
        let manifest = try Self.example()
        let example = try Corpora.textExample("xml", in: "docs/formats/container.md")
        #expect(!example.isEmpty)
        #expect(manifest.bytes == example)
        #expect(try ASiCManifest(parsing: example) == manifest)
    }

    @Test("a manifest of our spelling is read without XML, and nothing else is")
    func scanner() throws {
        let references = try ["a", "Pieces/001_a-b.c~d.png", "META/x"].enumerated().map { position, name in
            let mediaType = position == 1 ? "image/png" : "text/plain"
            return ASiCManifest.Reference(
                name: try ObjectName(name),
                mediaType: mediaType,
                digest: Digest(of: Array(name.utf8))
            )
        }
        let manifest = try ASiCManifest(signature: ObjectName("META-INF/signature001.p7s"), references: references)
        let bytes = manifest.bytes
        let scanned = try #require(try Self.scan(bytes))
        #expect(scanned.references == references)
        #expect(scanned.signature == manifest.signature)
        // Whatever one byte becomes: what is still read is what is printed.
        for position in bytes.indices {
            for byte in [UInt8(ascii: "A"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "%"), 0x20, 0x00, 0xC3]
            where bytes[position] != byte {
                var changed = bytes
                changed[position] = byte
                guard let read = try Self.scan(changed), Set(read.references.map(\.name)).count == 3 else { continue }
                let printed = try ASiCManifest(
                    signature: read.signature,
                    signatureMediaType: read.mediaType,
                    references: read.references
                )
                #expect(printed.bytes == changed)
            }
            #expect(try Self.scan(Array(bytes[..<position])) == nil)
        }
        #expect(try Self.scan(bytes + [0x0A]) == nil)
    }

    /// What the scanner reads when bytes come `step` at a time.
    private static func scan(
        _ bytes: [UInt8],
        step: Int = .max
    ) throws -> (signature: ObjectName, mediaType: String, references: [ASiCManifest.Reference])? {
        var rest = bytes[...]
        var references: [ASiCManifest.Reference] = []
        let read = try ManifestScanner.scan { buffer in
            let next = rest.prefix(min(step, buffer.count))
            buffer.copyBytes(from: next)
            rest = rest.dropFirst(next.count)
            return next.count
        } reference: { reference in
            guard let name = try? ObjectName(bytes: reference.name) else { return false }
            references.append(.init(name: name, mediaType: reference.mediaType, digest: reference.digest))
            return true
        }
        return read.map { ($0.signature, $0.mediaType, references) }
    }

    @Test(
        "a manifest longer than any window is read reference by reference, however its bytes come",
        arguments: [7, 65_536, .max]
    )
    func longManifest(step: Int) throws {
        let references = try (0..<3_000).map { number in
            ASiCManifest.Reference(
                name: try ObjectName("Pieces/\(number)_" + String(repeating: "a", count: number % 70)),
                mediaType: number % 9 == 0 ? "image/png" : "image/jpeg",
                digest: Digest(of: [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)])
            )
        }
        // One name is as long as names can be.
        let longest = ASiCManifest.Reference(
            name: try ObjectName(String(repeating: "n", count: ObjectName.maximumByteCount)),
            mediaType: "text/plain",
            digest: Digest(of: [])
        )
        let manifest = try ASiCManifest(
            signature: ObjectName("META-INF/signature001.p7s"),
            references: references[..<1_000] + [longest] + references[1_000...]
        )
        let read = try #require(try Self.scan(manifest.bytes, step: step))
        #expect(read.references == manifest.references)
        #expect(try ASiCManifest(parsing: manifest.bytes) == manifest)
    }

    @Test(
        "xmllint finds it valid against the schema of EN 319 162-1",
        .enabled(if: Corpora.isPresent, "needs the corpora")
    )
    func schema() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.example().bytes, to: "m.xml")
        // Their schema imports that of XML signatures from the network; this is the part of it that a manifest uses.
        try folder.write(Array(Self.signatureSchema.utf8), to: "ds.xsd")
        let resources = "dss/specs-asic-manifest/src/main/resources/xsd/en_31916201v010101.xsd"
        let schema = try String(contentsOf: Corpora.folder.appending(path: resources), encoding: .utf8)
        let local = schema.replacingOccurrences(
            of: "http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd",
            with: "ds.xsd"
        )
        try folder.write(Array(local.utf8), to: "asic.xsd")
        let good = try Command(["xmllint", "--nonet", "--noout", "--schema", "asic.xsd", "m.xml"], in: folder)
        #expect(good.status == 0, "\(good.output)")
        let text = String(decoding: try Self.example().bytes, as: UTF8.self)
        try folder.write(Array(text.replacingOccurrences(of: " URI=", with: " Uri=").utf8), to: "bad.xml")
        let bad = try Command(["xmllint", "--nonet", "--noout", "--schema", "asic.xsd", "bad.xml"], in: folder)
        #expect(bad.status != 0)
    }

    static let signatureSchema = """
        <schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
         targetNamespace="http://www.w3.org/2000/09/xmldsig#" elementFormDefault="qualified">
         <element name="DigestMethod"><complexType mixed="true"><sequence>
          <any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></sequence>
          <attribute name="Algorithm" type="anyURI" use="required"/></complexType></element>
         <element name="DigestValue" type="base64Binary"/>
         <element name="Signature" type="anyType"/>
        </schema>
        """

    @Test("every other spelling of the same manifest is refused")
    func otherSpellings() throws {
        let text = String(decoding: try Self.example().bytes, as: UTF8.self)
        let spellings = [
            text.replacingOccurrences(of: "asic:", with: "a:").replacingOccurrences(of: "xmlns:asic", with: "xmlns:a"),
            text + "\n",
            String(text.dropLast()),
            text.replacingOccurrences(of: "\n", with: "\r\n"),
            text.replacingOccurrences(of: "Pieces/001", with: "Pieces%2F001"),
            text.replacingOccurrences(of: "%C3", with: "%c3"),
            text.replacingOccurrences(of: "100%25", with: "100%"),
            text.replacingOccurrences(of: "%20", with: " "),
            text.replacingOccurrences(of: "\"/>", with: "\" />"),
            text.replacingOccurrences(of: "encoding=\"UTF-8\"", with: "encoding=\"utf-8\""),
            text.replacingOccurrences(of: "text/plain\"", with: "text/plain\" Rootfile=\"false\""),
            text.replacingOccurrences(of: " MimeType=\"text/plain\"", with: ""),
            text.replacingOccurrences(of: "</asic:ASiCManifest>", with: "<!-- x --></asic:ASiCManifest>"),
            "\u{FEFF}" + text,
        ]
        for spelling in spellings {
            #expect(throws: Never.self, "\(spelling)") { try ReceivedManifest(parsing: Array(spelling.utf8)) }
            #expect(throws: ManifestError.notOurProfile, "\(spelling)") {
                try ASiCManifest(parsing: Array(spelling.utf8))
            }
        }
    }

    @Test("no single bit can be changed without changing what is said")
    func everyBit() throws {
        let bytes = try Self.example().bytes
        let manifest = try Self.example()
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << UInt8(bit)
                let parsed = Result { () throws(ManifestError) in try ASiCManifest(parsing: changed) }
                #expect(parsed != .success(manifest), "bit \(bit) of byte \(position)")
            }
        }
    }

    @Test("nothing to sign, a file twice, and what is no media type, are refused")
    func refuses() throws {
        let signature = try ObjectName("META-INF/signature001.p7s")
        let reference = ASiCManifest.Reference(
            name: try ObjectName("a"),
            mediaType: "text/plain",
            digest: Digest(of: [])
        )
        #expect(throws: ManifestError.missingElement("DataObjectReference")) {
            try ASiCManifest(signature: signature, references: [])
        }
        #expect(throws: ManifestError.duplicateReference("a")) {
            try ASiCManifest(signature: signature, references: [reference, reference])
        }
        for text in ["", "text", "text/", "/plain", "text/plain; charset=utf-8", "a/b/c", "text/\"", "té/xt"] {
            #expect(throws: ManifestError.mediaType(text)) {
                try ASiCManifest(signature: signature, signatureMediaType: text, references: [reference])
            }
        }
    }

    @Test("a media type with an ampersand survives")
    func ampersand() throws {
        let manifest = try ASiCManifest(
            signature: ObjectName("META-INF/signature001.p7s"),
            signatureMediaType: "application/x&y",
            references: [.init(name: ObjectName("a"), mediaType: "a&b/c", digest: Digest(of: []))]
        )
        #expect(try ASiCManifest(parsing: manifest.bytes) == manifest)
    }
}
