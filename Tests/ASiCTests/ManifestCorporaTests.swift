import ASiC
import Foundation
import Testing

@Suite("manifests in other people's containers", .enabled(if: Corpora.isPresent, "needs the corpora"))
struct ManifestCorporaTests {
    /// The manifests of the corpora that are refused; every other one is read.
    static let refused: [String: ManifestError] = [
        "dss/dss-asic-cades/validation/nonConformantManifest.asice": .unexpectedElement("DataObjectReference"),
        "dss/dss-asic-cades/validation/brokenReferenceAndAlteredManifest.asice": .malformedXML(line: 1),
    ]

    /// Unpacks every ASiCManifest of the containers named, as `0.xml`, `1.xml` and so on; prints whose each is.
    static let unpack = """
        import sys, zipfile
        count = 0
        for path in sys.argv[2:]:
            try:
                with zipfile.ZipFile(sys.argv[1] + '/' + path) as z:
                    for n in z.namelist():
                        if n.startswith('META-INF/') and 'ASiC' in n and n.endswith('.xml'):
                            with open('%d.xml' % count, 'wb') as f: f.write(z.read(n))
                            print(path)
                            count += 1
            except zipfile.BadZipFile:
                pass  # broken on purpose
        """

    @Test("each is read, or refused with its reason")
    func containers() throws {
        let folder = try TemporaryFolder()
        let arguments = ["python3", "-c", Self.unpack, Corpora.folder.path] + Corpora.containers
        let result = try Command(arguments, in: folder)
        #expect(result.status == 0, "\(result.output)")
        let containers = result.output.split(separator: "\n").map(String.init)
        #expect(containers.count >= 70)
        var refusals = 0
        for (number, container) in containers.enumerated() {
            let bytes = try folder.read("\(number).xml")
            if let error = Self.refused[container] {
                #expect(throws: error, "\(container)") { try ReceivedManifest(parsing: bytes) }
                refusals += 1
            } else {
                #expect(throws: Never.self, "\(container)") { try ReceivedManifest(parsing: bytes) }
            }
        }
        #expect(refusals == Self.refused.count)
    }

    @Test(
        "documents made to exhaust or to spy are refused before they are parsed",
        arguments: ["xml-bomb-attr.xml", "xml-bomb-cont.xml"]
    )
    func bombs(name: String) throws {
        let bytes = try Data(contentsOf: Corpora.folder.appending(path: "libdigidocpp/\(name)"))
        #expect(throws: ManifestError.declaration) { try ReceivedManifest(parsing: [UInt8](bytes)) }
    }

    @Test("a document that would fetch a file is refused, in every way to ask", arguments: [".txt", "-dtd.dtd"])
    func externalEntities(suffix: String) throws {
        let target = Corpora.folder.appending(path: "libdigidocpp/xxe-sentinel\(suffix)").path
        #expect(FileManager.default.fileExists(atPath: target))
        let documents = [
            #"<!DOCTYPE a [<!ENTITY sentinel SYSTEM "file://\#(target)">]><a>&sentinel;</a>"#,
            #"<!DOCTYPE a SYSTEM "file://\#(target)"><a>&sentinel;</a>"#,
            #"<!DOCTYPE a [<!ENTITY % x SYSTEM "file://\#(target)"> %x;]><a>&sentinel;</a>"#,
        ]
        for document in documents {
            #expect(throws: ManifestError.declaration) { try ReceivedManifest(parsing: Array(document.utf8)) }
        }
        let include = #"<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file://\#(target)"/>"#
        #expect(throws: ManifestError.wrongRoot("include")) { try ReceivedManifest(parsing: Array(include.utf8)) }
    }
}
