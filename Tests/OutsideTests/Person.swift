import Cryptography
import Foundation
import Operations
import TransparencyLog
import Wording

/// A person of a test at this machine's clock, with a home of their own and an identity without a passphrase.
struct Person: Sendable {
    let folder: TemporaryFolder
    let surroundings: Surroundings

    init() throws {
        folder = try TemporaryFolder()
        surroundings = .ofThisProcess(
            environment: ["SCELLE_HOME": folder.path + "/home"],
            workingDirectory: folder.path
        )
    }

    /// Makes the identity that signs the case of the test.
    @discardableResult
    func makeIdentity(commonName: String, organization: String) throws -> StoredIdentity {
        try CreateIdentity.run(
            name: "camille",
            commonName: commonName,
            organization: organization,
            passphrase: .none,
            in: surroundings
        )
    }

    /// Opens a case in `case/` that `authority` stamps.
    func openCase(title: String, authority: DemonstrationAuthority) async throws -> OpenCase.OpenedCase {
        try await OpenCase.run(
            at: "case",
            title: title,
            authorities: [authority.url],
            recovery: .refused,
            language: .french,
            identity: nil,
            passphrase: .none,
            in: surroundings
        )
    }

    /// Seals `paths`, the question about minors answered; the receipt goes to the new folder `output`.
    func seal(_ paths: [String], declared: DeclaredFacts, output: String) async throws -> SealReceipt {
        var declared = declared
        declared.submission[.minorImagery] = "no"
        return try await Seal.run(
            paths: paths,
            declared: declared,
            case: "case",
            identity: nil,
            passphrase: .none,
            output: output,
            in: surroundings
        )
    }

    /// Builds the bundle of `exhibits`, all when empty, in the new folder `output`.
    func bundle(_ exhibits: [String] = [], output: String, recipient: String? = nil) async throws -> BuildBundle.Built {
        try await BuildBundle.run(
            BuildBundle.Request(exhibits: exhibits, output: output, recipient: recipient),
            case: "case",
            identity: nil,
            passphrase: .none,
            in: surroundings
        )
    }

    /// Has a witness of its own cosign the newest checkpoint, by file, and keeps what it says; its key.
    func witness(of ledgerKey: VerifierKey) throws -> VerifierKey {
        let witness = try CreateWitness.run(
            name: "temoin",
            keyName: "temoin.example/w1",
            passphrase: .none,
            in: surroundings
        )
        _ = try ProveLedger.run(.continues(0), size: nil, case: "case", output: "asked", in: surroundings)
        _ = try CosignCheckpoint.run(
            CosignCheckpoint.Request(checkpoint: "asked", logKey: ledgerKey, output: "answered"),
            as: nil,
            passphrase: .none,
            in: surroundings
        )
        _ = try KeepCosignatures.run("answered", case: "case", witnesses: [witness.key], in: surroundings)
        return witness.key
    }

    /// The case of `openCase`, opened for work.
    func caseFile() throws -> CaseFile { try CaseFile(at: "case", in: surroundings) }

    /// The person, at work.
    func custodian() throws -> Custodian {
        try Custodian(unlocking: IdentityStore(in: surroundings).chosen(nil), passphrase: .none)
    }
}
