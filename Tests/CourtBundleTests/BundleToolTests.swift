import CourtBundle
import Foundation
import Testing

@Suite("Bundles, checked with common tools")
struct BundleToolTests {
    @Test("unzip finds the container sound")
    func unzip() throws {
        try withTemporaryFolder { folder in
            try SampleBundle.write(SampleBundle.plan(), in: folder)
            let result = try Tool.run("unzip", ["-t", "Dossier/Dossier.asice"], in: folder)
            #expect(result.status == 0, "\(result.text) \(result.errors)")
            #expect(result.text.contains("No errors detected"))
        }
    }

    @Test("sha256sum -c passes on the extracted folder, and not once a piece has changed")
    func sha256sum() throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            let check = ["--strict", "-c", "EMPREINTES.sha256"]
            let good = try Tool.run("sha256sum", check, in: forms.extracted)
            #expect(good.status == 0, "\(good.text) \(good.errors)")
            #expect(good.text.split(separator: "\n").count == 2)
            try TestFile.write(Array("abd".utf8), to: forms.extracted + "/Pieces/001_Capture_conversation.txt")
            #expect(try Tool.run("sha256sum", check, in: forms.extracted).status != 0)
        }
    }

    @Test("sha256sum -c passes on the hand-over folder with the container's list")
    func sha256sumOnHandOver() throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            let list = forms.extracted + "/EMPREINTES.sha256"
            #expect(try Tool.run("sha256sum", ["--strict", "-c", list], in: forms.handOver).status == 0)
        }
    }

    @Test(
        "xmllint finds the manifest valid against the schema of EN 319 162-1",
        .enabled(if: FileManager.default.fileExists(atPath: schema), "needs the corpora under SCELLE_SHARED")
    )
    func xmllint() throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            // The schema imports that of XML signatures from the network; this is the part of it that a manifest uses.
            let imported = "http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd"
            let text = String(decoding: try TestFile.read(Self.schema), as: UTF8.self)
            try TestFile.write(text.replacing(imported, with: "ds.xsd").utf8, to: folder + "/asic.xsd")
            try TestFile.write(Self.signatureSchema.utf8, to: folder + "/ds.xsd")
            let manifest = forms.extracted + "/META-INF/ASiCManifest001.xml"
            let lint = ["--nonet", "--noout", "--schema", "asic.xsd"]
            let good = try Tool.run("xmllint", lint + [manifest], in: folder)
            #expect(good.status == 0, "\(good.errors)")
            let altered = String(decoding: try TestFile.read(manifest), as: UTF8.self).replacing(" URI=", with: " Uri=")
            try TestFile.write(altered.utf8, to: folder + "/altered.xml")
            #expect(try Tool.run("xmllint", lint + ["altered.xml"], in: folder).status != 0)
        }
    }

    private static let schema: String = {
        let package = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shared = ProcessInfo.processInfo.environment["SCELLE_SHARED"] ?? "../shared"
        let path = "corpora/dss/specs-asic-manifest/src/main/resources/xsd/en_31916201v010101.xsd"
        return URL(filePath: shared, relativeTo: package).appending(path: path).path
    }()

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
