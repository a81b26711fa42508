import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import TransparencyLog

/// Grows a ledger by entries `exhibit.sealed`, signed and kept as `seal` does, openings included; without originals, of which
/// a million would measure the file system.
struct LedgerGrowth {
    private let caseFile: CaseFile
    private let composer: Composer
    private let signer: NoteSigner
    private let recipients: [AgeRecipient]

    /// How many entries one transaction and one checkpoint hold.
    private static let batchCount: UInt64 = 1_000

    init(of caseFile: CaseFile, in surroundings: Surroundings) throws {
        self.caseFile = caseFile
        let identity = try IdentityStore(in: surroundings).chosen(nil)
        let custodian = try Custodian(unlocking: identity, passphrase: .none)
        recipients = [identity.recipient]
        let key = try LedgerKeyFile.read(caseFile.folder.ledgerKey, with: [custodian.ageKey])
        signer = try NoteSigner(name: caseFile.origin, key: key)
        let path = try surroundings.configurationFolder() + "/identities/\(identity.name)/signing.key.pem"
        let pem = try String(contentsOfFile: path, encoding: .utf8)
        let ledger = caseFile.ledger
        composer = Composer(
            origin: caseFile.origin,
            declaredAt: try surroundings.declaredTime(),
            governance: try ledger.newestGovernanceIndex().map { try ledger.entry(at: $0).leafHash },
            certificate: identity.certificate,
            key: try SigningKey(pem: pem, passphrase: nil)
        )
    }

    /// Appends until the ledger has `count` entries; the rate is that of the whole, signing and openings included.
    func grow(to count: UInt64) throws -> [String: Double] {
        let start = try caseFile.ledger.head().size
        let clock = ContinuousClock()
        var appending = Duration.zero
        let whole = try clock.measure {
            while case let size = try caseFile.ledger.head().size, size < count {
                let batch = size..<min(count, size + Self.batchCount)
                let made = try Self.onAllCores(batch) { try composer.entry(at: $0, for: recipients) }
                var addition = OpeningsAddition()
                addition.contentKeys = made.map(\.key)
                addition.openings = made.map(\.opening)
                try caseFile.openings.add(addition)
                appending += try clock.measure { try append(made.map(\.entry)) }
            }
        }
        let entries = Double(count - min(count, start))
        return [
            "entries": entries, "seconds": whole.inSeconds, "appendingSeconds": appending.inSeconds,
            "batch": Double(Self.batchCount),
        ]
    }

    private func append(_ entries: [Entry]) throws {
        try caseFile.ledger.appending { appender in
            for entry in entries { try appender.add(entry) }
            let frontier = appender.frontier
            return try SignedCheckpoint(
                Checkpoint(origin: caseFile.origin, treeSize: frontier.size, rootHash: frontier.rootHash),
                signers: [signer]
            )
        }
        try caseFile.remember(try caseFile.head())
    }

    private static func onAllCores<Result: Sendable>(
        _ range: Range<UInt64>,
        _ make: @Sendable (UInt64) throws -> Result
    ) throws -> [Result] {
        let lock = NSLock()
        // Written under the lock, one slot a turn, and read when all turns have ended.
        nonisolated(unsafe) var results = [Swift.Result<Result, any Error>?](repeating: nil, count: range.count)
        DispatchQueue.concurrentPerform(iterations: range.count) { turn in
            let result = Swift.Result { try make(range.lowerBound + UInt64(turn)) }
            lock.withLock { results[turn] = result }
        }
        return try results.compactMap { try $0?.get() }
    }
}

/// Makes entries, each with what is kept beside it.
struct Composer: Sendable {
    let origin: String
    let declaredAt: DeclaredTime
    let governance: Digest?
    let certificate: Certificate
    let key: SigningKey

    struct Made: Sendable {
        let entry: Entry
        let opening: SealedOpening
        let key: WrappedContentKey
    }

    func entry(at index: UInt64, for recipients: [AgeRecipient]) throws -> Made {
        let exhibit = ExhibitID.random()
        let contentKey = AgeIdentity.generate()
        let content = ExhibitContent(size: 300_000, mediaType: "image/png", sha256: Digest(of: exhibit.bytes))
        let name = ReceivedName(bytes: Array("Capture d’écran \(index).png".utf8))
        let observed = ObservedFacts(reading: .absent)
        let openings = try Openings(
            of: .exhibitSealed,
            values: ["content": content.json, "name": name.json, "observed": observed.json]
        )
        let statement = try Statement(
            origin: origin,
            index: index,
            kind: .exhibitSealed,
            declaredAt: declaredAt,
            actor: certificate.fingerprint,
            tool: Tool(name: "scelle-bench", version: "0", platform: "linux"),
            governance: governance,
            exhibit: exhibit,
            submission: .random(),
            commitments: openings.commitments
        )
        return Made(
            entry: try Entry.sign(statement, key: key, certificate: certificate),
            opening: try SealedOpening(openings.texts, of: index, for: .exhibit(exhibit), to: contentKey.recipient),
            key: try WrappedContentKey(contentKey, for: .exhibit(exhibit), to: recipients)
        )
    }
}

extension Duration {
    /// The duration as a number of seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
