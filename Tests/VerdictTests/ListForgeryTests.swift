import ASiC
import CourtBundle
import Cryptography
import Foundation
import Operations
import Testing
import Verification

// What the two lists of a bundle's files, its manifest and EMPREINTES.sha256, can be made to say by whoever signs them.

extension Verdicts {
    @Suite("Lists of files that say something else, and are signed") struct ListForgeries {
        /// What is done to the references of a manifest, and what must be found.
        struct ManifestForgery: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let check: Check
            let code: Cause.Code
            let change: @Sendable (inout String) throws -> Void
        }

        /// The lines of one reference of a manifest, by the start of its name.
        private static func reference(to path: String, in manifest: String) throws -> String {
            let start = try #require(manifest.range(of: " <asic:DataObjectReference URI=\"\(path)"))
            let end = try #require(
                manifest.range(of: "</asic:DataObjectReference>\n", range: start.upperBound..<manifest.endIndex)
            )
            return String(manifest[start.lowerBound..<end.upperBound])
        }

        /// The digits of the digest in the lines of a reference.
        private static func digits(in reference: String) throws -> String {
            let start = try #require(reference.range(of: "<ds:DigestValue>")).upperBound
            return String(reference[start...].prefix(44))
        }

        static let manifestForgeries: [ManifestForgery] = [
            ManifestForgery(
                testDescription: "a file left out",
                check: .manifestCoverage,
                code: .notListed
            ) { manifest in
                manifest = manifest.replacingOccurrences(of: try reference(to: "Pieces/001", in: manifest), with: "")
            },
            ManifestForgery(
                testDescription: "a file twice",
                check: .manifestCoverage,
                code: .manifestMalformed
            ) { manifest in
                let reference = try reference(to: "Pieces/001", in: manifest)
                manifest = manifest.replacingOccurrences(of: reference, with: reference + reference)
            },
            ManifestForgery(
                testDescription: "a file that is not there",
                check: .manifestCoverage,
                code: .missing
            ) { manifest in
                let reference = try reference(to: "Pieces/001", in: manifest)
                let digest = Digest(of: Array("nowhere".utf8)).base64
                let known = try digits(in: reference)
                let other = reference.replacingOccurrences(of: "Pieces/001", with: "Pieces/901")
                    .replacingOccurrences(of: known, with: digest)
                manifest = manifest.replacingOccurrences(of: reference, with: reference + other)
            },
            ManifestForgery(
                testDescription: "a file that is not there, twice",
                check: .manifestCoverage,
                code: .manifestMalformed
            ) { manifest in
                let reference = try reference(to: "Pieces/001", in: manifest)
                let other = reference.replacingOccurrences(of: "Pieces/001", with: "Pieces/901")
                manifest = manifest.replacingOccurrences(of: reference, with: reference + other + other)
            },
            ManifestForgery(
                testDescription: "a file under another name",
                check: .manifestCoverage,
                code: .renamed
            ) { manifest in
                manifest = manifest.replacingOccurrences(of: "URI=\"Pieces/001", with: "URI=\"Pieces/901")
            },
            ManifestForgery(
                testDescription: "another digest",
                check: .objectDigest,
                code: .altered
            ) { manifest in
                let reference = try reference(to: "Pieces/001", in: manifest)
                let known = try digits(in: reference)
                let other = reference.replacingOccurrences(of: known, with: Digest(of: [1]).base64)
                manifest = manifest.replacingOccurrences(of: reference, with: other)
            },
            ManifestForgery(
                testDescription: "the same in another spelling of XML",
                check: .manifestCoverage,
                code: .manifestMalformed
            ) { manifest in
                let element = "<asic:DataObjectReference"
                manifest = manifest.replacingOccurrences(of: " " + element, with: element)
            },
            ManifestForgery(
                testDescription: "a byte behind its end",
                check: .manifestCoverage,
                code: .manifestMalformed
            ) { $0 += "\n" },
            ManifestForgery(
                testDescription: "another signature",
                check: .manifestCoverage,
                code: .manifestMalformed
            ) { manifest in
                manifest = manifest.replacingOccurrences(of: "META-INF/signature001", with: "META-INF/signature002")
            },
        ]

        @Test("the manifest: content failed, for the reason", arguments: manifestForgeries)
        func manifest(_ forgery: ManifestForgery) async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            try extracted.alter(Extracted.manifest) { bytes in
                var text = String(decoding: bytes, as: UTF8.self)
                let before = text
                try forgery.change(&text)
                try #require(text != before)
                bytes = Array(text.utf8)
            }
            let manifest = try extracted.folder.read(Extracted.manifest)
            try extracted.folder.write(try await scene.dossier.sign(manifest), to: Extracted.signature)
            let report = try VerifyBundle.run(extracted.path, policy: scene.policy, now: scene.dossier.now)
            #expect(report.outcome(of: .content) == .failed)
            #expect(report.verdict == .failed)
            let reason = Reason(forgery.check, .failed, forgery.code)
            #expect(reason.isGiven(in: report), "\(describe(report))")
            // It is signed as it stands: the signature holds, over the very bytes that were read.
            #expect(report.outcome(of: .identity) == .passed, "\(describe(report))")
        }

        @Test(
            "EMPREINTES.sha256: content failed, for the reason",
            arguments: [
                ("a line left out", Cause.Code.digestListDiffers),
                ("a line twice", .digestListMalformed),
                ("another digest", .digestListDiffers),
                ("a file that is no piece", .digestListDiffers),
                ("a file that is not there", .digestListDiffers),
                ("a file that is not there, twice", .digestListMalformed),
                ("no line feed at the end", .digestListMalformed),
            ]
        )
        func digestList(_ change: String, _ code: Cause.Code) async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let name = "EMPREINTES.sha256"
            try extracted.alter(name) { bytes in
                var lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
                let stranger = Array((Digest(of: []).hex + "  Pieces/901_a.png").utf8)
                switch change {
                case "a line left out": lines.removeLast()
                case "a line twice": lines.append(lines[0])
                case "another digest": lines[0].replaceSubrange(0..<64, with: Array(Digest(of: []).hex.utf8))
                case "a file that is no piece":
                    let document = "00_LISEZ-MOI.txt"
                    lines.append(Array((Digest(of: try extracted.folder.read(document)).hex + "  " + document).utf8))
                case "a file that is not there": lines.append(stranger)
                case "a file that is not there, twice": lines += [stranger, stranger]
                default: break
                }
                bytes = Array(lines.joined(separator: Array("\n".utf8)))
                if code == .digestListDiffers || change.hasSuffix("twice") { bytes.append(UInt8(ascii: "\n")) }
            }
            try await extracted.signAgain(by: scene.dossier)
            let report = try VerifyBundle.run(extracted.path, policy: scene.policy, now: scene.dossier.now)
            #expect(report.outcome(of: .content) == .failed)
            #expect(Reason(.digestList, .failed, code, .file(name)).isGiven(in: report), "\(describe(report))")
            // What the manifest says of the list is true.
            #expect(!Reason(.objectDigest, .failed, .altered).isGiven(in: report))
        }
    }
}
