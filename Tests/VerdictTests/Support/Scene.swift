import CourtBundle
import Cryptography
import Operations
import Testing
import Verification

/// What the suite's tests share: two authorities, and one good bundle that nobody changes.
final class Scene: Sendable {
    /// The scene of the running suite.
    @TaskLocal static var shared: Scene?

    let authority: DemonstrationAuthority
    let secondAuthority: DemonstrationAuthority

    /// A case with two exhibits, stamped by `authority`.
    let dossier: Dossier

    /// Its bundle, edition complete.
    let bundle: HandedOver

    init() async throws {
        authority = try DemonstrationAuthority("première")
        secondAuthority = try DemonstrationAuthority("seconde", host: "localhost")
        dossier = try await Dossier(stampedBy: [authority])
        bundle = try await dossier.buildBundle()
    }

    /// The running suite's scene.
    static func current() throws -> Scene { try #require(shared) }

    /// The policy of somebody who knows the signer's certificate and the first authority's root.
    var policy: TrustPolicy { dossier.policy(trusting: [authority]) }
}

/// Makes the scene once for a suite and everything in it.
struct SharedScene: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scene.$shared.withValue(Scene()) { try await function() }
    }
}

extension Trait where Self == SharedScene {
    static var sharedScene: SharedScene { SharedScene() }
}

/// Verdicts on bundles and cases, from end to end: real keys, real tokens, forgeries with exactly one fault.
@Suite("Verdicts", .sharedScene) struct Verdicts {}
