import CourtBundle
import Cryptography
import Custody
import Foundation
import LedgerStore
import Timestamping
import TransparencyLog
import Verification
import Wording

@testable import Operations

/// A case with its custodian, in a folder of its own, at the time at which the authorities stamp.
///
/// What no command does, forgers do: entries are crafted and appended here with the ledger's own key.
struct Dossier: Sendable {
    let folder: TemporaryFolder
    let surroundings: Surroundings
    let custodian: Custodian

    /// The files that are sealed unless a test gives others.
    static let files = [
        "Capture conversation.png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("an image".utf8),
        "Notes de Camille.txt": Array("Reçu le 17 juin 2020, vers 18 h.\n".utf8),
    ]

    /// Opens a case that `authorities` stamp and seals `files` in it.
    init(
        stampedBy authorities: [DemonstrationAuthority],
        sealing files: [String: [UInt8]] = Self.files,
        by commonName: String = "Association Exemple"
    ) async throws {
        folder = try TemporaryFolder()
        surroundings = Self.surroundings(in: folder, at: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)))
        _ = try CreateIdentity.run(
            name: "camille",
            commonName: commonName,
            organization: nil,
            passphrase: .none,
            in: surroundings
        )
        custodian = try Self.custodian("camille", in: surroundings)
        _ = try await OpenCase.run(
            at: "case",
            title: "Dossier Exemple",
            authorities: authorities.map(\.url),
            recovery: .refused,
            language: .french,
            identity: "camille",
            passphrase: .none,
            in: surroundings,
            client: .careless
        )
        try await seal(files, from: "remise")
    }

    /// The same folder, copied elsewhere by somebody with the same keys.
    init(copying other: Dossier) throws {
        folder = try TemporaryFolder()
        for name in ["home", "case"] {
            try copy("\(other.folder.path)/\(name)", to: "\(folder.path)/\(name)")
        }
        surroundings = Self.surroundings(in: folder, at: other.surroundings.now())
        custodian = try Self.custodian("camille", in: surroundings)
        // Whoever has the keys also knows how a copy is recognised.
        let caseFile = try CaseFile(at: "case", in: surroundings)
        guard let place = try caseFile.governance().place else { throw ForgeryError.noGovernance }
        try CasePlace.mark(caseFile.folder, as: place)
    }

    private static func surroundings(in folder: TemporaryFolder, at now: Instant) -> Surroundings {
        Surroundings(
            environment: ["SCELLE_HOME": folder.path + "/home"],
            workingDirectory: folder.path,
            now: { now },
            offsetMinutes: { _ in 120 },
            zone: { "Europe/Paris" }
        )
    }

    private static func custodian(_ name: String, in surroundings: Surroundings) throws -> Custodian {
        try Custodian(unlocking: IdentityStore(in: surroundings).chosen(name), passphrase: .none)
    }

    /// The case, opened for work.
    func caseFile() throws -> CaseFile { try CaseFile(at: "case", in: surroundings) }

    /// The moment at which everything in the case is done.
    var now: Instant { surroundings.now() }

    /// When the custodian's certificate has expired.
    var sixYearsLater: Instant { now.adding(seconds: 6 * 366 * 86_400) }

    /// The policy of somebody who knows the custodian's certificate and these authorities.
    func policy(trusting authorities: [DemonstrationAuthority], quorum: Int = 1) -> TrustPolicy {
        let certificate = custodian.identity.certificate
        return TrustPolicy(
            signers: [TrustPolicy.Signer(fingerprint: certificate.fingerprint, certificate: certificate)],
            authorities: authorities.map(\.trusted),
            timeQuorum: quorum
        )
    }

    /// Seals `files`, written to the folder `name` first.
    @discardableResult
    func seal(_ files: [String: [UInt8]], from name: String) async throws -> SealReceipt {
        for (file, bytes) in files { try folder.write(bytes, to: "\(name)/\(file)") }
        var declared = DeclaredFacts()
        declared.submission[.minorImagery] = "no"
        return try await Seal.run(
            paths: [name],
            declared: declared,
            case: "case",
            identity: "camille",
            passphrase: .none,
            output: "\(name)-reçu",
            in: surroundings,
            client: .careless
        )
    }
}

// MARK: - Bundles

extension Dossier {
    /// A bundle as the product builds it.
    func buildBundle(of exhibits: [String] = [], named name: String = "Dossier") async throws -> HandedOver {
        let built = try await BuildBundle.run(
            BuildBundle.Request(exhibits: exhibits, output: name),
            case: "case",
            identity: "camille",
            passphrase: .none,
            in: surroundings,
            client: .careless
        )
        return HandedOver(folder: built.folder, name: name)
    }

