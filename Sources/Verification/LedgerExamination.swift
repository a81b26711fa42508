import Columns
import Cryptography
import Custody
import TransparencyLog

/// The judgement of one ledger, under way: what the checks have established so far, each building on those before.
///
/// `BundleVerifier` and `LedgerAuditor` order the same stages: entries, checkpoints, time, identity. Each stage is in
/// a file of its own under Checks/.
struct LedgerExamination {
    let evidence: LedgerEvidence
    let policy: TrustPolicy
    /// The moment of the verification, for certificates whose time nobody attests.
    let now: Instant
    var report = VerificationReport()

    /// The entries read so far, ascending by index.
    var entries = EntryRuns()
    /// The leaf hashes of entries that a later stage asks for: all of a bundle, of a case those that others know.
    var leafHashes = LeafHashes()
    /// The leaf hashes of the entries read last, to continue chains with.
    var recentLeaves = RecentLeaves(count: 16_384)
    /// Certificates by fingerprint: what was shown beside the ledger.
    let certificates: [Digest: Certificate]
    var custodians = CustodianRegister()
    /// The commitments met so far, to find one that stands twice.
    var commitments: CommitmentFilter
    /// What the case keeps beside the entries, as far as it was compared.
    var comparison = StoredComparison()
    var ledgerKeys = LedgerKeyHistory()
    var governanceHead: ChainLink?
    /// The leaf hashes of all entries of governance so far.
    var governanceLeaves: Set<Digest> = []
    /// The entry that a change of the ledger's key must follow at the next index.
    var awaitingRekey: UInt64?
    /// The places that the ledger was kept at, and the entries that moved it.
    var places: Set<PlaceID> = []
    var moves: [UInt64] = []
    /// What each `timestamp.recorded` says, in the order of the ledger.
    var recordings: [StampRecording] = []
    /// The distinct values of `after`, in the order of the ledger.
    var references: [StampedHead] = []
    /// What the next entry's `after` must be: the newest checkpoint whose stamps are recorded.
    var newestRecorded: StampedHead?
    /// Where each exhibit stands: sealed, referenced or erased, the last entry of its chain, and what it is.
    var exhibits = ExhibitRegister()
    /// Other entries than those that sealed an exhibit with fields whose openings are not shown, to be judged once the
    /// edition and the erasures are known.
    var unopened: [UnopenedEntry] = []
    /// The distinct lists of fields whose openings are missing.
    var missingFields = DistinctValues<[String]>()
    /// Whether every opening was shown so far.
    var isAllOpened = true
    /// Lists whose lines are not shown.
    var missingLists: [(index: UInt64, name: String, kind: StatementKind)] = []
    /// The numbers that `pieces.numbered` entries gave, as far as their lines are shown and hold.
    var takenNumbers = TakenNumbers()
    /// The index of the entry that prepared the bundle under examination, as the bundle claims.
    var preparationIndex: UInt64?
    /// The time that the tokens of the bundle's own signature attest.
    var signatureTime: Instant?
    /// The statement that prepared the bundle under examination, when one is.
    var preparation: Statement?

    /// The tree as rebuilt from the entries, when all are shown; nil once an entry is missing.
    var frontier: TreeFrontier?
    /// The sizes of the checkpoints that the verifier has from elsewhere, whose roots are rebuilt too.
    var knownSizes: Set<UInt64> = []
    /// The indexes whose leaf hashes the verifier has from elsewhere.
    var knownLeaves: Set<UInt64> = []
    /// The roots of the rebuilt tree at the sizes that matter.
    var rebuiltRoots: [UInt64: Digest] = [:]
    /// Checkpoints whose signatures hold.
    var checkpoints: [UInt64: SignedCheckpoint] = [:]
    /// Sizes whose checkpoint is proven consistent with the head.
    var consistentSizes: Set<UInt64> = []
    var attestations: [Attestation] = []
    /// Tokens that somebody changed.
    var forgedTokens: [(token: Digest, cause: Cause)] = []
    /// Which time each entry is attested at; empty until the tokens are judged.
    var coverage = TimeCoverage(attestations: [], consistent: [], quorum: 1)

    init(
        of evidence: LedgerEvidence,
        under policy: TrustPolicy,
        at now: Instant,
        continuing report: VerificationReport = VerificationReport()
    ) {
        self.evidence = evidence
        self.report = report
        self.policy = policy
        self.now = now
        certificates = Dictionary(
            evidence.certificates.map { ($0.fingerprint, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        frontier = evidence.isComplete ? TreeFrontier() : nil
        commitments = CommitmentFilter(entries: evidence.entryIndexes.count)
    }

    /// What `read` gives; where it throws, the bytes are there and cannot be read, and the check has failed.
    mutating func attempt<Value>(
        _ check: Check,
        _ subject: Subject,
        _ read: (LedgerEvidence) throws -> Value
    ) -> Value? {
        do { return try read(evidence) } catch {
            report.fail(check, subject, Cause(.unreadable, ["path": subject.name, "reason": "\(error)"]))
            return nil
        }
    }
}

/// The leaf hashes of the entries read last: whoever continues a chain mostly continues it soon.
struct RecentLeaves {
    private var hashes: [(index: UInt64, hash: Digest)?]

    /// Room for `count` of them.
    init(count: Int) {
        hashes = Array(repeating: nil, count: count)
    }

    /// The leaf hash of the entry at `index`, when it is among them.
    subscript(index: UInt64) -> Digest? {
        get {
            guard !hashes.isEmpty, let kept = hashes[slot(of: index)], kept.index == index else { return nil }
            return kept.hash
        }
        set {
            guard !hashes.isEmpty else { return }
            hashes[slot(of: index)] = newValue.map { (index, $0) }
        }
    }

    private func slot(of index: UInt64) -> Int { Int(index % UInt64(hashes.count)) }
}

/// The newest entry of a chain.
struct ChainLink {
    let index: UInt64
    let leafHash: Digest
}

/// What a `timestamp.recorded` entry says.
struct StampRecording {
    /// The index of the entry.
    let index: UInt64
    /// The tree size of the checkpoint that was stamped.
    let size: UInt64
    let root: Digest
    /// What came of it: by digest, the authority, what was asked and answered, and the token.
    let stamps: [RecordedTimestamps.Stamp]
}

/// An entry some of whose commitments are not opened.
struct UnopenedEntry {
    let index: UInt64
    /// The position of the exhibit that it is about; nil when it is about none.
    let exhibit: Int?
    /// Whether it erases its exhibit.
    let isErasure: Bool
    let opening: ExhibitRegister.Opening
}

/// What the ledger says became of an exhibit.
struct ExhibitStanding {
    enum State {
        case sealed
        /// Its digest was entered, no copy was made.
        case referenced
        case erased(by: UInt64)
    }

    /// The entry that sealed or referenced it.
    let entry: UInt64
    let state: State
}

/// A trusted token over a checkpoint: a moment at which that tree existed.
struct Attestation {
    let size: UInt64
    let token: Digest
    let genTime: Instant
    /// Microseconds; nil when the token left it out.
    let accuracy: Int64?
    /// The authority of the policy whose root the token chains to.
    let authority: TrustPolicy.Authority
}
