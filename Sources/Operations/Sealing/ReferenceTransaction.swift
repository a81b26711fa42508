internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// From files that are read and not copied to the commit, under the case's lock.
struct ReferenceTransaction: Sendable {
    let intake: Intake
    let declared: Declaration
    let facts: ReferenceOnly.Facts
    let caseFile: CaseFile
    let custodian: Custodian
    let surroundings: Surroundings
    let progress: ProgressListener

    /// What was entered.
    struct Outcome: Sendable {
        /// The new items, in ledger order.
        let exhibits: [ReferencedExhibit]
        /// The files that the case has a digest of already; that they were handed over again is entered.
        let known: [ReferenceOnly.KnownFile]
        let submission: SubmissionID
        /// The submission's entry, the last of the call.
        let leaf: Receipt.Leaf
        let declaredAt: DeclaredTime
        /// The head, which covers it.
        let checkpoint: SignedCheckpoint
    }

    /// A file that was read, under its keyed digest.
    private struct Read {
        let exhibit: ExhibitID
        let name: ReceivedName
        let source: SourceDigest
        let tag: Digest
    }

    /// Reads, signs and commits; the caller holds the case's lock.
    ///
    /// The steps: 1 each file is read once, and what the case knows is set apart · 2 an entry is signed for each item · 3 and
    /// one for the submission · 4 the openings are made durable · 5 commit.
    func commit() throws -> Outcome {
        let recipients = try caseFile.recipients()
        let ledgerSigner = try caseFile.ledgerSigner(for: custodian)
        var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)

        // 1
        var known: [ReferenceOnly.KnownFile] = []
        let fresh = try read(known: &known)

        // 2
        var addition = OpeningsAddition()
        var entries: [Entry] = []
        var exhibits: [ReferencedExhibit] = []
        let submission = SubmissionID.random()
        for file in fresh {
            let entry = try enter(file, of: submission, with: &composer, for: recipients, into: &addition)
            entries.append(entry)
            exhibits.append(ReferencedExhibit(file.name, file.source, file.exhibit, entry))
        }

        // 3
        let heads = try earlierHeads(of: known, but: exhibits) + exhibits.map(\.head)
        let received = try enter(submission, heads, with: &composer, for: recipients, into: &addition)
        entries.append(received)

