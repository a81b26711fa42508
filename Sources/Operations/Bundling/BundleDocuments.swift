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
        let summary = try summary(isStamped: isStamped, digestList: try plan.digestListDigest())
        let language = caseFile.settings.language
        let texts: [(BundleObject, String)] = [
            (.document(.readMe), ReadMe(summary).text(in: language)),
            (.document(.inventory), Bordereau(summary).text(in: language)),
            (.document(.attestation), SealingAttestation(summary).text(in: language)),
            (.document(.traceability), TraceabilitySheet(summary).text(in: language)),
            (.guide, VerificationGuide().text(in: language)),
        ]
        for (object, text) in texts { try plan.add(object, bytes: Array(text.utf8)) }
    }

    private func summary(isStamped: Bool, digestList: Digest) throws -> BundleSummary {
        let pieces = try preparation.exhibits.map { try piece($0) }
        return BundleSummary(
            caseFile: CaseHeading(),
            origin: caseFile.origin,
            treeSize: size,
            rootHash: preparation.head.checkpoint.rootHash,
            prepared: try entry(at: preparation.preparedIndex),
            edition: preparation.edition,
            declaredRecipient: preparation.recipient.map { .given($0) } ?? .notAsked,
            signer: SignerSummary(custodian.identity.certificate),
            submissions: try submissions(of: pieces),
            pieces: pieces,
            series: series(of: pieces),
            digestOnly: try digestOnly(),
            digestList: digestList,
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
        let kept = try materials.entry(at: index)
        return EntrySummary(
            index: index,
            leafHash: kept.leafHash,
            declaredAt: kept.statement.declaredAt,
            attested: try materials.attestedTime(of: index),
            notBefore: try kept.statement.after.flatMap { try materials.latestTime(over: $0) }
        )
    }
}

// MARK: - Pieces and submissions

extension BundleAssembly {
    private func piece(_ exhibit: BundlePreparation.NumberedExhibit) throws -> PieceSummary {
        let sealed = try statement(at: exhibit.sealedAt)
        guard let openings = try materials.openings(of: exhibit.sealedAt),
            let content = openings["content"], let name = openings["name"], let submission = sealed.submission
        else { throw OperationError(.exhibitUnknown, ["text": exhibit.id.hex]) }
        let received = try ReceivedName(name, at: "name")
        let fileName = PieceName(
            number: exhibit.number,
            title: openings["title"]?.stringValue,
            receivedName: received.bytes
        )
        return PieceSummary(
            number: exhibit.number,
            fileName: fileName.text,
            exhibit: exhibit.id,
            submission: submission,
            entry: try entry(at: exhibit.sealedAt),
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
            observedName: received,
            observedContent: try ExhibitContent(content, at: "content"),
            observedFacts: try openings["observed"].flatMap { json in
                json == .null ? nil : try ObservedFacts(json, at: "observed")
            },
            operations: try operations(on: exhibit.id)
        )
    }

    /// The series that were declared of the pieces, and what they lack among them.
    private func series(of pieces: [PieceSummary]) -> [SeriesSummary] {
        let files = pieces.map { piece in
            var declared: String?
            if case .given(let text) = piece.declared?.series { declared = text }
            return (name: piece.observedName ?? ReceivedName(bytes: []), declared: declared)
        }
        return SeriesReview.reviews(of: files).map { review in
            SeriesSummary(
                declaredName: review.name,
                declaredCount: review.declaredCount,
                pieces: review.members.map { pieces[$0].number },
                missing: review.missing,
                repeated: review.repeated
            )
        }
    }

    /// Every entry about an exhibit, in ledger order.
    private func operations(on exhibit: ExhibitID) throws -> [CustodyOperation] {
        try caseFile.ledger.indexes(of: exhibit).filter { $0 < size }.map { index in
            let statement = try statement(at: index)
            let isSealing = statement.kind == .exhibitSealed
            return CustodyOperation(
                entry: try entry(at: index),
                kind: statement.kind,
                signer: try materials.signer(statement.actor),
                observedBefore: isSealing ? .calculated : .notRead,
                // Sealing reads its own copy again before the entry is made, and stops when it differs.
                observedAfter: isSealing ? .identical : .notRead,
                tool: statement.tool
            )
        }
    }

    private func submissions(of pieces: [PieceSummary]) throws -> [SubmissionSummary] {
        let indexes = try caseFile.submissions(naming: Set(pieces.map(\.exhibit)))
        return try indexes.filter { $0 < size }.compactMap { index in
            let statement = try statement(at: index)
            return try statement.submission.map { try submission($0, statement) }
        }
    }

    private func submission(_ id: SubmissionID, _ statement: Statement) throws -> SubmissionSummary {
        let isShown = try isOpened(statement)
        let openings = isShown ? try materials.openings(of: statement.index) : nil
        let namedCount = Int(statement.lists[ExhibitHead.listName]?.count ?? 0)
        let sealedCount = try caseFile.ledger.indexes(of: id).filter { $0 != statement.index }.count
        let named = try caseFile.listLines(of: statement.index, named: ExhibitHead.listName)
            .map { try $0.read(as: ExhibitHead.self).map(\.exhibit) }
        let intake = try openings?["intake"].map { try IntakeRecord($0, at: "intake") }
        return SubmissionSummary(
            id: id,
            entry: try entry(at: statement.index),
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
            exhibits: Set(named ?? []),
            tool: statement.tool
        )
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
