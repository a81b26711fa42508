internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// What the ledger says of a bundle before it is built: piece numbers, `bundle.prepared`, and the head over both.
struct BundlePreparation {
    let edition: BundleEdition
    /// The exhibits that become pieces, in the order of their numbers.
    let exhibits: [NumberedExhibit]
    /// The checkpoint that covers `bundle.prepared`, its last entry.
    let head: SignedCheckpoint
    let recipient: String?

    /// An exhibit under the number that is frozen from now on.
    struct NumberedExhibit {
        let id: ExhibitID
        let number: UInt64
        /// The entry that sealed it.
        let sealedAt: UInt64
    }

    /// The index of `bundle.prepared`.
    var preparedIndex: UInt64 { head.checkpoint.treeSize - 1 }

    /// Numbers what has no number yet and enters `bundle.prepared`.
    static func enter(
        _ request: BuildBundle.Request,
        in caseFile: CaseFile,
        by custodian: Custodian,
        in surroundings: Surroundings
    ) throws -> BundlePreparation {
        let chosen = try caseFile.chosenExhibits(request.exhibits, for: custodian)
        let edition: BundleEdition = request.exhibits.isEmpty ? .complete : .extract
        return try caseFile.folder.withLock {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            let signer = try caseFile.ledgerSigner(for: custodian)
            let recipients = try caseFile.recipients()
            var addition = OpeningsAddition()
            var entries: [Entry] = []
            var numbers = Dictionary(
                try caseFile.pieceNumbers().map { ($0.exhibit, $0.number) },
                uniquingKeysWith: { first, _ in first }
            )
            let unnumbered = chosen.filter { numbers[$0] == nil }
            if !unnumbered.isEmpty {
                let next = (numbers.values.max() ?? 0) + 1
                let lines = unnumbered.enumerated().map { PieceNumber(exhibit: $1, number: next + UInt64($0)) }
                for line in lines { numbers[line.exhibit] = line.number }
                let heads = ListLines(try caseFile.heads(of: unnumbered))
                let pieces = ListLines(lines)
                let entry = try composer.sign(
                    EntryComposer.Draft(
                        kind: .piecesNumbered,
                        lists: [ExhibitHead.listName: heads.list, PieceNumber.listName: pieces.list]
                    )
                )
                addition.keep(heads, named: ExhibitHead.listName, of: entry)
                addition.keep(pieces, named: PieceNumber.listName, of: entry)
                entries.append(entry)
            }
            let heads = ListLines(try caseFile.heads(of: chosen))
            let openings = try Openings(
                of: .bundlePrepared,
                values: ["recipient": request.recipient.map { .string($0) } ?? .null]
            )
            let prepared = try composer.sign(
                EntryComposer.Draft(
                    kind: .bundlePrepared,
                    facts: .bundle(edition),
                    lists: [ExhibitHead.listName: heads.list],
                    commitments: openings.commitments
                )
            )
            addition.keep(heads, named: ExhibitHead.listName, of: prepared)
            try addition.keep(openings, of: prepared, for: recipients)
            entries.append(prepared)
            try caseFile.openings.add(addition)
            let head = try caseFile.append(entries, signer: signer)
            let numbered = try chosen.map { id in
                NumberedExhibit(
                    id: id,
                    number: numbers[id] ?? 0,
                    sealedAt: try caseFile.ledger.indexes(of: id).first ?? 0
                )
            }
            return BundlePreparation(
                edition: edition,
                exhibits: numbered.sorted { $0.number < $1.number },
                head: head,
                recipient: request.recipient
            )
        }
    }

    /// Enters what left: the container's digest, committed.
    func enterRelease(
        of container: Digest,
        in caseFile: CaseFile,
        by custodian: Custodian,
        in surroundings: Surroundings
    ) throws {
        let openings = try Openings(of: .bundleReleased, values: ["container": .string(container.base64url)])
        try caseFile.folder.withLock {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            let signer = try caseFile.ledgerSigner(for: custodian)
            let recipients = try caseFile.recipients()
            var addition = OpeningsAddition()
            let entry = try composer.sign(
                EntryComposer.Draft(kind: .bundleReleased, commitments: openings.commitments)
            )
            try addition.keep(openings, of: entry, for: recipients)
            try caseFile.openings.add(addition)
            _ = try caseFile.append([entry], signer: signer)
        }
    }
}

extension OpeningsAddition {
    /// Keeps the lines of a list in clear: opaque ids, heads and numbers, nothing personal.
    mutating func keep(_ lines: ListLines, named name: String, of entry: Entry) {
        lists.append(KeptList(entry: entry.statement.index, name: name, subject: nil, bytes: lines.bytes))
    }
}

// MARK: - What the ledger says of exhibits

extension CaseFile {
    /// The sealed exhibits that are not erased, in the order of the ledger.
    func sealedExhibits() throws -> [ExhibitID] {
        let erased = try Set(ledger.indexes(of: .exhibitErased).compactMap { try exhibit(ofEntry: $0) })
        return try ledger.indexes(of: .exhibitSealed).compactMap { try exhibit(ofEntry: $0) }
            .filter { !erased.contains($0) }
    }

    /// The exhibits that the caller names, or all, in the order of the ledger.
    fileprivate func chosenExhibits(_ names: [String], for custodian: Custodian) throws -> [ExhibitID] {
        let sealed = try sealedExhibits()
        guard !sealed.isEmpty else { throw OperationError(.nothingToBundle) }
        guard !names.isEmpty else { return sealed }
        let chosen = try Set(names.map { try exhibit(named: $0, for: custodian) })
        for exhibit in chosen where !sealed.contains(exhibit) {
            if try isReferenced(exhibit) { throw OperationError(.exhibitDigestOnly, ["exhibit": exhibit.hex]) }
            throw OperationError(.exhibitUnknown, ["text": exhibit.hex])
        }
        return sealed.filter(chosen.contains)
    }

    /// The newest entry about each exhibit.
    fileprivate func heads(of exhibits: [ExhibitID]) throws -> [ExhibitHead] {
        try exhibits.map { exhibit in
            guard let newest = try ledger.newestIndex(of: exhibit) else {
                throw OperationError(.exhibitUnknown, ["text": exhibit.hex])
            }
            return ExhibitHead(exhibit: exhibit, head: try ledger.entry(at: newest).leafHash)
        }
    }

    /// The entries `submission.received` that name any of `exhibits`, which may have been handed over more than once; oldest
    /// first.
    func submissions(naming exhibits: Set<ExhibitID>) throws -> [UInt64] {
        try ledger.indexes(of: .submissionReceived).filter { index in
            guard let lines = try listLines(of: index, named: ExhibitHead.listName) else { return false }
            return try lines.read(as: ExhibitHead.self).contains { exhibits.contains($0.exhibit) }
        }
    }

    /// The lines kept for a list of an entry, when they are kept in clear.
    func listLines(of index: UInt64, named name: String) throws -> ListLines? {
        let kept = try openings.lists(of: index)
            .first { $0.name.utf8.elementsEqual(name.utf8) && $0.subject == nil }
        return try kept.map { try ListLines(parsing: $0.bytes) }
    }

    private func exhibit(ofEntry index: UInt64) throws -> ExhibitID? {
        try ledger.subjects(in: index..<(index + 1)).first?.exhibit
    }
}