    /// A bundle as a dishonest program would build it: without judging it first.
    func buildUnchecked(named name: String = "Dossier") async throws -> HandedOver {
        let caseFile = try caseFile()
        let preparation = try BundlePreparation.enter(
            BuildBundle.Request(output: name),
            in: caseFile,
            by: custodian,
            in: surroundings
        )
        let round = try await StampHead.run(
            over: preparation.head,
            in: caseFile,
            by: custodian,
            in: surroundings,
            client: .careless,
            progress: { _ in }
        )
        let folder = surroundings.absolute(name)
        let assembly = try BundleAssembly(of: preparation, in: caseFile, for: custodian, as: folder)
        let writer = try BundleWriter.begin(assembly.plan(isStamped: !round.stamps.isEmpty), as: folder)
        try writer.finish(signature: try await sign(writer.manifestDigest())).commit()
        return HandedOver(folder: folder, name: name)
    }

    /// A stamped signature over a manifest.
    func sign(_ manifest: [UInt8]) async throws -> [UInt8] {
        try await sign(Digest(of: manifest))
    }

    /// A stamped signature over the manifest with that digest.
    private func sign(_ manifest: Digest) async throws -> [UInt8] {
        try await ManifestSignature.make(
            over: manifest,
            by: custodian,
            authorities: caseFile().settings.authorities,
            client: .careless,
            comparing: .none(at: now),
            at: now,
            progress: { _ in }
        ).der
    }
}

// MARK: - Crafted entries

extension Dossier {
    /// Enters what `draft` says, signed by `signer`, whoever that is; the rest of the entry is as it should be.
    @discardableResult
    func enter(
        _ draft: EntryComposer.Draft,
        by signer: Custodian? = nil,
        opening openings: Openings? = nil,
        kind: String? = nil
    ) throws -> Entry {
        let caseFile = try caseFile()
        let ledgerSigner = try caseFile.ledgerSigner(for: custodian)
        let recipients = try caseFile.recipients()
        return try caseFile.folder.withLock {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            var entry = try composer.sign(draft)
            if signer != nil || kind != nil {
                entry = try signAgain(entry.statement, by: signer ?? custodian, kind: kind)
            }
            var addition = OpeningsAddition()
            if let openings { try addition.keep(openings, of: entry, for: recipients) }
            try caseFile.openings.add(addition)
            _ = try caseFile.append([entry], signer: ledgerSigner)
            return entry
        }
    }

    /// The same statement with another actor, or of another kind, with a good signature.
    private func signAgain(_ statement: Statement, by signer: Custodian, kind: String?) throws -> Entry {
        let certificate = signer.identity.certificate
        guard case .object(var members) = try CanonicalJSON(parsing: statement.bytes) else {
            throw ForgeryError.notAnObject
        }
        members["actor"] = .string(certificate.fingerprint.base64url)
        if let kind { members["kind"] = .string(kind) }
        let signature = try CAdESSignature.sign(
            CanonicalJSON.object(members).bytes,
            form: .enveloping,
            key: signer.signingKey(),
            certificate: certificate,
            including: [],
            signingTime: statement.declaredAt.instant,
            mimeType: Entry.mimeType
        )
        return try Entry(parsing: signature.der)
    }

    /// An identity that nobody enrolled.
    func stranger(_ name: String) throws -> Custodian {
        _ = try CreateIdentity.run(
            name: name,
            commonName: name,
            organization: nil,
            passphrase: .none,
            in: surroundings
        )
        return try Self.custodian(name, in: surroundings)
    }

    /// Enrols a second custodian, who accepts.
    func enrol(_ name: String, as role: Enrolment.Role = .custodian) throws -> Custodian {
        let newcomer = try stranger(name)
        let caseFile = try caseFile()
        let signer = try caseFile.ledgerSigner(for: custodian)
        let recipients = try caseFile.recipients()
        try caseFile.folder.withLock {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            guard let governance = composer.governance else { throw ForgeryError.noGovernance }
            let terms = EnrolmentTerms(
                origin: caseFile.origin,
                index: composer.nextIndex,
                governance: governance,
                certificate: newcomer.identity.certificate.fingerprint,
                recipient: "\(newcomer.identity.recipient)",
                role: role
            )
            let acceptance = try terms.accept(
                key: newcomer.signingKey(),
                certificate: newcomer.identity.certificate,
                at: now
            )
            let openings = try Openings(of: .custodianEnrolled, values: ["name": .string(name)])
            let entry = try composer.sign(
                EntryComposer.Draft(
                    kind: .custodianEnrolled,
                    facts: .enrolment(
                        Enrolment(
                            certificate: terms.certificate,
                            recipient: terms.recipient,
                            role: terms.role,
                            acceptance: acceptance
                        )
                    ),
                    commitments: openings.commitments
                )
            )
            var addition = OpeningsAddition()
            try addition.keep(openings, of: entry, for: recipients)
            addition.certificates.append(newcomer.identity.certificate)
            try caseFile.openings.add(addition)
            _ = try caseFile.append([entry], signer: signer)
            try caseFile.wrapKeys(for: caseFile.recipients(), by: custodian)
        }
        return newcomer
    }

