internal import CourtBundle
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
        // What cannot be read is not begun: numbers would be frozen, and hours gone, for nothing.
        try request.limits.check(
            pieces: UInt64(chosen.count),
            entries: edition == .complete ? caseFile.ledger.head().size + 1 : UInt64(chosen.count) + 1,
            disclosures: edition == .complete ? caseFile.openings.leastDisclosuresSize() : 0
        )
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
            let heads = try caseFile.heads(of: chosen)
            if !unnumbered.isEmpty {
                let next = (numbers.values.max() ?? 0) + 1
                var pieces = ListLines()
                for (position, exhibit) in unnumbered.enumerated() {
                    let line = PieceNumber(exhibit: exhibit, number: next + UInt64(position))
                    pieces.append(line, expecting: unnumbered.count)
                    numbers[exhibit] = line.number
                }
                // Mostly those of all: one array of bytes then.
                let heads = unnumbered == chosen ? heads : try caseFile.heads(of: unnumbered)
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

    /// The newest entry about each exhibit, a line each.
    fileprivate func heads(of exhibits: [ExhibitID]) throws -> ListLines {
        var lines = ListLines()
        for exhibit in exhibits {
            guard let newest = try ledger.newestIndex(of: exhibit) else {
                throw OperationError(.exhibitUnknown, ["text": exhibit.hex])
            }
            let head = ExhibitHead(exhibit: exhibit, head: try ledger.entry(at: newest).leafHash)
            lines.append(head, expecting: exhibits.count)
        }
        return lines
    }

    /// The entries `submission.received` that name `exhibit`, which may have been handed over more than once; oldest first.
    func submissions(naming exhibit: ExhibitID) throws -> [UInt64] {
        try ledger.indexes(of: .submissionReceived).filter { index in
            var isNamed = false
            try listLines(of: index, named: ExhibitHead.listName)?.forEach(as: ExhibitHead.self) { line in
                isNamed = isNamed || line.exhibit == exhibit
            }
            return isNamed
        }
    }

    /// The lines kept for a list of an entry, when they are kept in clear.
    func listLines(of index: UInt64, named name: String) throws -> ListLines? {
        let kept = try openings.lists(of: index)
            .first { $0.name.utf8.elementsEqual(name.utf8) && $0.subject == nil }
        return try kept.map { try ListLines(parsing: $0.bytes) }
    }

    /// Whether the lines of a list of an entry are kept in clear.
    func keeps(_ name: String, of index: UInt64) throws -> Bool {
        try listLines(of: index, named: name) != nil
    }

    private func exhibit(ofEntry index: UInt64) throws -> ExhibitID? {
        try ledger.subjects(in: index..<(index + 1)).first?.exhibit
    }
}