        // 4
        try caseFile.openings.add(addition)
        // 5, COMMIT POINT, as in `SealingTransaction`.
        let checkpoint = try caseFile.append(entries, signer: ledgerSigner)
        return Outcome(
            exhibits: exhibits,
            known: known,
            submission: submission,
            leaf: Receipt.Leaf(index: received.statement.index, hash: received.leafHash),
            declaredAt: received.statement.declaredAt,
            checkpoint: checkpoint
        )
    }

    /// The newest entry of each exhibit that was handed over again, in the order of their first.
    private func earlierHeads(
        of known: [ReferenceOnly.KnownFile],
        but new: [ReferencedExhibit]
    ) throws -> [ExhibitHead] {
        let ledger = caseFile.ledger
        let earlier = try Set(known.map(\.exhibit)).subtracting(new.map(\.exhibit)).map { exhibit in
            let indexes = try ledger.indexes(of: exhibit)
            // openings.sqlite decides nothing: an exhibit that only it knows is none.
            guard let first = indexes.first, let newest = indexes.last else {
                throw OperationError(.exhibitUnknown, ["text": exhibit.hex])
            }
            return (first, ExhibitHead(exhibit: exhibit, head: try ledger.entry(at: newest).leafHash))
        }
        return earlier.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Digests every file, one after the other: the least is in memory at any moment.
    private func read(known: inout [ReferenceOnly.KnownFile]) throws -> [Read] {
        let caseKey = try caseFile.openings.caseKey(with: [custodian.ageKey])
        var fresh: [Read] = []
        var ofThisCall: [Digest: ExhibitID] = [:]
        for (position, file) in intake.files.enumerated() {
            let source = try SourceFile(opening: file.path).digestOnly()
            progress(.digested(position + 1, of: intake.files.count))
            let tag = caseKey.tag(of: source.digest)
            if let exhibit = try ofThisCall[tag] ?? caseFile.openings.exhibits(tagged: tag).first {
                let isCopied = try ofThisCall[tag] == nil && !caseFile.isReferenced(exhibit)
                known.append(ReferenceOnly.KnownFile(name: file.name, exhibit: exhibit, isCopied: isCopied))
            } else {
                let exhibit = ExhibitID.random()
                ofThisCall[tag] = exhibit
                fresh.append(Read(exhibit: exhibit, name: file.name, source: source, tag: tag))
            }
        }
        return fresh
    }

    /// Signs the entry of one item and keeps its openings under a content key of its own.
    private func enter(
        _ file: Read,
        of submission: SubmissionID,
        with composer: inout EntryComposer,
        for recipients: [AgeRecipient],
        into addition: inout OpeningsAddition
    ) throws -> Entry {
        let key = AgeIdentity.generate()
        let content = ExhibitContent(size: file.source.size, mediaType: nil, sha256: file.source.digest)
        let openings = try Openings(
            of: .exhibitReferenced,
            values: [
                "content": content.json,
                "description": ReferenceOnly.Facts.declared(facts.description).json,
                "location": ReferenceOnly.Facts.declared(facts.location).json,
                "holder": ReferenceOnly.Facts.declared(facts.holder).json,
            ]
        )
        let entry = try composer.sign(
            EntryComposer.Draft(
                kind: .exhibitReferenced,
                exhibit: file.exhibit,
                submission: submission,
                commitments: openings.commitments
            )
        )
        addition.contentKeys.append(try WrappedContentKey(key, for: .exhibit(file.exhibit), to: recipients))
        addition.openings.append(
            try SealedOpening(
                openings.texts,
                of: entry.statement.index,
                for: .exhibit(file.exhibit),
                to: key.recipient
            )
        )
        addition.duplicates.append((file.tag, file.exhibit))
        return entry
    }

    /// Signs the entry of the submission, which names every item of the call.
    ///
    /// Its list of digests is the empty one: that list's own digest is shown with every bundle, and would let anybody who has
    /// the file recognise it there.
    private func enter(
        _ submission: SubmissionID,
        _ heads: [ExhibitHead],
        with composer: inout EntryComposer,
        for recipients: [AgeRecipient],
        into addition: inout OpeningsAddition
    ) throws -> Entry {
        let releve = CanonicalJSON.string(Digest(of: []).base64url)
        let values = declared.submissionValues.merging(["releve": releve, "intake": intake.record.json]) { $1 }
        let openings = try Openings(of: .submissionReceived, values: values)
        let lines = ListLines(heads)
        let entry = try composer.sign(
            EntryComposer.Draft(
                kind: .submissionReceived,
                submission: submission,
                lists: [ExhibitHead.listName: lines.list],
                commitments: openings.commitments
            )
        )
        try addition.keep(openings, of: entry, for: recipients)
        addition.keep(lines, named: ExhibitHead.listName, of: entry)
        return entry
    }
}

extension ReferencedExhibit {
    /// The item's only entry.
    fileprivate var head: ExhibitHead { ExhibitHead(exhibit: exhibit, head: leafHash) }

    fileprivate init(_ name: ReceivedName, _ source: SourceDigest, _ exhibit: ExhibitID, _ entry: Entry) {
        self.init(
            exhibit: exhibit,
            name: name,
            content: ExhibitContent(size: source.size, mediaType: nil, sha256: source.digest),
            index: entry.statement.index,
            leafHash: entry.leafHash,
            wasDroppedFromMemory: source.wasDroppedFromMemory
        )
    }
}

// MARK: - Never to be copied

extension CaseFile {
    /// Whether the exhibit is one of which only the digest is kept: its first entry says so.
    func isReferenced(_ exhibit: ExhibitID) throws -> Bool {
        guard let first = try ledger.indexes(of: exhibit).first else { return false }
        return try Entry(parsing: ledger.entry(at: first).der).statement.kind == .exhibitReferenced
    }

    /// Refuses files that the case knows as items never to be copied, before any of them is copied.
    ///
    /// Each is read for its digest only, and only in a case that has such items.
    func refuseReferenced(_ files: ReceivedFiles, for custodian: Custodian) throws {
        guard try !ledger.indexes(of: .exhibitReferenced).isEmpty else { return }
        let caseKey = try openings.caseKey(with: [custodian.ageKey])
        for file in files {
            let digest = try SourceFile(opening: file.path).digestOnly().digest
            let known = try openings.exhibits(tagged: caseKey.tag(of: digest)).first { try isReferenced($0) }
            if let known {
                throw OperationError(.sourceDigestOnly, ["name": file.name.display, "exhibit": known.hex])
            }
        }
    }
}
