import ASiC
import CourtBundle
import Cryptography
import Custody
import Foundation
import Testing

@Suite("Faults of a bundle, seen by the reader")
struct BundleFaultTests {
    @Test("in an extracted folder: missing, added, renamed and damaged files")
    func extractedFolder() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).extracted
            try TestFile.remove(path + "/Verification/entries/000001.p7m")
            try TestFile.write([1], to: path + "/Pieces/extra")
            try TestFile.write([1], to: path + "/Verification/entries/000009.p7m")
            try TestFile.move(path + "/Verification/checkpoints/2", to: path + "/Verification/checkpoints/02")
            try TestFile.write(Array("{}".utf8), to: path + "/Verification/bundle.json")
            try TestFile.write([0xFF], to: path + "/Verification/disclosures.json")
            try TestFile.write([], to: path + "/Verification/lists/000002.exhibits")
            try TestFile.remove(path + "/EMPREINTES.sha256")
            let bundle = try UncheckedBundle(opening: path)
            #expect(bundle.structuralFault == nil)
            #expect(bundle.entryIndexes == [0, 2, 9])
            #expect(bundle.checkpointSizes == [3])
            #expect(bundle.unknownObjects.map(\.text) == ["Pieces/extra", "Verification/checkpoints/02"])
            #expect(throws: BundleReadError.missing(path: "EMPREINTES.sha256")) { try bundle.digestLines() }
            let index = BundleReadError.index(path: "Verification/bundle.json", .malformed("profile"))
            #expect(throws: index) { try bundle.index() }
            #expect(throws: index) { try bundle.consistencyBytes(from: 2) }
            #expect(throws: BundleReadError.self) { try bundle.disclosures() }
            let isList = try bundle.readList(2, name: "exhibits") { _ in Issue.record("an empty list has no line") }
            #expect(isList)
        }
    }

    @Test("an extracted folder keeps its files when mimetype is gone or other, and says so", arguments: [true, false])
    func mimetype(isGone: Bool) throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).extracted
            try TestFile.remove(path + "/mimetype")
            if !isGone { try TestFile.write([1], to: path + "/mimetype") }
            let bundle = try UncheckedBundle(opening: path)
            #expect(bundle.structuralFault == .wrongMimetype)
            #expect(try bundle.index().size == 3)
        }
    }

    @Test("a symbolic link in an extracted folder is a fault of its structure")
    func linkInFolder() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).extracted
            try TestFile.link(path + "/Pieces/003_a.png", to: "/etc/hostname")
            let bundle = try UncheckedBundle(opening: path)
            guard case .notARegularFile = bundle.structuralFault else {
                Issue.record("\(String(describing: bundle.structuralFault))")
                return
            }
            #expect(bundle.objects.isEmpty)
        }
    }

    @Test("a damaged byte of a container is found when the file is read")
    func damagedPiece() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).container
            let name = BundleObject.piece(SampleBundle.names[1]).path
            var bytes = try TestFile.read(path)
            let start = try #require(bytes.firstRange(of: Array(name.utf8))).upperBound
            bytes[start + 300_000] ^= 1
            try TestFile.write(bytes, to: path)
            let bundle = try UncheckedBundle(opening: path)
            #expect(bundle.structuralFault == nil)
            let damaged = BundleReadError.unreadable(path: name, .checksumMismatch(name: name))
            let position = try #require(bundle.position(of: name))
            #expect(throws: damaged) { try bundle.digest(at: position) }
        }
    }

    /// Something that is done to the bytes of a good container.
    enum Alteration: CaseIterable {
        case oneByteMore
        case endCutOff
        case cutInHalf
        case headerField

        func apply(to bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .oneByteMore: bytes + [0]
            case .endCutOff: bytes.dropLast(30)
            case .cutInHalf: Array(bytes.prefix(bytes.count / 2))
            case .headerField: bytes.prefix(10) + [1] + bytes.dropFirst(11)
            }
        }
    }

    @Test("a container of another structure is a bundle with that fault alone", arguments: Alteration.allCases)
    func structuralFaults(alteration: Alteration) throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            try TestFile.write(alteration.apply(to: TestFile.read(forms.container)), to: forms.container)
            for path in [forms.container, forms.handOver] {
                let bundle = try UncheckedBundle(opening: path)
                #expect(bundle.structuralFault?.check != nil)
                #expect(bundle.objects.isEmpty)
                #expect(try bundle.entryBytes(0) == nil)
                #expect(throws: BundleReadError.missing(path: "Verification/bundle.json")) { try bundle.index() }
            }
        }
    }

    @Test("a container that someone packed anew is a bundle with a fault, not an error")
    func packedAnew() throws {
        try withTemporaryFolder { folder in
            let extracted = try SampleBundle.writeThreeForms(in: folder).extracted
            let script = """
                import os, sys, zipfile
                with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
                    for top, _, names in os.walk("."):
                        for name in names:
                            archive.write(os.path.join(top, name))
                """
            let other = folder + "/other.asice"
            #expect(try Tool.run("python3", ["-c", script, other], in: extracted).status == 0)
            #expect(try UncheckedBundle(opening: other).structuralFault != nil)
        }
    }

    @Test("what is no bundle is refused")
    func noBundle() throws {
        try withTemporaryFolder { folder in
            let text = folder + "/notes.txt"
            try TestFile.write(Array("hello".utf8), to: text)
            #expect(throws: BundleError.notABundle(path: text)) { try UncheckedBundle(opening: text) }

            let empty = folder + "/empty"
            try TestFile.makeFolder(empty)
            #expect(throws: BundleError.notABundle(path: empty)) { try UncheckedBundle(opening: empty) }

            let gone = folder + "/gone"
            #expect(throws: BundleError.unreadable(path: gone, .cannotOpen(path: gone, errno: 2))) {
                try UncheckedBundle(opening: gone)
            }

            let zip = folder + "/letter.docx"
            let script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').writestr('word/document.xml', 'x')"
            #expect(try Tool.run("python3", ["-c", script, zip], in: folder).status == 0)
            #expect(throws: BundleError.notABundle(path: zip)) { try UncheckedBundle(opening: zip) }

            let foreign = folder + "/foreign.asice"
            let container = try ContainerWriter(path: foreign)
            try container.add(ObjectName("letter.txt"), bytes: [1])
            try container.finish()
            #expect(throws: BundleError.notABundle(path: foreign)) { try UncheckedBundle(opening: foreign) }
        }
    }
}
