import Foundation
import Operations
import Testing

extension OutsideTests {
    @Suite("the tokens, before openssl and rfc3161-client")
    struct TokenTests {
        let bundle: SharedBundle
        let folder: TemporaryFolder

        init() throws {
            bundle = try #require(SharedBundle.current)
            folder = try TemporaryFolder()
        }

        /// A checkpoint's path without its folder is its size; a token's and a response's begin with it.
        private func checkpoint(of path: String) -> String {
            let name = path.split(separator: "/").last ?? ""
            return "Verification/checkpoints/\(name.prefix { $0 != "." })"
        }

        @Test("openssl ts -verify accepts every token and every response over its checkpoint, and over nothing else")
        func openssl() throws {
            let tokens = try bundle.files(in: "Verification/checkpoints", endingWith: ".tst")
            let responses = try bundle.files(in: "Verification/checkpoints", endingWith: ".tsr")
            // Over the opening, both submissions, the bundle's head.
            #expect(tokens.count == 4)
            #expect(responses.count == 4)
            for (paths, form) in [(tokens, ["-token_in"]), (responses, [])] {
                for path in paths {
                    let good = try verify(path, form, over: checkpoint(of: path))
                    #expect(good.status == 0, "\(path): \(good.text)")
                    #expect(good.text.contains("Verification: OK"), "\(path): \(good.text)")
                    #expect(try verify(path, form, over: "mimetype").status != 0, "\(path) over other data")
                    let root = bundle.strangerPath
                    let stranger = try verify(path, form, over: checkpoint(of: path), root: root)
                    #expect(stranger.status != 0, "\(path) under another root")
                }
            }
        }

        @Test("every checkpoint of the bundle that a later one continues is stamped, and so is the head")
        func stamped() throws {
            let stamped = try bundle.files(in: "Verification/checkpoints", endingWith: ".tst").map(checkpoint)
            #expect(stamped.contains("Verification/checkpoints/\(bundle.built.treeSize)"))
            #expect(Set(stamped).isSubset(of: try bundle.checkpoints()))
        }

        @Test(
            "rfc3161-client accepts every response over its checkpoint, and over nothing else",
            .enabled(if: TestResources.python != nil, "needs SCELLE_PYTHON, as `make test` sets it")
        )
        func rfc3161Client() throws {
            let python = try #require(TestResources.python)
            let program = TestResources.program("python/verify_responses.py")
            let responses = try bundle.files(in: "Verification/checkpoints", endingWith: ".tsr")
            let root = bundle.authority.rootPath
            let good = try run(
                [python, program, root] + responses.flatMap { [$0, checkpoint(of: $0)] },
                in: bundle.extracted
            )
            #expect(good.status == 0, "\(good.text)")
            #expect(good.text == String(repeating: "verified\n", count: responses.count))
            for path in responses {
                let other = try run([python, program, root, path, "mimetype"], in: bundle.extracted)
                #expect(other.status == 1, "\(path): \(other.text)")
                #expect(other.text == "refused\n", "\(path): \(other.text)")
            }
        }

        private func verify(
            _ path: String,
            _ form: [String],
            over data: String,
            root: String? = nil
        ) throws -> CommandResult {
            try run(
                ["openssl", "ts", "-verify"] + form + ["-in", path, "-data", data, "-CAfile"]
                    + [root ?? bundle.authority.rootPath],
                in: bundle.extracted
            )
        }
    }
}
