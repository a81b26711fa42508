internal import CourtBundle
internal import Cryptography
internal import Custody
internal import Documents
internal import LedgerStore
internal import Timestamping
internal import TransparencyLog
internal import Wording

// The documents of a bundle: what the ledger and the openings that the edition shows say, as one value.

extension BundleAssembly {
    /// Adds the four documents and the recipe for stock tools.
    func addDocuments(isStamped: Bool, to plan: inout BundlePlan) throws {
        let handOvers = try handOvers()
        let summary = try summary(isStamped: isStamped, handOvers)
        let language = caseFile.settings.language
        try plan.add(.document(.readMe), bytes: Array(ReadMe(summary).text(in: language).utf8))
        try plan.add(.guide, bytes: Array(VerificationGuide().text(in: language).utf8))
        let attestation = try ScratchFile(beside: path)
        try SealingAttestation(summary).write(LinesBySubmission(of: materials), in: language) { part in
            try attestation.append(part.utf8)
        }
        try plan.add(.document(.attestation), scratch: attestation)
        let inventory = try ScratchFile(beside: path)
        let traceability = try ScratchFile(beside: path)
        try write(
            Bordereau(summary),
            to: inventory,
            and: TraceabilitySheet(summary),
            to: traceability,
            in: language,
            handOvers
        )
        try plan.add(.document(.inventory), scratch: inventory)
        try plan.add(.document(.traceability), scratch: traceability)
    }

    /// Writes two documents about every piece, reading each piece once; on all cores, in the order of the numbers.
    private func write(
        _ first: some PieceByPiece,
        to firstFile: ScratchFile,
        and second: some PieceByPiece,
        to secondFile: ScratchFile,
        in language: Language,
        _ handOvers: HandOvers
    ) throws {
        try firstFile.append(first.opening(in: language).utf8)
        try secondFile.append(second.opening(in: language).utf8)
        try Workers.onAllCores.run(preparation.exhibits.count) { position in
            let piece = try piece(at: position, handOvers)
            return (first.block(of: piece, in: language), second.block(of: piece, in: language))
        } take: { blocks in
            try firstFile.append((Bordereau.separator + blocks.0).utf8)
            try secondFile.append((Bordereau.separator + blocks.1).utf8)
        }
        try firstFile.append((Bordereau.separator + first.closing(in: language)).utf8)
        try secondFile.append((Bordereau.separator + second.closing(in: language)).utf8)
    }

    private func summary(isStamped: Bool, _ handOvers: HandOvers) throws -> BundleSummary {
        BundleSummary(
            caseFile: CaseHeading(),
            origin: caseFile.origin,
            treeSize: size,
            rootHash: preparation.head.checkpoint.rootHash,
            prepared: try entry(at: preparation.preparedIndex),
            edition: preparation.edition,
            declaredRecipient: preparation.recipient.map { .given($0) } ?? .notAsked,
            signer: SignerSummary(custodian.identity.certificate),
            submissions: handOvers.submissions,
            pieces: materials.totals,
            series: series(),
            digestOnly: try digestOnly(),
            digestList: try BundlePlan.digestListDigest(of: materials.pieces),
            isTimeStamped: isStamped,
            tool: .thisProgram
        )
    }

    /// The items that were never copied: an edition that shows every entry names them.
    private func digestOnly() throws -> [EntrySummary] {
        guard preparation.edition == .complete else { return [] }
        return try caseFile.ledger.indexes(of: .exhibitReferenced).filter { $0 < size }.map { try entry(at: $0) }
    }

    private func entry(at index: UInt64) throws -> EntrySummary {
        try summary(of: materials.entry(at: index))
    }

    private func summary(of entry: BundleMaterials.ReadEntry) throws -> EntrySummary {
        EntrySummary(
            index: entry.index,
            leafHash: entry.leafHash,
            declaredAt: entry.statement.declaredAt,
            attested: materials.attestedTime(of: entry.index),
            notBefore: try entry.statement.after.flatMap { try materials.latestTime(over: $0) }
        )
    }
}

// MARK: - Pieces and submissions

extension BundleAssembly {
    /// All that is said of the piece at a position.
    private func piece(at position: Int, _ handOvers: HandOvers) throws -> PieceSummary {
        let found = try materials.table.found(at: position)
        let exhibit = preparation.exhibits[position]
        let sealed = try materials.entry(at: exhibit.sealedAt)
        guard let openings = try materials.openings(of: sealed),
            let content = openings["content"], let name = openings["name"]
        else { throw OperationError(.exhibitUnknown, ["text": exhibit.id.hex]) }
        return PieceSummary(
            number: exhibit.number,
            fileName: found.fileName,
            exhibit: exhibit.id,
            submission: found.submission,
            handedOverAgain: handOvers.again[UInt32(position)] ?? [],
            entry: try summary(of: sealed),
            declared: PieceSummary.DeclaredFacts(
                title: try openings.value("title"),
                platform: try openings.value("platform"),
                account: try openings.value("account"),
                url: try openings.value("url"),
                capturedAt: try openings.date("capturedAt"),
                publishedAt: try openings.date("publishedAt"),
                visibility: try openings.value("visibility"),
                state: try openings.value("state"),
                series: try openings.value("series"),
                note: try openings.value("note")
            ),
            observedName: try ReceivedName(name, at: "name"),
            observedContent: try ExhibitContent(content, at: "content"),
            observedFacts: try openings["observed"].flatMap { json in
                json == .null ? nil : try ObservedFacts(json, at: "observed")
            },
            operations: try operations(on: exhibit.id, sealedBy: sealed)
        )
    }

