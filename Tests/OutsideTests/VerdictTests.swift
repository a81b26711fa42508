import Foundation
import Operations
import Testing
import Verification

extension OutsideTests {
    @Suite("the same bundle, before our own verifier")
    struct VerdictTests {
        let bundle: SharedBundle

        init() throws { bundle = try #require(SharedBundle.current) }

        @Test("what others accept passes, in its three forms; what they refuse does not")
        func verdicts() throws {
            let now = bundle.person.surroundings.now()
            for path in [bundle.container, bundle.extracted, bundle.built.folder] {
                let report = try VerifyBundle.run(path, policy: bundle.policy(), now: now)
                #expect(
                    report.verdict == .passed,
                    "\(path): \(report.findings.filter { $0.outcome != .notApplicable })"
                )
            }
            #expect(try VerifyBundle.run(bundle.container, policy: TrustPolicy(), now: now).verdict == .indeterminate)

            let folder = try TemporaryFolder()
            let token = try #require(try bundle.files(in: "Verification/checkpoints", endingWith: ".tst").first)
            let piece = try #require(try bundle.files(in: "Pieces").first)
            for (number, path) in [piece, "Verification/entries/000002.p7m", token].enumerated() {
                let copy = try bundle.copy(to: folder, name: "\(number)", altering: path)
                #expect(try VerifyBundle.run(copy, policy: bundle.policy(), now: now).verdict == .failed, "\(path)")
            }
        }
    }
}