    /// Retires a custodian; `since` is the first index not trusted.
    @discardableResult
    func retire(_ retired: Custodian, _ reason: Retirement.Reason, since: UInt64) throws -> Entry {
        let outcome = try RetireCustodian.run(
            retired.identity.certificate.fingerprint.hex,
            reason: reason,
            since: since,
            case: "case",
            identity: "camille",
            passphrase: .none,
            in: surroundings
        )
        return try Entry(parsing: caseFile().ledger.entry(at: outcome.index).der)
    }

    /// An entry of no consequence, by `signer`: that some container left.
    @discardableResult
    func enterRelease(by signer: Custodian) throws -> Entry {
        let container = Digest(of: Array("a container".utf8)).base64url
        let openings = try Openings(of: .bundleReleased, values: ["container": .string(container)])
        return try enter(
            EntryComposer.Draft(kind: .bundleReleased, commitments: openings.commitments),
            by: signer,
            opening: openings
        )
    }

    /// Has the head stamped and records what `change` makes of each token.
    ///
    /// `change` gets the token's position among the authorities; `imprint` stands in for the head's own when given.
    func recordStamps(
        over imprint: Digest? = nil,
        change: (Int, [UInt8]) -> [UInt8] = { $1 }
    ) async throws {
        let caseFile = try caseFile()
        let head = try caseFile.head()
        guard let stamped = try head.stampedBytes(ledgerKeys: caseFile.ledgerKeys(at: head.checkpoint.treeSize)) else {
            throw ForgeryError.noStamp
        }
        let answers = await StampHead.ask(
            caseFile.settings.authorities,
            toStamp: imprint ?? Digest(of: stamped),
            client: .careless,
            comparing: .none(at: now),
            progress: { _ in }
        )
        let kept = try answers.enumerated().map { position, answer in
            let stamp = try answer.result.get()
            guard let signer = stamp.token.signer else { throw ForgeryError.noStamp }
            return KeptTimestamp(
                size: head.checkpoint.treeSize,
                authority: signer.fingerprint,
                query: stamp.request.der,
                response: stamp.response.der,
                token: change(position, stamp.token.der)
            )
        }
        let facts = RecordedTimestamps(
            size: head.checkpoint.treeSize,
            root: head.checkpoint.rootHash,
            stamps: kept.map(\.stamp)
        )
        let signer = try caseFile.ledgerSigner(for: custodian)
        try caseFile.folder.withLock {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            let entry = try composer.sign(
                EntryComposer.Draft(kind: .timestampRecorded, facts: .timestamps(facts))
            )
            _ = try caseFile.append([entry], timestamps: kept, signer: signer)
        }
    }

    /// Erases an exhibit: the tombstone, then original, content key and openings.
    @discardableResult
    func erase(_ exhibit: ExhibitID) throws -> Entry {
        let caseFile = try caseFile()
        guard let newest = try caseFile.ledger.newestIndex(of: exhibit) else { throw ForgeryError.noExhibit }
        let openings = try Openings(
            of: .exhibitErased,
            values: ["authority": .string("CNIL"), "ground": .string("droit à l'effacement")]
        )
        let tombstone = try enter(
            EntryComposer.Draft(
                kind: .exhibitErased,
                exhibit: exhibit,
                previous: caseFile.ledger.entry(at: newest).leafHash,
                commitments: openings.commitments
            ),
            opening: openings
        )
        try FileManager.default.removeItem(atPath: caseFile.folder.original(of: exhibit))
        let result = try run(
            "sqlite3",
            caseFile.folder.openings,
            "PRAGMA foreign_keys=ON; DELETE FROM content_key WHERE subject = '\(exhibit.hex)';"
        )
        guard result.status == 0 else { throw ForgeryError.command(result.text) }
        return tombstone
    }
}

extension AuthorityClient {
    /// A client that does not compare a dossier's clock, which stands and may stand anywhere, with the authority's.
    static let careless = AuthorityClient(clockTolerance: nil)
}

/// Why a forgery could not be made.
enum ForgeryError: Error {
    case notAnObject
    case noGovernance
    case noStamp
    case noExhibit
    case command(String)
}