    /// The series that were declared of the pieces, and what they lack among them.
    private func series() -> [SeriesSummary] {
        let files = materials.series
        return SeriesReview.reviews(of: files.map { ($0.name, $0.declared) }).map { review in
            SeriesSummary(
                declaredName: review.name,
                declaredCount: review.declaredCount,
                pieces: review.members.map { preparation.exhibits[files[$0].position].number },
                missing: review.missing,
                repeated: review.repeated
            )
        }
    }

    /// Every entry about an exhibit, in ledger order.
    private func operations(
        on exhibit: ExhibitID,
        sealedBy sealed: BundleMaterials.ReadEntry
    ) throws -> [CustodyOperation] {
        try caseFile.ledger.indexes(of: exhibit).filter { $0 < size }.map { index in
            let entry = try index == sealed.index ? sealed : materials.entry(at: index)
            let isSealing = entry.statement.kind == .exhibitSealed
            return CustodyOperation(
                entry: try summary(of: entry),
                kind: entry.statement.kind,
                signer: try materials.signer(entry.statement.actor),
                observedBefore: isSealing ? .calculated : .notRead,
                // Sealing reads its own copy again before the entry is made, and stops when it differs.
                observedAfter: isSealing ? .identical : .notRead,
                tool: entry.statement.tool
            )
        }
    }

    /// The submissions of which pieces are shown, and which of these were handed over more than once.
    private struct HandOvers: Sendable {
        var submissions: [SubmissionSummary] = []
        /// The submissions that name a piece and did not seal it, by its position.
        var again: [UInt32: [SubmissionID]] = [:]
    }

    private func handOvers() throws -> HandOvers {
        var handOvers = HandOvers()
        for index in scope.submissions {
            let entry = try materials.entry(at: index)
            guard let id = entry.statement.submission else { continue }
            handOvers.submissions.append(try submission(id, entry))
            try caseFile.listLines(of: index, named: ExhibitHead.listName)?.forEach(as: ExhibitHead.self) { line in
                guard let position = scope.positions[line.exhibit],
                    materials.table.submission(at: Int(position)) != id
                else { return }
                handOvers.again[position, default: []].append(id)
            }
        }
        return handOvers
    }

    private func submission(_ id: SubmissionID, _ entry: BundleMaterials.ReadEntry) throws -> SubmissionSummary {
        let statement = entry.statement
        let openings = try materials.openings(of: entry)
        let namedCount = Int(statement.lists[ExhibitHead.listName]?.count ?? 0)
        let sealedCount = try caseFile.ledger.indexes(of: id).filter { $0 != entry.index }.count
        let intake = try openings?["intake"].map { try IntakeRecord($0, at: "intake") }
        return SubmissionSummary(
            id: id,
            entry: try summary(of: entry),
            signer: try materials.signer(statement.actor),
            declared: try openings.map { openings in
                SubmissionSummary.DeclaredFacts(
                    from: try openings.value("from"),
                    receivedVia: try openings.value("receivedVia"),
                    receivedAt: try openings.date("receivedAt"),
                    device: try openings.value("device"),
                    note: try openings.value("note")
                )
            },
            releve: openings?["releve"]?.stringValue.flatMap { Digest(base64url: $0) },
            sealedCount: sealedCount,
            alreadyHeldCount: max(0, namedCount - sealedCount),
            // Of a call that brought nothing new, no copy was kept that could have been read again.
            reread: sealedCount == 0
                ? .notRecorded : intake.map { $0.rereadFromMemory ? .inMemory : .fromMedium } ?? .notRecorded,
            observedIntake: intake,
            routeStripsMetadata: openings?["receivedVia"]?.givenText.map { ReceptionRoute($0).stripsMetadata } ?? false,
            tool: statement.tool
        )
    }
}

/// The lines of the pieces, read again for each submission.
private struct LinesBySubmission: PieceLines {
    private let materials: BundleMaterials
    private let positions: [UInt32]
    private let ranges: [SubmissionID: Range<Int>]

    init(of materials: BundleMaterials) {
        self.materials = materials
        let (positions, starts) = materials.table.bySubmission()
        self.positions = positions
        ranges = Dictionary(
            uniqueKeysWithValues: materials.table.submissions.enumerated().map { ordinal, submission in
                (submission, starts[ordinal]..<starts[ordinal + 1])
            }
        )
    }

    func count(in submission: SubmissionID) -> Int { ranges[submission]?.count ?? 0 }

    func forEach(in submission: SubmissionID, _ body: (PieceLine) throws -> Void) throws {
        for position in positions[ranges[submission] ?? 0..<0] { try body(materials.line(at: Int(position))) }
    }
}

extension Openings {
    /// A declared value; what is not opened was not asked.
    fileprivate func value(_ field: String) throws -> DeclaredValue {
        guard let json = self[field] else { return .notAsked }
        return try DeclaredValue(json, at: field)
    }

    fileprivate func date(_ field: String) throws -> DeclaredDate {
        guard let json = self[field] else { return .notAsked }
        return try DeclaredDate(json, at: field)
    }
}
