internal import CourtBundle
internal import Cryptography
internal import Custody
internal import LedgerStore
internal import Synchronization
internal import TransparencyLog

/// Step (1) of a seal: from the received files to the commit, under the case's lock.
///
/// Before the commit point a failure leaves the case as it was; after it, the entries stand.
struct SealingTransaction: Sendable {
    let files: [ReceivedFile]
    let declared: DeclaredFacts
    let caseFile: CaseFile
    let custodian: Custodian
    let surroundings: Surroundings
    let progress: ProgressListener

    /// What was sealed.
    struct Outcome: Sendable {
        var exhibits: [SealedExhibit] = []
        var duplicates: [DuplicateFile] = []
        var releve: [UInt8] = []
        /// What the ledger has now; nil when every file was in the case already.
        var entered: Entered?
    }

    /// The submission in the ledger, and the head with it.
    struct Entered: Sendable {
        let submission: SubmissionID
        let leaf: Receipt.Leaf
        let declaredAt: DeclaredTime
        let checkpoint: SignedCheckpoint
    }

    /// An original in its place, whose entry is not signed yet.
    fileprivate struct Stored: Sendable {
        let name: ReceivedName
        let original: StoredOriginal
        let mediaType: String
        let tag: Digest
        let key: AgeIdentity
        let wrappedKey: WrappedContentKey

        var content: ExhibitContent {
            ExhibitContent(size: original.size, mediaType: mediaType, sha256: original.digest)
        }
    }

    /// An entry with what has to be kept beside it.
    fileprivate struct Composed: Sendable {
        let entry: Entry
        let opening: SealedOpening
    }

    /// Stores, signs and commits; the caller holds the case's lock.
    func commit() throws -> Outcome {
        let size = try caseFile.ledger.head().size
        // Rows that an interrupted call left for indexes that are about to be taken; the head is known to be the newest.
        try caseFile.openings.removeUnfinished(ledgerSize: size)
        let recipients = try caseFile.recipients()
        let ledgerSigner = try caseFile.ledgerSigner(for: custodian)
        var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)

        let created = CreatedOriginals(in: caseFile.originals)
        do {
            let stored = try store(for: recipients, created)
            var outcome = Outcome()
            let fresh = try separate(stored, duplicates: &outcome.duplicates, created)
            guard !fresh.isEmpty else { return outcome }

            var addition = OpeningsAddition()
            let submission = SubmissionID.random()
            let composed = try compose(fresh, of: submission, with: composer)
            composer.skip(composed.count)
            outcome.exhibits = zip(fresh, composed).map { SealedExhibit($0.0, entry: $0.1.entry) }
            outcome.releve = try DigestList(
                outcome.exhibits.map { DigestList.Line(name: $0.name.bytes, digest: $0.content.sha256) }
            ).bytes
            let received = try compose(submission, outcome, with: &composer, for: recipients, into: &addition)
            addition.contentKeys += fresh.map(\.wrappedKey)
            addition.openings += composed.map(\.opening)
            addition.duplicates = fresh.map { ($0.tag, $0.original.exhibit) }

            // Durable in this order: originals, then openings, then the ledger, so that no entry ever lacks either.
            try caseFile.originals.synchronizeFolder()
            try caseFile.openings.add(addition)
            let entries = composed.map(\.entry) + [received]
            // A commit that fails may still have reached the device: what it needs is never removed from here on.
            created.keep()
            // COMMIT POINT: the entries and the checkpoint over them, in one transaction. A failure before it leaves
            // leftovers that the next call removes; after it nothing is undone, and what fails is completed later.
            let checkpoint = try caseFile.append(entries, signer: ledgerSigner)
            outcome.entered = Entered(
                submission: submission,
                leaf: Receipt.Leaf(index: received.statement.index, hash: received.leafHash),
                declaredAt: received.statement.declaredAt,
                checkpoint: checkpoint
            )
            return outcome
        } catch {
            created.removeUnlessKept()
            throw error
        }
    }
}

// MARK: - Originals

/// The originals that a call has made so far, to be removed when it fails before its commit.
private final class CreatedOriginals: Sendable {
    private let originals: Originals
    private let exhibits = Mutex<[ExhibitID]>([])

    init(in originals: Originals) {
        self.originals = originals
    }

    func add(_ exhibit: ExhibitID) {
        exhibits.withLock { $0.append(exhibit) }
    }

    func remove(_ exhibit: ExhibitID) throws {
        exhibits.withLock { $0.removeAll { $0 == exhibit } }
        try originals.erase(exhibit)
    }

    func keep() {
        exhibits.withLock { $0 = [] }
    }

    func removeUnlessKept() {
        for exhibit in exhibits.withLock({ $0 }) {
            // What cannot be removed now is a leftover that is told later; the first error is the one to show.
            try? originals.erase(exhibit)
        }
    }
}

