import Cryptography
import Foundation
import Operations
import Testing
import TransparencyLog
import Verification

/// One bundle that the real operations built with a real authority, which everybody else then judges.
///
/// Two submissions, so that a checkpoint continues another; every declared fact given, so that all of them could leak.
struct SharedBundle: Sendable {
    let person: Person
    let authority: DemonstrationAuthority
    let opened: OpenCase.OpenedCase
    let receipts: [SealReceipt]
    let built: BuildBundle.Built

    /// The witness who cosigned the checkpoint of the last receipt.
    let witness: VerifierKey

    /// The container.
    let container: String

    /// The container's files, extracted by `unzip`.
    let extracted: String

    /// The signer's certificate, as the reader knows it: not from the bundle.
    let signerPath: String

    /// The certificate of somebody else, with the same extensions.
    let strangerPath: String

    /// The bundle of the suite that runs.
    @TaskLocal static var current: SharedBundle?

    /// Builds everything anew.
    init() async throws {
        person = try Person()
        authority = try DemonstrationAuthority(state: person.folder.path + "/authority")
        let identity = try person.makeIdentity(
            commonName: Planted.commonName,
            organization: Planted.organization
        )
        opened = try await person.openCase(title: Planted.caseTitle, authority: authority)
        try Planted.write(to: person.folder)
        receipts = [
            try await person.seal([Planted.firstFolder], declared: Planted.declared, output: "recu-1"),
            try await person.seal([Planted.secondFolder], declared: DeclaredFacts(), output: "recu-2"),
        ]
        witness = try person.witness(of: opened.ledgerKey)
        built = try await person.bundle(output: "remise-au-greffe", recipient: Planted.recipient)

        container = built.folder + "/remise-au-greffe.asice"
        extracted = try Self.extract(container, to: person.folder.path + "/extracted")
        signerPath = try person.folder.write(identity.certificate.pem, to: "signer.pem")
        let stranger = try Certificate.selfSigned(
            for: .generateP256(),
            commonName: "Quelqu'un d'autre",
            organization: nil,
            notBefore: person.surroundings.now().adding(seconds: -3_600),
            years: 5
        )
        strangerPath = try person.folder.write(stranger.pem, to: "stranger.pem")
    }

    /// Has `unzip` extract a container to a new folder.
    static func extract(_ container: String, to folder: String) throws -> String {
        let result = try run("unzip", "-q", container, "-d", folder)
        try #require(result.status == 0, "\(result.text)")
        return folder
    }

    /// What a verifier trusts who knows the signer and the authority.
    func policy() throws -> TrustPolicy {
        let certificate = opened.certificate
        return TrustPolicy(
            signers: [TrustPolicy.Signer(fingerprint: certificate.fingerprint, certificate: certificate)],
            authorities: [
                TrustPolicy.Authority(name: "DÉMONSTRATION", root: try authority.root(), authorityClass: "non qualifié")
            ]
        )
    }
}

// MARK: - What is extracted

extension SharedBundle {
    /// The files of a folder of the extracted container whose names end in `ending`, sorted, as paths from its root.
    func files(in folder: String, endingWith ending: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(extracted)/\(folder)").sorted()
            .filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }
    }

    /// The checkpoints of the extracted container: the files whose names are sizes alone.
    func checkpoints() throws -> [String] {
        try files(in: "Verification/checkpoints").filter { path in
            UInt64(path.split(separator: "/").last ?? "") != nil
        }
    }

    /// The bytes of a file of the extracted container.
    func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(extracted)/\(path)")))
    }

    /// Copies the extracted container to `name` in `folder` and changes the lowest bit of one byte of the file `path`.
    ///
    /// The byte is in the middle, or `position` bytes from the start.
    func copy(to folder: TemporaryFolder, name: String, altering path: String, at position: Int? = nil) throws -> String
    {
        let copied = "\(folder.path)/\(name)"
        try FileManager.default.copyItem(atPath: extracted, toPath: copied)
        var bytes = try folder.read("\(name)/\(path)")
        try #require(!bytes.isEmpty)
        bytes[position ?? bytes.count / 2] ^= 1
        try folder.write(bytes, to: "\(name)/\(path)")
        return copied
    }
}

// MARK: - Once a suite

/// Builds the bundle once for all tests of a suite, and removes everything after them.
struct OverOneBundle: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let bundle = try await SharedBundle()
        try await SharedBundle.$current.withValue(bundle) { try await function() }
    }
}

extension Trait where Self == OverOneBundle {
    /// The tests of the suite judge one bundle, `SharedBundle.current`.
    static var overOneBundle: OverOneBundle { OverOneBundle() }
}

/// What people judge who do not use this program: everything that a bundle holds, with tools that are not ours.
@Suite("judged by others", .overOneBundle)
enum OutsideTests {}
