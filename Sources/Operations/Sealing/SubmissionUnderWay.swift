internal import CourtBundle
internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// What a call of `seal` has gathered so far, in the order of its files; one thread's.
///
/// Openings go to openings.sqlite a thousand at a time; those of a call that fails are leftovers that the next removes.
struct SubmissionUnderWay {
    /// The submission's id.
    let id = SubmissionID.random()

    /// The files of the call, as far as it came.
    private(set) var files: SealedFiles

    /// How many files were found to be new, and have an index.
    private(set) var placedCount: UInt64 = 0

    private let openings: OpeningsDatabase
    private var addition = OpeningsAddition()
    /// The exhibits of earlier calls that files of this one are, with where each stands in the ledger.
    private var earlier: [ExhibitID: LedgerAppender.ExhibitChain] = [:]
    private var closed: (entry: Entry, releve: Digest)?

    /// How many openings are kept in memory before they are written.
    private static let batchCount = 1_024

    /// Nothing yet of `received`; the first entry of the call has the index `firstIndex`.
    init(of received: ReceivedFiles, firstIndex: UInt64, openings: OpeningsDatabase) {
        self.openings = openings
        files = SealedFiles(of: received, firstIndex: firstIndex)
    }

    /// Takes the next file; nil when its content is an exhibit already, which is noted.
    mutating func admit(
        _ result: FileStoring.Result,
        _ created: CreatedOriginals,
        _ appender: LedgerAppender
    ) throws -> StoredFile? {
        switch result {
        case .known(let digest, let exhibit):
            try note(exhibit, appender)
            files.repeating(exhibit, digest)
            return nil
        case .stored(let file):
            // Two files of one call are stored at the same time; the second is told here.
            if let exhibit = files.exhibit(admitting: file) {
                try created.remove(file.original.exhibit)
                files.repeating(exhibit, file.original.digest)
                return nil
            }
            created.handOver(file.original.exhibit)
            placedCount += 1
            return file
        }
    }

    /// Notes that `exhibit`, which openings.sqlite names, was handed over again.
    private mutating func note(_ exhibit: ExhibitID, _ appender: LedgerAppender) throws {
        guard earlier[exhibit] == nil else { return }
        // openings.sqlite decides nothing: an exhibit that only it knows is none.
        guard let chain = try appender.chain(of: exhibit) else {
            throw OperationError(.exhibitUnknown, ["text": exhibit.hex])
        }
        // Exhibits of this call are in its list anyway.
        if chain.first < files.firstIndex { earlier[exhibit] = chain }
    }

    /// Keeps an entry of the call, once it is in the ledger's transaction.
    mutating func keep(_ file: StoredFile, _ entry: Entry, _ opening: SealedOpening, _ members: KeptList?) throws {
        files.entered(entry.leafHash)
        addition.contentKeys.append(file.wrappedKey)
        addition.openings.append(opening)
        if let members { addition.lists.append(members) }
        addition.duplicates.append((file.tag, file.original.exhibit))
        if addition.openings.count == Self.batchCount { try keepOpenings() }
    }

    /// Makes what was gathered for openings.sqlite durable.
    private mutating func keepOpenings() throws {
        try openings.add(addition)
        addition = OpeningsAddition()
    }

    /// The exhibits of the call, each with its newest entry.
    var heads: SubmittedHeads {
        let old = earlier.sorted { $0.value.first < $1.value.first }
        return SubmittedHeads(
            earlier: old.map { ExhibitHead(exhibit: $0.key, head: $0.value.head) },
            new: files.exhibits
        )
    }

    /// Keeps the submission's own entry, the last.
    mutating func close(
        _ entry: Entry,
        releve: Digest,
        openings: Openings,
        for recipients: [AgeRecipient]
    ) throws {
        try addition.keep(openings, of: entry, for: recipients)
        closed = (entry, releve)
    }

    /// Makes what is left for openings.sqlite durable: the submission's own with the list of its exhibits.
    mutating func keepLastOpenings() throws {
        guard let closed else { preconditionFailure("a submission is closed before it is committed") }
        // Ids and leaf hashes say nothing about anybody: the lines are kept in clear.
        try openings.add(addition, and: heads.keptList(of: closed.entry))
        addition = OpeningsAddition()
    }

    /// What the call did, now that `checkpoint` covers it.
    func outcome(
        under checkpoint: SignedCheckpoint,
        assuming assumed: DeclaredAssumptions
    ) -> SealingTransaction.Outcome {
        guard let closed else { preconditionFailure("a submission is closed before it is committed") }
        let statement = closed.entry.statement
        return SealingTransaction.Outcome(
            files: files,
            releve: closed.releve,
            assumed: assumed,
            submission: id,
            leaf: Receipt.Leaf(index: statement.index, hash: closed.entry.leafHash),
            declaredAt: statement.declaredAt,
            checkpoint: checkpoint
        )
    }
}

/// The list `exhibits` of a submission, in the order of their first entries: those handed over before, then the new ones.
///
/// Its lines are made when they are asked for, one by one.
struct SubmittedHeads: Sequence {
    let earlier: [ExhibitHead]
    let new: SealedExhibits

    func makeIterator() -> AnyIterator<ExhibitHead> {
        var position = 0
        return AnyIterator {
            defer { position += 1 }
            if position < earlier.count { return earlier[position] }
            let next = position - earlier.count
            return next < new.count ? new.head(at: next) : nil
        }
    }

    /// What the submission's statement says of these lines.
    var list: EntryList {
        var tree = TreeFrontier()
        for head in self { _ = tree.append(.leafHash(of: head.json.bytes)) }
        return EntryList(count: tree.size, root: tree.rootHash)
    }

    /// The lines as they are kept beside `entry`.
    func keptList(of entry: Entry) -> StreamedList {
        var byteCount = 0
        for head in self { byteCount += ListLines([head]).bytes.count }
        return StreamedList(
            entry: entry.statement.index,
            name: ExhibitHead.listName,
            byteCount: byteCount
        ) { put in
            var pieces = Pieces()
            for head in self { try pieces.add(ListLines([head]).bytes, to: put) }
            try pieces.finish(put)
        }
    }
}
