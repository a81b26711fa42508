import ASiC
import CourtBundle
import Foundation
import Testing

@Suite("Hand-over folders")
struct HandOverFolderTests {
    /// What each loose file comes to, by its path.
    private func comparisons(_ bundle: UncheckedBundle) throws -> [String: LooseComparison] {
        try bundle.looseFiles.reduce(into: [:]) { $0[$1.path] = try bundle.compare($1) }
    }

    @Test("the loose files of a fresh bundle are documents, pieces and digests, the same as the container's")
    func fresh() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).handOver
            let bundle = try UncheckedBundle(opening: path)
            #expect(
                bundle.looseFiles.map(\.path) == [
                    "00_LISEZ-MOI.txt", "01_Bordereau.txt", "02_Attestation_de_scellement.txt",
                    "03_Fiche_de_tracabilite.txt", "EMPREINTES.sha256", "Pieces/001_Capture_conversation.txt",
                    "Pieces/002_Message_vocal_ete.ogg",
                ]
            )
            #expect(bundle.missingLooseFiles.isEmpty)
            #expect(try comparisons(bundle).values.allSatisfy { $0 == .same })
        }
    }

    @Test("changed, added, removed and renamed loose files are told apart")
    func faults() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).handOver
            try TestFile.write(Array("abd".utf8), to: path + "/Pieces/001_Capture_conversation.txt")
            try TestFile.write(Array("longer than it was".utf8), to: path + "/01_Bordereau.txt")
            try TestFile.move(path + "/00_LISEZ-MOI.txt", to: path + "/00_LISEZ-MOI (1).txt")
            try TestFile.remove(path + "/02_Attestation_de_scellement.txt")
            try TestFile.link(path + "/02_Attestation_de_scellement.txt", to: "01_Bordereau.txt")
            try TestFile.write([], to: path + "/Thumbs.db")
            try TestFile.makeFolder(path + "/Photos")
            try TestFile.write([], to: path + "/Photos/a.png")
            let bundle = try UncheckedBundle(opening: path)
            #expect(
                try comparisons(bundle) == [
                    "00_LISEZ-MOI (1).txt": .added,
                    "01_Bordereau.txt": .differs,
                    "02_Attestation_de_scellement.txt": .notAFile,
                    "03_Fiche_de_tracabilite.txt": .same,
                    "EMPREINTES.sha256": .same,
                    "Photos": .added,
                    "Pieces/001_Capture_conversation.txt": .differs,
                    "Pieces/002_Message_vocal_ete.ogg": .same,
                    "Thumbs.db": .added,
                ]
            )
            #expect(bundle.missingLooseFiles.map(\.text) == ["00_LISEZ-MOI.txt"])
        }
    }

    @Test("one bit far into a long piece is found")
    func lateDifference() throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            let piece = forms.handOver + "/Pieces/002_Message_vocal_ete.ogg"
            var bytes = try TestFile.read(piece)
            bytes[bytes.count - 1] ^= 0x80
            try TestFile.write(bytes, to: piece)
            let bundle = try UncheckedBundle(opening: forms.handOver)
            #expect(try comparisons(bundle)["Pieces/002_Message_vocal_ete.ogg"] == .differs)
        }
    }

    @Test("a container that was extracted right beside itself is still the hand-over folder")
    func extractedBesideItself() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).handOver
            #expect(try Tool.run("unzip", ["-q", "-o", "Dossier.asice"], in: path).status == 0)
            let bundle = try UncheckedBundle(opening: path)
            guard case .handOverFolder = bundle.openKind else {
                Issue.record("opened as something else")
                return
            }
            let found = try comparisons(bundle)
            #expect(found.values.allSatisfy { $0 == .same })
            #expect(found.count == bundle.objects.count + 1)
        }
    }

    @Test("a folder in the place of Pieces that leads elsewhere is not entered")
    func linkedFolder() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).handOver
            try TestFile.move(path + "/Pieces", to: folder + "/elsewhere")
            try TestFile.link(path + "/Pieces", to: folder + "/elsewhere")
            let bundle = try UncheckedBundle(opening: path)
            #expect(try comparisons(bundle)["Pieces"] == .added)
            #expect(bundle.missingLooseFiles.count == 2)
        }
    }

    @Test("a name that is not UTF-8 is shown with its bytes and counts as added")
    func strangeName() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).handOver
            #expect(try Tool.run("bash", ["-c", "touch $'a\\xff\\nb'"], in: path).status == 0)
            let bundle = try UncheckedBundle(opening: path)
            #expect(try comparisons(bundle)["a\\xff\\x0ab"] == .added)
        }
    }

    @Test("two containers in one folder: none is taken")
    func twoContainers() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).handOver
            try TestFile.write([1], to: path + "/Autre.asice")
            #expect(throws: BundleError.severalContainers(path: path, names: ["Autre.asice", "Dossier.asice"])) {
                try UncheckedBundle(opening: path)
            }
        }
    }

    @Test("a draft can be judged before it has its name")
    func draft() throws {
        try withTemporaryFolder { folder in
            let draft = try SampleBundle.draft(of: SampleBundle.plan(), as: folder + "/Dossier")
            let bundle = try UncheckedBundle(opening: draft.path)
            #expect(bundle.structuralFault == nil)
            #expect(try comparisons(bundle).count == 7)
            #expect(try comparisons(bundle).values.allSatisfy { $0 == .same })
        }
    }
}
