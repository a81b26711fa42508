internal import CourtBundle
internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// What a call of `seal` has gathered so far, in the order of its files; one thread's.
///
/// Of each file some four hundred bytes stay: its line in the list of digests, its head, and what the receipt says of it.
/// Openings go to openings.sqlite a thousand at a time; those of a call that fails are leftovers that the next removes.
struct SubmissionUnderWay {
    /// The submission's id.
    let id = SubmissionID.random()

    /// How many files were found to be new, and have an index.
    private(set) var placedCount: UInt64 = 0

    /// Whether a copy of the call could be read again from memory only.
    var wasRereadFromMemory: Bool { exhibits.contains(where: \.wasRereadFromMemory) }

    private let openings: OpeningsDatabase
    private var addition = OpeningsAddition()
    /// The new exhibits by their tags.
    private var new: [Digest: ExhibitID] = [:]
    private var exhibits: [SealedExhibit] = []
    private var duplicates: [DuplicateFile] = []
    private var lines: [DigestList.Line] = []
    /// The exhibits of earlier calls that files of this one are, with where each stands in the ledger.
    private var earlier: [ExhibitID: LedgerAppender.ExhibitChain] = [:]
    private var closed: (entry: Entry, releve: [UInt8])?

    /// How many openings are kept in memory before they are written.
    private static let batchCount = 1_024

    init(openings: OpeningsDatabase) {
        self.openings = openings
    }

    /// Takes the next file; nil when its content is an exhibit already, which is noted.
    mutating func admit(
        _ result: FileStoring.Result,
        _ created: CreatedOriginals,
        _ appender: LedgerAppender
    ) throws -> StoredFile? {
        switch result {
        case .known(let name, let digest, let exhibit):
            try note(DuplicateFile(name: name, exhibit: exhibit), digest, appender)
            return nil
        case .stored(let file):
            // Two files of one call are stored at the same time; the second is told here.
            if let exhibit = new[file.tag] {
                try created.remove(file.original.exhibit)
                try note(DuplicateFile(name: file.name, exhibit: exhibit), file.original.digest, appender)
                return nil
            }
            new[file.tag] = file.original.exhibit
            lines.append(DigestList.Line(name: file.name.bytes, digest: file.original.digest))
            placedCount += 1
            return file
        }
    }

    private mutating func note(_ duplicate: DuplicateFile, _ digest: Digest, _ appender: LedgerAppender) throws {
        duplicates.append(duplicate)
        lines.append(DigestList.Line(name: duplicate.name.bytes, digest: digest))
        // Exhibits of this call are in its list anyway, those not yet entered included.
        guard earlier[duplicate.exhibit] == nil else { return }
        earlier[duplicate.exhibit] = try appender.chain(of: duplicate.exhibit)
    }

    /// Keeps an entry of the call, once it is in the ledger's transaction.
    mutating func keep(_ file: StoredFile, _ entry: Entry, _ opening: SealedOpening, _ members: KeptList?) throws {
        exhibits.append(SealedExhibit(file, entry: entry))
        addition.contentKeys.append(file.wrappedKey)
        addition.openings.append(opening)
        if let members { addition.lists.append(members) }
        addition.duplicates.append((file.tag, file.original.exhibit))
        if addition.openings.count == Self.batchCount { try keepOpenings() }
    }

    /// Makes what was gathered for openings.sqlite durable.
    mutating func keepOpenings() throws {
        try openings.add(addition)
        addition = OpeningsAddition()
    }

    /// The list of all files of the call with their digests, in the order in which they were received.
    var releve: [UInt8] {
        get throws { try DigestList(lines).bytes }
    }

    /// The exhibits of the call, each with its newest entry, in the order of their first: those handed over before, then
    /// the new ones.
    func heads() throws -> [ExhibitHead] {
        let new = Set(exhibits.map(\.exhibit))
        // openings.sqlite decides nothing: an exhibit that only it knows is none.
        for duplicate in duplicates where !new.contains(duplicate.exhibit) && earlier[duplicate.exhibit] == nil {
            throw OperationError(.exhibitUnknown, ["text": duplicate.exhibit.hex])
        }
        let old = earlier.filter { !new.contains($0.key) }.sorted { $0.value.first < $1.value.first }
        return old.map { ExhibitHead(exhibit: $0.key, head: $0.value.head) }
            + exhibits.map { ExhibitHead(exhibit: $0.exhibit, head: $0.leafHash) }
    }

    /// Keeps the submission's own entry, the last.
    mutating func close(
        _ entry: Entry,
        releve: [UInt8],
        openings: Openings,
        lines: ListLines,
        for recipients: [AgeRecipient]
    ) throws {
        try addition.keep(openings, of: entry, for: recipients)
        // Ids and leaf hashes say nothing about anybody: the lines are kept in clear.
        addition.keep(lines, named: ExhibitHead.listName, of: entry)
        closed = (entry, releve)
    }

    /// What the call did, now that `checkpoint` covers it.
    func outcome(
        under checkpoint: SignedCheckpoint,
        assuming assumed: DeclaredAssumptions
    ) throws -> SealingTransaction.Outcome {
        guard let closed else { preconditionFailure("a submission is closed before it is committed") }
        let statement = closed.entry.statement
        return SealingTransaction.Outcome(
            exhibits: exhibits,
            duplicates: duplicates,
            releve: closed.releve,
            assumed: assumed,
            submission: id,
            leaf: Receipt.Leaf(index: statement.index, hash: closed.entry.leafHash),
            declaredAt: statement.declaredAt,
            checkpoint: checkpoint
        )
    }
}
