import Cryptography
import Custody
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("A ledger of signed entries")
struct SignedLedgerTests {
    @Test("opening, enrolment and a time stamp are appended as they were signed, and parse when they come back")
    func appendsSignedEntries() throws {
        let signing = try SigningFixture()
        let ledger = signing.ledger
        let opening = try signing.entry(
            0,
            .ledgerOpened,
            facts: .ledgerKey(vkey: signing.signer.verifierKey.description)
        )
        let enrolling = try signing.entry(
            1,
            .custodianEnrolled,
            governance: opening.leafHash,
            facts: .enrolment(try signing.enrolment(governance: opening.leafHash)),
            commitments: try Openings(of: .custodianEnrolled, values: [:]).commitments
        )
        try signing.append([opening, enrolling])

        let timestamp = LedgerFixture.timestamp(size: 2, seed: 1)
        let root = try ledger.head().rootHash
        let recorded = RecordedTimestamps(size: 2, root: root, stamps: [timestamp.stamp])
        let recording = try signing.entry(
            2,
            .timestampRecorded,
            governance: enrolling.leafHash,
            facts: .timestamps(recorded)
        )
        try signing.append([recording], timestamps: [timestamp])

        let again = try Ledger(openingAt: ledger.path)
        for (index, entry) in [opening, enrolling, recording].enumerated() {
            let stored = try again.entry(at: UInt64(index))
            #expect(stored.der == entry.der)
            #expect(stored.leafHash == entry.leafHash)
            #expect(try Entry(parsing: stored.der).statement == entry.statement)
        }
        try #require(try again.head().checkpoint).verify(ledgerKeys: [signing.signer.verifierKey])
        #expect(try again.governanceIndexes() == [0, 1])
        #expect(try again.pendingTime().firstPending == nil)
        #expect(throws: LedgerError.wrongIndex(expected: 3, found: 2)) {
            try signing.append([recording], timestamps: [timestamp])
        }
    }
}

/// A ledger with one custodian who signs.
private struct SigningFixture {
    let folder: TemporaryFolder
    let ledger: Ledger
    let origin: String
    let signer: NoteSigner
    private let key = SigningKey.generateP256()
    private let certificate: Certificate
    private let now = Instant(secondsSince1970: 1_592_410_951)

    init() throws {
        folder = try TemporaryFolder()
        ledger = try Ledger(creatingAt: folder("ledger.sqlite"))
        let ledgerKey = Ed25519PrivateKey.generate()
        origin = VerifierKey.ledgerOrigin(for: ledgerKey.publicKey)
        signer = try NoteSigner(name: origin, key: ledgerKey)
        certificate = try Certificate.selfSigned(
            for: key,
            commonName: "Exemple",
            organization: nil,
            notBefore: now,
            years: 5
        )
    }

    func entry(
        _ index: UInt64,
        _ kind: StatementKind,
        governance: Digest? = nil,
        facts: Facts,
        commitments: [String: Digest] = [:]
    ) throws -> Entry {
        let statement = try Statement(
            origin: origin,
            index: index,
            kind: kind,
            declaredAt: try #require(DeclaredTime(now, offsetMinutes: 120)),
            actor: certificate.fingerprint,
            tool: Tool(name: "scelle", version: "0.1.0", platform: "linux-x86_64"),
            governance: governance,
            facts: facts,
            commitments: commitments
        )
        return try Entry.sign(statement, key: key, certificate: certificate)
    }

    /// The custodian's agreement to be enrolled at index 1.
    func enrolment(governance: Digest) throws -> Enrolment {
        let terms = EnrolmentTerms(
            origin: origin,
            index: 1,
            governance: governance,
            certificate: certificate.fingerprint,
            recipient: AgeIdentity.generate().recipient.description,
            role: .admin
        )
        let acceptance = try terms.accept(key: key, certificate: certificate, at: now)
        return Enrolment(
            certificate: terms.certificate,
            recipient: terms.recipient,
            role: terms.role,
            acceptance: acceptance
        )
    }

    func append(_ entries: [Entry], timestamps: [KeptTimestamp] = []) throws {
        var frontier = try ledger.head().frontier
        for entry in entries { _ = frontier.append(entry.leafHash) }
        let checkpoint = try Checkpoint(origin: origin, treeSize: frontier.size, rootHash: frontier.rootHash)
        try ledger.append(
            entries,
            checkpoint: try SignedCheckpoint(checkpoint, signers: [signer]),
            timestamps: timestamps
        )
    }
}
