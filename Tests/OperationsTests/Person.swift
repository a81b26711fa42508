import Cryptography
import Custody
import Foundation
import Operations
import Wording

/// A person of a test: a home of their own, a clock that stands, an identity without a passphrase.
struct Person {
    let folder: TemporaryFolder
    var surroundings: Surroundings

    /// 2020-06-17T18:22:31+02:00, in the time zone of the story.
    static let now = Instant(secondsSince1970: 1_592_410_951)

    /// A client that does not compare the standing clock of the tests with the authority's, which goes.
    static let client = AuthorityClient(clockTolerance: nil)

    init(now: Instant = Person.now) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        surroundings = Surroundings(
            environment: ["SCELLE_HOME": folder.path + "/home"],
            workingDirectory: folder.path,
            now: { now },
            offsetMinutes: { _ in 120 },
            zone: { "Europe/Paris" }
        )
    }

    /// The same person at another time.
    func at(_ time: Instant) -> Person {
        var later = self
        later.surroundings = Surroundings(
            environment: surroundings.environment,
            workingDirectory: surroundings.workingDirectory,
            now: { time },
            offsetMinutes: { _ in 120 },
            zone: { "Europe/Paris" }
        )
        return later
    }

    @discardableResult
    func makeIdentity(
        _ name: String = "camille",
        commonName: String = "Association Exemple",
        passphrase: PassphraseSource = .none
    ) throws -> StoredIdentity {
        try CreateIdentity.run(
            name: name,
            commonName: commonName,
            organization: nil,
            passphrase: passphrase,
            in: surroundings
        )
    }

    /// Opens a case in `case/`, with an identity made for it.
    @discardableResult
    func openCase(
        title: String? = nil,
        authorities: [String] = [],
        recovery: OpenCase.Recovery? = .refused,
        client: AuthorityClient = Person.client
    ) async throws -> OpenCase.OpenedCase {
        try makeIdentity()
        return try await OpenCase.run(
            at: "case",
            title: title,
            authorities: authorities,
            recovery: recovery,
            language: .french,
            identity: nil,
            passphrase: .none,
            in: surroundings,
            client: client
        )
    }

    /// The case of `openCase`, opened for work.
    func caseFile() throws -> CaseFile { try CaseFile(at: "case", in: surroundings) }

    /// The person, at work.
    func custodian() throws -> Custodian {
        try Custodian(unlocking: IdentityStore(in: surroundings).chosen(nil), passphrase: .none)
    }

    /// Seals `paths` in the case of `openCase`, the question about minors answered.
    @discardableResult
    func seal(
        _ paths: [String],
        declared: DeclaredFacts = DeclaredFacts(),
        output: String? = nil,
        client: AuthorityClient = Person.client,
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> SealReceipt {
        var declared = declared
        declared.submission[.minorImagery] = "no"
        return try await Seal.run(
            paths: paths,
            declared: declared,
            case: "case",
            identity: nil,
            passphrase: .none,
            output: output,
            in: surroundings,
            client: client,
            progress: progress
        )
    }
}
