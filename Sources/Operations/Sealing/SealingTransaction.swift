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
    let declared: Declaration
    let caseFile: CaseFile
    let custodian: Custodian
    let surroundings: Surroundings
    let progress: ProgressListener

    /// What was sealed.
    struct Outcome: Sendable {
        var exhibits: [SealedExhibit] = []
        var duplicates: [DuplicateFile] = []
        var releve: [UInt8] = []
        /// What was assumed when the declared facts were read.
        let assumed: DeclaredAssumptions
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

    /// An entry with what has to be kept beside it.
    private struct Composed: Sendable {
        let entry: Entry
        let opening: SealedOpening
    }

    /// Stores, signs and commits; the caller holds the case's lock.
    ///
    /// The steps: 1 each file is observed, copied and read again · 2 what the case has already is set apart · 3 an entry is
    /// signed for each new original · 4 and one for the submission · 5 all but the ledger is made durable · 6 commit.
    func commit() throws -> Outcome {
        let size = try caseFile.ledger.head().size
        // Rows that an interrupted call left for indexes that are about to be taken; the head is known to be the newest.
        try caseFile.openings.removeUnfinished(ledgerSize: size)
        let recipients = try caseFile.recipients()
        let ledgerSigner = try caseFile.ledgerSigner(for: custodian)
        var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)

        let created = CreatedOriginals(in: caseFile.originals)
        do {
            // 1, 2
            let stored = try store(for: recipients, created)
            var outcome = Outcome(assumed: declared.assumed)
            let fresh = try separate(stored, duplicates: &outcome.duplicates, created)
            guard !fresh.isEmpty else { return outcome }

            // 3, 4
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

            // 5: durable in this order: originals, then openings, then the ledger, so that no entry ever lacks either.
            try caseFile.originals.synchronizeFolder()
            try caseFile.openings.add(addition)
            let entries = composed.map(\.entry) + [received]
            // A commit that fails may still have reached the device: what it needs is never removed from here on.
            created.keep()
            // 6, COMMIT POINT: the entries and the checkpoint over them, in one transaction. A failure before it leaves
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

extension SealingTransaction {
    /// Observes and stores every file, several at a time.
    private func store(for recipients: [AgeRecipient], _ created: CreatedOriginals) throws -> [StoredFile] {
        let caseKey = try caseFile.openings.caseKey(with: [custodian.ageKey])
        let done = Mutex(0)
        return try Workers.map(
            files.count,
            width: Workers.width(waitingForDevice: true),
            tool: { FileObserver() }
        ) { index, observer in
            let file = try store(files[index], observer, caseKey: caseKey, for: recipients, created)
            let count = done.withLock { count in
                count += 1
                return count
            }
            progress(.stored(count, of: files.count))
            return file
        }
    }

    /// Observes one file and stores it under a content key of its own.
    private func store(
        _ file: ReceivedFile,
        _ observer: FileObserver,
        caseKey: CaseKey,
        for recipients: [AgeRecipient],
        _ created: CreatedOriginals
    ) throws -> StoredFile {
        let exhibit = ExhibitID.random()
        let key = AgeIdentity.generate()
        let source = try SourceFile(opening: file.path)
        let observation = observer.observe(source, name: file.name)
        let original = try caseFile.originals.store(
            source,
            as: exhibit,
            contentKey: key,
            synchronizingFolder: false
        )
        created.add(exhibit)
        return StoredFile(
            name: file.name,
            original: original,
            observation: observation,
            tag: caseKey.tag(of: original.digest),
            key: key,
            wrappedKey: try WrappedContentKey(key, for: .exhibit(exhibit), to: recipients)
        )
    }

    /// The files whose content is new to the case; the originals of the others are removed again.
    private func separate(
        _ stored: [StoredFile],
        duplicates: inout [DuplicateFile],
        _ created: CreatedOriginals
    ) throws -> [StoredFile] {
        var known: [Digest: ExhibitID] = [:]
        var fresh: [StoredFile] = []
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
        _ stored: [StoredFile],
        of submission: SubmissionID,
        with composer: EntryComposer
    ) throws -> [Composed] {
        try Workers.map(
            stored.count,
            width: Workers.width(waitingForDevice: false),
            tool: {}
        ) { position, _ in
            try compose(stored[position], of: submission, at: composer.nextIndex + UInt64(position), with: composer)
        }
    }

    /// Signs the entry of one new original: what is declared of the file, and what was observed of it, apart.
    private func compose(
        _ file: StoredFile,
        of submission: SubmissionID,
        at index: UInt64,
        with composer: EntryComposer
    ) throws -> Composed {
        let values = declared.exhibitValues(for: file.name).merging(file.committedValues) { $1 }
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
            opening: try SealedOpening(openings.texts, of: index, for: .exhibit(exhibit), to: file.key.recipient)
        )
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
        let values = declared.submissionValues.merging(["releve": releve]) { $1 }
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
