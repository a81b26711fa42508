import Cryptography
import Foundation
import Operations
import Testing

extension OutsideTests {
    @Suite("the container, before unzip, zipinfo, xmllint and sha256sum")
    struct ContainerTests {
        let bundle: SharedBundle
        let folder: TemporaryFolder

        init() throws {
            bundle = try #require(SharedBundle.current)
            folder = try TemporaryFolder()
        }

        @Test("the mimetype rule, to the byte")
        func mimetype() throws {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bundle.container), options: .mappedIfSafe))
            #expect(bytes[0..<4].elementsEqual([0x50, 0x4B, 0x03, 0x04]))
            #expect(bytes[6..<10].elementsEqual([0, 0, 0, 0]), "flags and method")
            #expect(bytes[18..<26].elementsEqual([31, 0, 0, 0, 31, 0, 0, 0]), "both sizes")
            #expect(bytes[26..<30].elementsEqual([8, 0, 0, 0]), "name and extra field length")
            #expect(bytes[30..<69].elementsEqual("mimetypeapplication/vnd.etsi.asic-e+zip".utf8))
            #expect(bytes[69..<73].elementsEqual([0x50, 0x4B, 0x03, 0x04]), "no line feed")
        }

        @Test("unzip finds no fault, and one in an altered container")
        func unzip() throws {
            let good = try run("unzip", "-t", bundle.container)
            #expect(good.status == 0, "\(good.text)")
            #expect(good.text.contains("No errors detected"))

            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bundle.container)))
            bytes[bytes.count / 2] ^= 1
            #expect(try run("unzip", "-t", folder.write(bytes, to: "altered.asice")).status != 0)
        }

        @Test("zipinfo reads the fields that the profile fixes, in every file, and nothing hidden between them")
        func zipinfo() throws {
            let count = try run("zipinfo", "-1", bundle.container).text.split(separator: "\n").count
            let text = try run("zipinfo", "-v", bundle.container).text
            for line in [
                "version of encoding software:                   3.0",
                "file system or operating system of origin:      Unix",
                "compression method:                             none (stored)",
                "file security status:                           not encrypted",
                "extended local header:                          no",
                "1980 Jan 1 00:00:00",
                "Unix file attributes (100644 octal):            -rw-r--r--",
                "length of extra field:                          0 bytes",
                "length of file comment:                         0 characters",
            ] {
                #expect(text.components(separatedBy: line).count == count + 1, "\(line)")
            }
            #expect(text.contains("There is no zipfile comment."))
        }

        @Test("the names are ASCII, mimetype comes first, the manifest and its signature last")
        func order() throws {
            let names = try run("zipinfo", "-1", bundle.container).text.split(separator: "\n").map(String.init)
            #expect(names.first == "mimetype")
            #expect(names.suffix(2) == ["META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"])
            #expect(Set(names.map { $0.lowercased() }).count == names.count)
            for name in names { #expect(name.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(name)") }
        }

        @Test("sha256sum checks the pieces, in the container and in the folder, and finds a changed one")
        func digestList() throws {
            for place in [bundle.extracted, bundle.built.folder] {
                let good = try run("sha256sum", "--strict", "-c", "EMPREINTES.sha256", in: place)
                #expect(good.status == 0, "\(good.text)")
                let lines = good.text.split(separator: "\n")
                #expect(lines.count == Planted.files.count)
                #expect(lines.allSatisfy { $0.hasPrefix("Pieces/") && $0.hasSuffix(": OK") })
            }
            let piece = try #require(try bundle.files(in: "Pieces").first)
            let copy = try bundle.copy(to: folder, name: "altered", altering: piece)
            let bad = try run("sha256sum", "-c", "EMPREINTES.sha256", in: copy)
            #expect(bad.status == 1)
            #expect(bad.text.contains("\(piece): FAILED"))
        }

        @Test(
            "every reference of the manifest is a file, with the digest that openssl finds, and every file is referred to"
        )
        func manifest() throws {
            let script = """
                import base64, hashlib, os, sys, urllib.parse, xml.etree.ElementTree as tree
                asic, ds = "{http://uri.etsi.org/02918/v1.2.1#}", "{http://www.w3.org/2000/09/xmldsig#}"
                root = tree.parse("META-INF/ASiCManifest001.xml").getroot()
                named = {"mimetype", "META-INF/ASiCManifest001.xml", root.find(asic + "SigReference").get("URI")}
                for reference in root.findall(asic + "DataObjectReference"):
                    path = urllib.parse.unquote(reference.get("URI"))
                    method = reference.find(ds + "DigestMethod").get("Algorithm")
                    assert method == "http://www.w3.org/2001/04/xmlenc#sha256", path
                    with open(path, "rb") as file:
                        digest = hashlib.sha256(file.read()).digest()
                    assert base64.b64decode(reference.find(ds + "DigestValue").text) == digest, path
                    assert path not in named, path
                    named.add(path)
                found = {os.path.relpath(os.path.join(top, name)) for top, _, names in os.walk(".") for name in names}
                assert named == found, named ^ found
                print(len(named))
                """
            let good = try run("python3", "-c", script, in: bundle.extracted)
            #expect(good.status == 0, "\(good.text)")
            let names = try run("zipinfo", "-1", bundle.container).text.split(separator: "\n")
            #expect(good.text == "\(names.count)\n")
        }

        @Test(
            "xmllint finds the manifest valid against the schema of EN 319 162-1",
            .enabled(
                if: TestResources.holds(TestResources.manifestSchema),
                "needs the corpora, which SCELLE_SHARED names"
            )
        )
        func schema() throws {
            // The schema imports that of XML signatures from the network; this is the part that a manifest uses.
            try folder.write(Self.signatureSchema, to: "ds.xsd")
            let schema = try String(contentsOf: TestResources.manifestSchema, encoding: .utf8).replacingOccurrences(
                of: "http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd",
                with: "ds.xsd"
            )
            try folder.write(schema, to: "asic.xsd")
            let manifest = try bundle.bytes(of: "META-INF/ASiCManifest001.xml")
            try folder.write(manifest, to: "good.xml")
            let text = String(decoding: manifest, as: UTF8.self)
            try folder.write(text.replacingOccurrences(of: "DigestValue", with: "DigestWert"), to: "bad.xml")
            func validate(_ file: String) throws -> CommandResult {
                try run("xmllint", "--nonet", "--noout", "--schema", "asic.xsd", file, in: folder.path)
            }
            let good = try validate("good.xml")
            #expect(good.status == 0, "\(good.text)")
            #expect(try validate("bad.xml").status != 0)
        }

        private static let signatureSchema = """
            <schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
             targetNamespace="http://www.w3.org/2000/09/xmldsig#" elementFormDefault="qualified">
             <element name="DigestMethod"><complexType mixed="true"><sequence>
              <any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></sequence>
              <attribute name="Algorithm" type="anyURI" use="required"/></complexType></element>
             <element name="DigestValue" type="base64Binary"/>
             <element name="Signature" type="anyType"/>
            </schema>
            """
    }
}
