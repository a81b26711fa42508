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
    let intake: Intake
    let declared: Declaration
    let caseFile: CaseFile
    let custodian: Custodian
    let surroundings: Surroundings
    let progress: ProgressListener

    /// What was sealed.
    struct Outcome: Sendable {
        /// What became of each file: exhibits, and those whose content is one already.
        let files: SealedFiles
        /// The digest of the list of all files and their digests.
        let releve: Digest
        /// What was assumed when the declared facts were read.
        let assumed: DeclaredAssumptions
        let submission: SubmissionID
        /// The submission's entry, the last of the call.
        let leaf: Receipt.Leaf
        let declaredAt: DeclaredTime
        /// The head, which covers it.
        let checkpoint: SignedCheckpoint
    }

    /// An entry with what has to be kept beside it.
    private struct Composed: Sendable {
        let file: StoredFile
        let entry: Entry
        let opening: SealedOpening
        /// The list of an archive's members; nil for all other files.
        let members: KeptList?
    }

    /// An original that is new to the case, and the index of its entry.
    private struct Placed: Sendable {
        let file: StoredFile
        let index: UInt64
    }

    /// Stores, signs and commits; the caller holds the case's lock.
    ///
    /// Of each file: 1 it is observed, copied and read again · 2 what the case has already is set apart · 3 its entry is
    /// signed · 4 entered and its opening kept. Steps 1 and 3 run for many files at once, 2 and 4 in the order of the files.
    /// Of the call: 5 its submission is entered · 6 all but the ledger is made durable · 7 commit.
    func commit() throws -> Outcome {
        let ledgerSigner = try caseFile.ledgerSigner(for: custodian)
        let composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
        let storing = FileStoring(
            caseFile: caseFile,
            caseKey: try caseFile.openings.caseKey(with: [custodian.ageKey]),
            recipients: try caseFile.recipients()
        )
        var submission = SubmissionUnderWay(
            of: intake.files,
            firstIndex: composer.nextIndex,
            openings: caseFile.openings
        )
        do {
            let checkpoint = try caseFile.appending(signer: ledgerSigner) { appender in
                try enter(storing, composer, &submission, &appender)
                // 5
                try close(&submission, with: composer, for: storing.recipients, &appender)
                // 6: durable in this order: originals, then openings, then the ledger, so that no entry ever lacks either.
                try caseFile.originals.synchronizeFolder()
                try submission.keepLastOpenings()
                // A commit that fails may still have reached the device: what it needs is never removed from here on.
                storing.created.keep()
                // 7, COMMIT POINT on return: the entries and the checkpoint over them, in one transaction. A failure
                // before it leaves leftovers that the next call removes; after it nothing is undone, and what fails is
                // completed later.
            }
            return submission.outcome(under: checkpoint, assuming: declared.assumed)
        } catch {
            storing.created.removeUnlessKept(submission.files.admittedExhibits)
            throw error
        }
    }

    /// Steps 1 to 4.
    private func enter(
        _ storing: FileStoring,
        _ composer: EntryComposer,
        _ submission: inout SubmissionUnderWay,
        _ appender: inout LedgerAppender
    ) throws {
        let id = submission.id
        let done = Mutex(0)
        try Workers.waitingForDevice.run(
            intake.files.count,
            // 1
            first: { [files = intake.files, progress] index in
                let stored = try storing.store(files[index])
                let count = done.withLock { count in
                    count += 1
                    return count
                }
                progress(.stored(count, of: files.count))
                return stored
            },
            // 2
            join: { result -> Placed? in
                guard let file = try submission.admit(result, storing.created, appender) else { return nil }
                return Placed(file: file, index: composer.nextIndex + submission.placedCount - 1)
            },
            // 3
            second: { [self] placed in try compose(placed.file, of: id, at: placed.index, with: composer) },
            // 4
            take: { composed in
                try appender.add(composed.entry)
                try submission.keep(composed.file, composed.entry, composed.opening, composed.members)
            }
        )
    }
}

// MARK: - Entries

extension SealingTransaction {
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
            file: file,
            entry: try composer.sign(draft, at: index),
            opening: try SealedOpening(openings.texts, of: index, for: .exhibit(exhibit), to: file.key.recipient),
            members: try file.observation.keptMembers(of: index, for: exhibit, to: file.key.recipient)
        )
    }

    /// Signs and adds the entry of the submission, which names every exhibit of the call: the last of the call.
    private func close(
        _ submission: inout SubmissionUnderWay,
        with composer: EntryComposer,
        for recipients: [AgeRecipient],
        _ appender: inout LedgerAppender
    ) throws {
        var composer = composer
        composer.skip(Int(submission.placedCount))
        let releve = try submission.files.releveDigest
        let values = declared.submissionValues
            .merging([
                "releve": CanonicalJSON.string(releve.base64url),
                "intake": intake.record.rereading(fromMemory: submission.files.wasRereadFromMemory).json,
            ]) { $1 }
        let openings = try Openings(of: .submissionReceived, values: values)
        let entry = try composer.sign(
            EntryComposer.Draft(
                kind: .submissionReceived,
                submission: submission.id,
                lists: [ExhibitHead.listName: submission.heads.list],
                commitments: openings.commitments
            )
        )
        try appender.add(entry)
        try submission.close(entry, releve: releve, openings: openings, for: recipients)
    }
}
