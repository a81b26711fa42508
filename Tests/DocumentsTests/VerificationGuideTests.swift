import Cryptography
import Documents
import Foundation
import Testing
import Wording

@Suite("the guide, run as it stands")
struct VerificationGuideTests {
    @Test("a good bundle passes every step")
    func good() throws {
        let result = try DemonstrationBundle().check()
        #expect(result.status == 0, "\(result.output)")
        #expect(!result.output.contains("ÉCHEC"), "\(result.output)")
        for step in 1...7 { #expect(result.output.contains("OK     \(step). "), "\(result.output)") }
    }

    @Test("whoever changes a bundle without its key is found out, and the step says so", arguments: Alteration.unsigned)
    func altered(alteration: Alteration) throws {
        let bundle = try DemonstrationBundle()
        try alteration.change(bundle.folder)
        try expectFailure(of: alteration.steps, in: bundle.check(), alteration.what)
    }

    @Test("what a signer puts into the list against the ledger is found out too", arguments: Alteration.signed)
    func resigned(alteration: Alteration) throws {
        let bundle = try DemonstrationBundle()
        try alteration.change(bundle.folder)
        try bundle.sign()
        let result = try bundle.check()
        try expectFailure(of: alteration.steps, in: result, alteration.what)
        for step in [1, 2, 4] {
            #expect(!result.output.contains("ÉCHEC  \(step). "), "\(alteration.what): \(result.output)")
        }
    }

    @Test("another person's certificate, and another authority's root, are not good enough")
    func strangers() throws {
        let bundle = try DemonstrationBundle()
        let stranger = try DemonstrationBundle()
        try bundle.folder.write(try stranger.folder.read("signer.pem"), to: "stranger.pem")
        try bundle.folder.write(try stranger.folder.read("root.pem"), to: "elsewhere.pem")
        try expectFailure(of: [4], in: bundle.check(signer: "stranger.pem"), "another signer")
        try expectFailure(of: [3, 4], in: bundle.check(root: "elsewhere.pem"), "another root")
        // A file of several certificates trusts its first alone.
        let both = try stranger.folder.read("signer.pem") + bundle.folder.read("signer.pem")
        try bundle.folder.write(both, to: "both.pem")
        try expectFailure(of: [4], in: bundle.check(signer: "both.pem"), "the signer second in a file")
    }

    @Test("a manifest in any other spelling, or that leads out of the folder, is refused")
    func manifests() throws {
        let spellings: [(String, String)] = [
            ("URI=\"Pieces/001_Capture.png\"", "URI=\"../signer.pem\""),
            ("URI=\"Pieces/001_Capture.png\"", "URI=\"Pieces%2F..%2F..%2Fsigner.pem\""),
            ("URI=\"Pieces/001_Capture.png\"", "URI=\"Pieces/001%0ACapture.png\""),
            ("</asic:ASiCManifest>", "<!-- -->\n</asic:ASiCManifest>"),
            ("xmlenc#sha256", "xmldsig#sha1"),
        ]
        for (old, new) in spellings {
            let bundle = try DemonstrationBundle()
            try bundle.folder.change("bundle/META-INF/ASiCManifest001.xml") { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                bytes = Array(text.replacingOccurrences(of: old, with: new).utf8)
            }
            try expectFailure(of: [2, 4], in: bundle.check(), new)
        }
    }

    @Test("without SIGNER, without ROOT and elsewhere it does not begin")
    func preconditions() throws {
        let bundle = try DemonstrationBundle()
        #expect(try bundle.check(signer: "absent.pem").status == 2)
        #expect(try bundle.check(root: "absent.pem").status == 2)
        let guide = "Verification/COMMENT_VERIFIER.txt"
        #expect(try bundle.folder.run("sh", guide, in: "bundle").status == 2)
        let elsewhere = try bundle.folder.run(
            "sh",
            "bundle/" + guide,
            environment: ["SIGNER": "signer.pem", "ROOT": "root.pem"]
        )
        #expect(elsewhere.status == 2)
    }

    @Test("the sentences within the program cannot end a string of the shell", arguments: Language.allCases)
    func sentences(language: Language) throws {
        for key in Catalogue.embedded.keys where key.hasPrefix("document.guide.") {
            let isComment = key.contains(".comment") || !key.contains(/[.](step|need|ok|bad|note|all)/)
            let sentence = try #require(Catalogue.embedded.sentence(key, in: language))
            #expect(isComment || !sentence.contains(/["$%`\\]/), "\(key)")
        }
        #expect(!VerificationGuide().text(in: language).contains(/\{(step|comment|need|all)[a-zA-Z0-9]*\}/))
    }

    /// These steps fail, whatever else does, and the exit status tells.
    private func expectFailure(of steps: [Int], in result: Folder.Result, _ what: String) throws {
        #expect(result.status == 1, "\(what): \(result.output)")
        let failed = Set(result.output.matches(of: /ÉCHEC  ([0-9])/).compactMap { Int($0.1) })
        #expect(failed.isSuperset(of: steps), "\(what): \(result.output)")
        #expect(!result.output.contains("Toutes les étapes ont réussi"), "\(what): \(result.output)")
    }
}
