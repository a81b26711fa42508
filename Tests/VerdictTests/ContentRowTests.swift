import CourtBundle
import Cryptography
import Custody
import Foundation
import Operations
import Testing
import Verification

// What somebody did to the files after they were signed.

extension Verdicts {
    @Suite("Files that were changed, and nothing signed again") struct ContentRows {
        private func judge(_ path: String) throws -> VerificationReport {
            let scene = try Scene.current()
            return try VerifyBundle.run(path, policy: scene.policy, now: scene.dossier.now)
        }

        @Test("one byte of a piece changed: content failed")
        func alteredPiece() throws {
            let extracted = try Scene.current().bundle.extract()
            let piece = try extracted.file("Pieces/001")
            try extracted.alter(piece) { $0[$0.count / 2] ^= 1 }
            expect(
                try judge(extracted.path),
                Row(content: .failed, verdict: .failed),
                because: Reason(.objectDigest, .failed, .altered, .file(piece)),
                Reason(.exhibitContent, .failed, .contentDiffersFromSealed, .piece(number: 1, path: piece)),
                Reason(.digestList, .failed, .digestListDiffers)
            )
        }

        @Test("one byte of a piece changed within the container: content failed, the piece named")
        func alteredInContainer() throws {
            let (elsewhere, bundle) = try Scene.current().bundle.copy()
            defer { withExtendedLifetime(elsewhere) {} }
            let text = Array("Reçu le 17 juin 2020".utf8)
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bundle.container)))
            let place = try #require(Data(bytes).range(of: Data(text))?.lowerBound)
            bytes[place] ^= 1
            try Data(bytes).write(to: URL(fileURLWithPath: bundle.container))
            let report = try judge(bundle.container)
            #expect(report.outcome(of: .content) == .failed)
            #expect(report.verdict == .failed)
            // ZIP's own checksum stops the reading: whoever changed the byte did not change that.
            let piece = "Pieces/002_Notes_de_Camille.txt"
            let reason = Reason(.objectDigest, .failed, .unreadable, .file(piece))
            #expect(reason.isGiven(in: report), "\(describe(report))")
        }

        @Test("loose file changed beside a good container: content failed")
        func alteredLooseFile() throws {
            let (elsewhere, bundle) = try Scene.current().bundle.copy()
            let document = "00_LISEZ-MOI.txt"
            var bytes = try elsewhere.read("\(bundle.name)/\(document)")
            bytes[0] ^= 1
            try elsewhere.write(bytes, to: "\(bundle.name)/\(document)")
            expect(
                try judge(bundle.folder),
                Row(content: .failed, verdict: .failed),
                because: Reason(.looseFile, .failed, .looseFileAltered, .file(document))
            )
            expect(try judge(bundle.container), Row(verdict: .passed))
        }

        @Test("a loose file added beside a good container is a finding, not a failure")
        func addedLooseFile() throws {
            let (elsewhere, bundle) = try Scene.current().bundle.copy()
            try elsewhere.write("x", to: "\(bundle.name)/Pieces/003_Ajout.txt")
            expect(
                try judge(bundle.folder),
                Row(verdict: .passed),
                because: Reason(.looseFile, .indeterminate, .looseFileAdded, .file("Pieces/003_Ajout.txt"))
            )
        }

        @Test("a loose file taken away beside a good container: content indeterminate")
        func missingLooseFile() throws {
            let (elsewhere, bundle) = try Scene.current().bundle.copy()
            defer { withExtendedLifetime(elsewhere) {} }
            try FileManager.default.removeItem(atPath: "\(bundle.folder)/01_Bordereau.txt")
            expect(
                try judge(bundle.folder),
                Row(content: .indeterminate, verdict: .indeterminate),
                because: Reason(.looseFile, .indeterminate, .looseFileMissing, .file("01_Bordereau.txt"))
            )
            expect(try judge(bundle.container), Row(verdict: .passed))
        }

        @Test("the container, the hand-over folder, the extracted folder, and each of them elsewhere: one verdict")
        func everyForm() throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let (elsewhere, copy) = try scene.bundle.copy()
            defer { withExtendedLifetime(elsewhere) {} }
            // Nothing of the case is within reach of the copies.
            for path in [
                scene.bundle.container, scene.bundle.folder, extracted.path, copy.folder, copy.container,
            ] {
                expect(try judge(path), Row(verdict: .passed))
            }
        }

        @Test("every object altered, one at a time: never passed, and each named")
        func everyObject() throws {
            let extracted = try Scene.current().bundle.extract()
            let files = extracted.files
            #expect(files.count > 40)
            for file in files {
                let original = try extracted.alter(file) { $0[$0.count / 2] ^= 1 }
                let report = try judge(extracted.path)
                #expect(report.verdict == .failed, "\(file): \(describe(report))")
                let named = report.findings.filter { $0.outcome == .failed }.map(\.subject)
                let subject: Subject =
                    file == "mimetype"
                    ? .container : file == Extracted.manifest ? .file(Extracted.signature) : .file(file)
                let isNamed = named.contains(subject) || named.contains(.file(file))
                #expect(isNamed, "\(file): \(describe(report))")
                try extracted.folder.write(original, to: file)
            }
            expect(try judge(extracted.path), Row(verdict: .passed))
        }

        /// What is done to a good extracted bundle, and how it is called.
        enum Damage: String, CaseIterable {
            case altered, missing, added, renamed, truncated, unreadable
        }

        @Test(
            "altered, missing, added, renamed, truncated, unreadable: each has its own cause",
            arguments: Damage.allCases
        )
        func causes(of damage: Damage) throws {
            let extracted = try Scene.current().bundle.extract()
            let piece = try extracted.file("Pieces/002")
            let reasons: [Reason]
            switch damage {
            case .altered:
                try extracted.alter(piece) { $0[0] ^= 1 }
                reasons = [Reason(.objectDigest, .failed, .altered, .file(piece))]
            case .missing:
                try extracted.remove(piece)
                reasons = [
                    Reason(.manifestCoverage, .failed, .missing, .file(piece)),
                    Reason(.exhibitContent, .failed, .missing, .piece(number: 2, path: piece)),
                ]
            case .added:
                try extracted.folder.write("x", to: "Pieces/003_Ajout.txt")
                reasons = [
                    Reason(.manifestCoverage, .failed, .notListed, .file("Pieces/003_Ajout.txt")),
                    Reason(.bundleIndex, .failed, .pathNotInProfile, .file("Pieces/003_Ajout.txt")),
                ]
            case .renamed:
                try extracted.rename(piece, to: "Pieces/002_Autre.txt")
                reasons = [Reason(.manifestCoverage, .failed, .renamed, .file(piece))]
            case .truncated:
                try extracted.alter(piece) { $0.removeLast() }
                reasons = [Reason(.exhibitContent, .failed, .truncated, .piece(number: 2, path: piece))]
            case .unreadable:
                // No link is followed: what it leads to is not of the bundle.
                try extracted.remove(piece)
                try FileManager.default.createSymbolicLink(
                    atPath: "\(extracted.path)/\(piece)",
                    withDestinationPath: "nowhere"
                )
                reasons = [Reason(.containerProfile, .failed, .containerFault, .container)]
            }
            let report = try judge(extracted.path)
            #expect(report.outcome(of: .content) == .failed)
            #expect(report.verdict == .failed)
            for reason in reasons { #expect(reason.isGiven(in: report), "\(reason): \(describe(report))") }
        }
    }
}
