import Cryptography
import Custody
import Testing
import TransparencyLog

@testable import LedgerStore

/// A ledger in a temporary folder, with a key of its own, that grows by entries with real statements.
///
/// Their DER is the statement's bytes: the store keeps entries without judging them.
final class LedgerFixture: Sendable {
    let folder: TemporaryFolder
    let ledger: Ledger
    let origin: String
    private let signer: NoteSigner

    init(in parent: TemporaryFolder? = nil) throws {
        folder = try parent ?? TemporaryFolder()
        ledger = try Ledger(creatingAt: folder("ledger.sqlite"))
        let key = Ed25519PrivateKey.generate()
        origin = VerifierKey.ledgerOrigin(for: key.publicKey)
        signer = try NoteSigner(name: origin, key: key)
    }

    /// Another connection to the ledger of `fixture`, with its key.
    init(continuing path: String, of fixture: LedgerFixture) throws {
        folder = fixture.folder
        ledger = try Ledger(openingAt: path)
        origin = fixture.origin
        signer = fixture.signer
    }

    var path: String { ledger.path }

    /// A statement, of a kind that no program defines unless one is given, with the members that the store looks at.
    func row(
        _ index: UInt64,
        kind given: String? = nil,
        exhibit: ExhibitID? = nil,
        submission: SubmissionID? = nil,
        facts: Facts? = nil,
        origin: String? = nil
    ) throws -> EntryRow {
        let kind = given ?? (index == 0 ? "ledger.tested@1" : "test.noted@1")
        var members: [String: CanonicalJSON] = [
            "origin": .string(origin ?? self.origin), "index": .integer(index), "kind": .string(kind),
            "declaredAt": .string("2020-06-17T18:22:31+02:00"),
            "actor": .string(Digest(of: [1]).base64url),
            "tool": .object([
                "name": .string("scelle"), "platform": .string("linux-x86_64"), "version": .string("0.1.0"),
            ]),
        ]
        if let exhibit { members["exhibit"] = .string(exhibit.hex) }
        if let submission { members["submission"] = .string(submission.hex) }
        if let facts { members["facts"] = facts.json }
        if index > 0 { members["governance"] = .string(Digest(of: [2]).base64url) }
        if kind == "bundle.released@1" {
            members["commitments"] = .object(["container": .string(Digest(of: [3]).base64url)])
        }
        let statement = try Statement(parsing: CanonicalJSON.object(members).bytes)
        return EntryRow(der: statement.bytes, leafHash: .leafHash(of: statement.bytes), statement: statement)
    }

    /// `timestamp.recorded` at `index` for `timestamps` over the checkpoint of `size`.
    func recording(_ timestamps: [KeptTimestamp], at index: UInt64, size: UInt64, root: Digest) throws -> EntryRow {
        let recorded = RecordedTimestamps(size: size, root: root, stamps: timestamps.map(\.stamp))
        return try row(index, kind: "timestamp.recorded@1", facts: .timestamps(recorded))
    }

    /// A time stamp over `size` whose bytes come from `seed`.
    static func timestamp(size: UInt64, seed: UInt8) -> KeptTimestamp {
        KeptTimestamp(
            size: size,
            authority: Digest(of: [seed]),
            query: [seed, 1],
            response: [seed, 2],
            token: [seed, 3]
        )
    }

    /// The checkpoint that covers the ledger and `rows` after it.
    func checkpoint(
        over rows: [EntryRow],
        size: UInt64? = nil,
        root: Digest? = nil,
        origin: String? = nil
    ) throws -> SignedCheckpoint {
        var frontier = try ledger.head().frontier
        for row in rows { _ = frontier.append(row.leafHash) }
        let origin = origin ?? self.origin
        let checkpoint = try Checkpoint(
            origin: origin,
            treeSize: size ?? frontier.size,
            rootHash: root ?? frontier.rootHash
        )
        let signer = origin == self.origin ? signer : try NoteSigner(name: origin, key: .generate())
        return try SignedCheckpoint(checkpoint, signers: [signer])
    }

    /// Appends `rows` under a checkpoint that fits.
    func append(_ rows: [EntryRow], timestamps: [KeptTimestamp] = []) throws {
        try ledger.append(rows: rows, checkpoint: try checkpoint(over: rows), timestamps: timestamps)
    }

    /// Appends `count` entries that say nothing, in one append.
    func grow(by count: UInt64) throws {
        let size = try ledger.head().size
        try append(try (size..<size + count).map { try row($0) })
    }

    /// Appends the entry that records one time stamp over the ledger's present head.
    func stamp(seed: UInt8) throws {
        let head = try ledger.head()
        let timestamp = Self.timestamp(size: head.size, seed: seed)
        try append(
            [try recording([timestamp], at: head.size, size: head.size, root: head.rootHash)],
            timestamps: [timestamp]
        )
    }

    /// Every row of every table, as text.
    func dump() throws -> String {
        let result = try sqlite(path, ".dump")
        #expect(result.status == 0)
        return result.text
    }
}