extension SealingTransaction {
    /// Stores every file, several at a time.
    private func store(for recipients: [AgeRecipient], _ created: CreatedOriginals) throws -> [Stored] {
        let caseKey = try caseFile.openings.caseKey(with: [custodian.ageKey])
        let done = Mutex(0)
        return try Workers.map(
            files.count,
            width: Workers.width(waitingForDevice: true),
            tool: { MediaTypeReader() }
        ) { index, reader in
            let file = files[index]
            let exhibit = ExhibitID.random()
            let key = AgeIdentity.generate()
            let source = try SourceFile(opening: file.path)
            let mediaType = reader.mediaType(of: try source.beginning(MediaTypeReader.lookedAtByteCount))
            let original = try caseFile.originals.store(
                source,
                as: exhibit,
                contentKey: key,
                synchronizingFolder: false
            )
            created.add(exhibit)
            let count = done.withLock { count in
                count += 1
                return count
            }
            progress(.stored(count, of: files.count))
            return Stored(
                name: file.name,
                original: original,
                mediaType: mediaType,
                tag: caseKey.tag(of: original.digest),
                key: key,
                wrappedKey: try WrappedContentKey(key, for: .exhibit(exhibit), to: recipients)
            )
        }
    }

    /// The files whose content is new to the case; the originals of the others are removed again.
    private func separate(
        _ stored: [Stored],
        duplicates: inout [DuplicateFile],
        _ created: CreatedOriginals
    ) throws -> [Stored] {
        var known: [Digest: ExhibitID] = [:]
        var fresh: [Stored] = []
        for file in stored {
            if let exhibit = try known[file.tag] ?? caseFile.openings.exhibits(tagged: file.tag).first {
                duplicates.append(DuplicateFile(name: file.name, exhibit: exhibit))
                try created.remove(file.original.exhibit)
            } else {
                known[file.tag] = file.original.exhibit
                fresh.append(file)
            }
        }
        return fresh
    }
}

// MARK: - Entries

extension SealingTransaction {
    /// Signs an entry for every new original, several at a time.
    private func compose(
        _ stored: [Stored],
        of submission: SubmissionID,
        with composer: EntryComposer
    ) throws -> [Composed] {
        return try Workers.map(
            stored.count,
            width: Workers.width(waitingForDevice: false),
            tool: {}
        ) { position, _ in
            let file = stored[position]
            let index = composer.nextIndex + UInt64(position)
            let values = declared.exhibitValues(for: file.name, surroundings).merging([
                "content": file.content.json, "name": file.name.json,
            ]) { $1 }
            let openings = try Openings(of: .exhibitSealed, values: values)
            let exhibit = file.original.exhibit
            let draft = EntryComposer.Draft(
                kind: .exhibitSealed,
                exhibit: exhibit,
                submission: submission,
                commitments: openings.commitments
            )
            return Composed(
                entry: try composer.sign(draft, at: index),
                opening: try SealedOpening(
                    openings.texts,
                    of: index,
                    for: .exhibit(exhibit),
                    to: file.key.recipient
                )
            )
        }
    }

    /// Signs the entry of the submission, which names every exhibit of the call: the last of the call.
    private func compose(
        _ submission: SubmissionID,
        _ outcome: Outcome,
        with composer: inout EntryComposer,
        for recipients: [AgeRecipient],
        into addition: inout OpeningsAddition
    ) throws -> Entry {
        let releve = CanonicalJSON.string(Digest(of: outcome.releve).base64url)
        let values = declared.submissionValues(surroundings).merging(["releve": releve]) { $1 }
        let openings = try Openings(of: .submissionReceived, values: values)
        let lines = ListLines(outcome.exhibits.map { ExhibitHead(exhibit: $0.exhibit, head: $0.leafHash) })
        let entry = try composer.sign(
            EntryComposer.Draft(
                kind: .submissionReceived,
                submission: submission,
                lists: [ExhibitHead.listName: lines.list],
                commitments: openings.commitments
            )
        )
        try addition.keep(openings, of: entry, for: recipients)
        // Ids and leaf hashes say nothing about anybody: the lines are kept in clear.
        addition.lists.append(
            KeptList(
                entry: entry.statement.index,
                name: ExhibitHead.listName,
                subject: nil,
                bytes: lines.bytes
            )
        )
        return entry
    }
}

extension SealedExhibit {
    fileprivate init(_ stored: SealingTransaction.Stored, entry: Entry) {
        self.init(
            exhibit: stored.original.exhibit,
            name: stored.name,
            content: stored.content,
            index: entry.statement.index,
            leafHash: entry.leafHash,
            wasRereadFromMemory: stored.original.reread == .fromMemory
        )
    }
}
