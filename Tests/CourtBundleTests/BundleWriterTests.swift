import ASiC
import CourtBundle
import Cryptography
import Foundation
import Testing

@Suite("Writing a bundle")
struct BundleWriterTests {
    /// The SHA-256 of the sample's container: it changes when a byte of the layout does, and then old bundles are others'.
    static let golden = "b6d79c9862ca868249d596c841e64867015a0d37f1bb68a854b6a739bd823ae1"

    @Test("the same plan gives the same bytes, and those of every earlier version")
    func sameBytes() throws {
        try withTemporaryFolder { folder in
            let first = try SampleBundle.write(SampleBundle.plan(), as: "A", in: folder)
            let second = try SampleBundle.write(SampleBundle.plan(), as: "B", in: folder)
            #expect(try TestFile.read(folder + "/A/A.asice") == TestFile.read(folder + "/B/B.asice"))
            #expect(first.containerDigest == second.containerDigest)
            #expect(first.containerDigest == Digest(of: try TestFile.read(folder + "/A/A.asice")))
            #expect(first.containerDigest.hex == Self.golden)
        }
    }

    @Test("the container's files stand in the layout's order, and its manifest covers each but META-INF")
    func order() throws {
        try withTemporaryFolder { folder in
            try SampleBundle.write(SampleBundle.plan(), in: folder)
            let container = try ContainerReader(path: folder + "/Dossier/Dossier.asice")
            let objects = container.entries.dropFirst().compactMap { BundleObject($0.name) }
            #expect(objects.count == container.entries.count - 1)
            #expect(objects == objects.sorted())
            let manifest = try ASiCManifest(
                parsing: container.bytes(of: ObjectName("META-INF/ASiCManifest001.xml"), limit: 1 << 20)
            )
            #expect(manifest.references.map(\.name) == container.entries.dropFirst().dropLast(2).map(\.name))
            for reference in manifest.references {
                let bytes = try container.bytes(of: reference.name, limit: 1 << 20)
                #expect(reference.digest == Digest(of: bytes), "\(reference.name)")
            }
            let types = manifest.references.filter { $0.name.text.hasPrefix("Pieces/") }.map(\.mediaType)
            #expect(types == ["text/plain", "application/octet-stream"])
        }
    }

    @Test("the digest to be signed is that of the manifest as it is stored, and the signature is stored")
    func signs() throws {
        try withTemporaryFolder { folder in
            let writer = try BundleWriter.begin(SampleBundle.plan(), as: folder + "/Dossier")
            let signed = try writer.manifestDigest()
            let draft = try writer.finish(signature: [1, 2, 3])
            let container = try ContainerReader(path: draft.containerPath)
            let manifest = try container.bytes(of: ObjectName("META-INF/ASiCManifest001.xml"), limit: 1 << 20)
            #expect(Digest(of: manifest) == signed)
            #expect(try container.bytes(of: ObjectName("META-INF/signature001.p7s"), limit: 9) == [1, 2, 3])
        }
    }

    @Test("nothing bears the name before commit; nobody else can read the folder")
    func commits() throws {
        try withTemporaryFolder { folder in
            let draft = try SampleBundle.draft(of: SampleBundle.plan(), as: folder + "/Dossier/")
            #expect(!TestFile.exists(folder + "/Dossier"))
            #expect(try TestFile.names(in: folder).count == 1)
            #expect(draft.finalPath == folder + "/Dossier")
            try draft.commit()
            #expect(try TestFile.names(in: folder) == ["Dossier"])
            #expect(
                try TestFile.names(in: folder + "/Dossier") == [
                    "00_LISEZ-MOI.txt", "01_Bordereau.txt", "02_Attestation_de_scellement.txt",
                    "03_Fiche_de_tracabilite.txt", "Dossier.asice", "EMPREINTES.sha256", "Pieces",
                ]
            )
            #expect(try TestFile.read(folder + "/Dossier/" + pathOfPiece(1)) == SampleBundle.pieces[1].bytes)
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/Dossier")[.posixPermissions]
            #expect(mode as? Int == 0o700)
            let fileMode = try FileManager.default.attributesOfItem(atPath: folder + "/Dossier/Dossier.asice")
            #expect(fileMode[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("a discarded draft leaves nothing")
    func discards() throws {
        try withTemporaryFolder { folder in
            try SampleBundle.draft(of: SampleBundle.plan(), as: folder + "/Dossier").discard()
            #expect(try TestFile.names(in: folder).isEmpty)
        }
    }

    @Test(
        "what is there is never written over, whether it was there before or came meanwhile",
        arguments: [true, false]
    )
    func neverOverwrites(asFolder: Bool) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/Dossier"
            func occupy() throws {
                if asFolder { try TestFile.makeFolder(path) } else { try TestFile.write([1], to: path) }
            }
            let draft = try SampleBundle.draft(of: SampleBundle.plan(), as: path)
            try occupy()
            let late = #expect(throws: BundleWriterError.self) { try draft.commit() }
            guard case .exists = late else { Issue.record("\(String(describing: late))"); return }
            draft.discard()
            let early = #expect(throws: BundleWriterError.self) {
                try SampleBundle.write(SampleBundle.plan(), in: folder)
            }
            guard case .exists = early else { Issue.record("\(String(describing: early))"); return }
            #expect(try TestFile.names(in: folder) == ["Dossier"])
            #expect(try asFolder ? TestFile.names(in: path).isEmpty : TestFile.read(path) == [1])
        }
    }

    private func pathOfPiece(_ position: Int) -> String {
        BundleObject.piece(SampleBundle.names[position]).path
    }
}
