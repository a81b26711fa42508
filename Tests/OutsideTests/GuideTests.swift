import Foundation
import Operations
import Testing

extension OutsideTests {
    @Suite("COMMENT_VERIFIER.txt, executed by sh as it stands")
    struct GuideTests {
        let bundle: SharedBundle
        let folder: TemporaryFolder

        init() throws {
            bundle = try #require(SharedBundle.current)
            folder = try TemporaryFolder()
        }

        static let guide = "Verification/COMMENT_VERIFIER.txt"

        @Test("a good bundle passes, in both editions")
        func good() async throws {
            let complete = try follow(in: bundle.extracted)
            #expect(complete.status == 0, "\(complete.text)")
            #expect(!complete.text.contains("ÉCHEC"), "\(complete.text)")

            let extract = try await bundle.person.bundle(["1", "4"], output: "extrait")
            let container = extract.folder + "/extrait.asice"
            let result = try follow(in: SharedBundle.extract(container, to: folder.path + "/extrait"))
            #expect(result.status == 0, "\(result.text)")
        }

        @Test("an altered piece, entry, token, disclosure, proof, signature or manifest does not pass, and is named")
        func altered() throws {
            let token = try #require(try bundle.files(in: "Verification/checkpoints", endingWith: ".tst").first)
            let piece = try #require(try bundle.files(in: "Pieces").first)
            let paths = [
                piece, "Verification/entries/000002.p7m", token, "Verification/disclosures.json",
                "Verification/proofs/000002.tlog-proof", "META-INF/signature001.p7s", "META-INF/ASiCManifest001.xml",
            ]
            for (number, path) in paths.enumerated() {
                let result = try follow(in: bundle.copy(to: folder, name: "\(number)", altering: path))
                #expect(result.status == 1, "\(path): \(result.text)")
                #expect(result.text.contains("ÉCHEC"), "\(path): \(result.text)")
                // What signs and lists the others is not listed itself.
                if !path.hasPrefix("META-INF/") { #expect(result.text.contains(path), "\(path): \(result.text)") }
            }
        }

        @Test("a file added, and one removed, does not pass")
        func addedOrRemoved() throws {
            let piece = try #require(try bundle.files(in: "Pieces").first)
            let copy = try bundle.copy(to: folder, name: "copy", altering: piece)
            try FileManager.default.removeItem(atPath: "\(copy)/\(piece)")
            #expect(try follow(in: copy).status == 1)
            try folder.write(bundle.bytes(of: piece), to: "copy/\(piece)")
            #expect(try follow(in: copy).status == 0)
            try folder.write("x", to: "copy/Pieces/999_Autre.txt")
            #expect(try follow(in: copy).status == 1)
        }

        @Test("another signer and another root do not pass, nor does a bundle whose reader says neither")
        func otherTrust() throws {
            let otherSigner = try follow(in: bundle.extracted, signer: bundle.strangerPath)
            #expect(otherSigner.status == 1, "\(otherSigner.text)")
            let otherRoot = try follow(in: bundle.extracted, root: bundle.strangerPath)
            #expect(otherRoot.status == 1, "\(otherRoot.text)")
            let none = try run(
                ["sh", Self.guide],
                in: bundle.extracted,
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
            )
            #expect(none.status == 2, "\(none.text)")
        }

        /// What the guide says of an extracted container; nothing but the path to programs and its two names is set.
        private func follow(in extracted: String, signer: String? = nil, root: String? = nil) throws -> CommandResult {
            try run(
                ["sh", Self.guide],
                in: extracted,
                environment: [
                    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
                    "SIGNER": signer ?? bundle.signerPath,
                    "ROOT": root ?? bundle.authority.rootPath,
                ]
            )
        }
    }
}
