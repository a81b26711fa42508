internal import Algorithms
internal import CourtBundle
internal import Cryptography
internal import Custody
internal import Documents
internal import LedgerStore
internal import Timestamping

/// What a bundle takes from its case, gathered in one walk over the entries that its edition shows.
///
/// Openings lie on the disk as they will stand in the bundle, and what was found of the pieces beside them. What memory holds of
/// an entry or a piece is a few numbers; whatever else is said of them is read again from the ledger when it is printed.
struct BundleMaterials: Sendable {
    /// The openings that the edition shows.
    private(set) var disclosures: DisclosureGathering
    /// What was found of the pieces, by number.
    private(set) var table: PieceTable
    /// The pieces together.
    private(set) var totals = PieceTotals()
    /// The pieces that were declared to belong to a series.
    private(set) var series: [SeriesPiece] = []
    /// Who signed the entries.
    private(set) var signers: [Digest: SignerSummary] = [:]
    /// The sizes of the checkpoints to which entries refer.
    var referredSizes: Set<UInt64> { Set(bounds.keys.map(\.size)) }
    /// The lists of the entries that the edition shows.
    private(set) var lists: [ShownList] = []

    private let caseFile: CaseFile
    private let exhibits: [BundlePreparation.NumberedExhibit]
    private let open: @Sendable (ExhibitID) throws -> BundlePlan.Piece.Reader
    private let stamps: [Stamp]
    /// The latest time that a head to which entries refer attests.
    private var bounds: [StampedHead: Instant?] = [:]

    /// An entry of the ledger, read.
    ///
    /// Its index is that of the ledger's row, whatever the statement claims: bundles of altered ledgers are built too, and
    /// then judged.
    struct ReadEntry: Sendable {
        let index: UInt64
        let statement: Custody.Statement
        let leafHash: Digest
    }

    /// A piece by its position, and the words declared of its series.
    struct SeriesPiece: Sendable {
        let position: Int
        let name: ReceivedName
        let declared: String
    }

    /// A list by the entry that commits it and its name.
    struct ShownList: Sendable {
        let entry: UInt64
        let name: String
    }

    /// The earliest time among the stamps over checkpoints of at least a size.
    private struct Stamp: Sendable {
        let size: UInt64
        let time: Documents.AttestedTime
    }

    /// Walks over the entries `shown` of `scope`, as `custodian` can open them, on all cores; the bundle is to become `path`.
    init(walking shown: [UInt64], of scope: EditionScope, for custodian: Custodian, as path: String) throws {
        let caseFile = scope.caseFile
        self.caseFile = caseFile
        disclosures = try DisclosureGathering(beside: path)
        stamps = try Self.stamps(of: caseFile, upTo: scope.size)
        let exhibits = scope.preparation.exhibits
        self.exhibits = exhibits
        open = Self.opener(of: caseFile, for: custodian)
        table = try PieceTable(of: exhibits.count, beside: path)
        let sealings = Sealings(of: exhibits)
        try Workers.onAllCores.run(shown.count) { position in
            let entry = try Self.entry(at: shown[position], of: caseFile)
            return try Self.examine(entry, of: scope, for: custodian) { texts in
                guard let place = sealings.position(ofEntry: entry.index) else { return nil }
                let openings = try Openings(parsing: texts, for: entry.statement)
                return try PieceFound(exhibits[place], at: place, sealedBy: entry.statement, openings)
            }
        } take: { seen in
            if let texts = seen.texts { try disclosures.add(texts, of: seen.index) }
            if signers[seen.actor] == nil { signers[seen.actor] = try Self.signer(seen.actor, of: caseFile) }
            if let head = seen.after, bounds[head] == nil {
                bounds.updateValue(try Self.latestTime(over: head, of: caseFile), forKey: head)
            }
            lists += seen.lists.map { ShownList(entry: seen.index, name: $0) }
            guard let piece = seen.piece else { return }
            try table.add(piece.found, at: piece.position)
            if let declared = piece.series {
                series.append(SeriesPiece(position: piece.position, name: piece.name, declared: declared))
            }
        }
        series.sort { $0.position < $1.position }
        for position in exhibits.indices {
            guard table.has(position) else {
                throw OperationError(.exhibitUnknown, ["text": exhibits[position].id.hex])
            }
            totals.add(try line(at: position))
        }
    }
}

// MARK: - The pieces

extension BundleMaterials {
    /// The pieces, by number.
    var pieces: PlannedPieces {
        PlannedPieces(count: exhibits.count) { [exhibits, table, open] position in
            let found = try table.found(at: position)
            guard let name = PieceName(parsing: found.fileName) else {
                preconditionFailure("a piece was named before it was kept")
            }
            return BundlePlan.Piece(
                name: name,
                exhibit: exhibits[position].id,
                size: found.size,
                digest: found.digest,
                mediaType: found.mediaType,
                open: open
            )
        }
    }

    /// What the documents' lists say of the piece at `position`.
    func line(at position: Int) throws -> PieceLine {
        let found = try table.found(at: position)
        return PieceLine(
            number: exhibits[position].number,
            fileName: found.fileName,
            submission: found.submission,
            digest: found.digest,
            isStamped: attestedTime(of: exhibits[position].sealedAt) != nil
        )
    }
}

// MARK: - The walk

extension BundleMaterials {
    /// What one entry adds.
    private struct Seen: Sendable {
        let index: UInt64
        let actor: Digest
        let after: StampedHead?
        let lists: [String]
        let texts: [String]?
        let piece: PieceFound?
    }

    private static func examine(
        _ entry: ReadEntry,
        of scope: EditionScope,
        for custodian: Custodian,
        findPiece: ([String]) throws -> PieceFound?
    ) throws -> Seen {
        let statement = entry.statement
        var texts: [String]?
        if !statement.commitments.isEmpty, scope.isOpened(statement) {
            texts = try scope.caseFile.openings.disclosures(of: entry.index, with: [custodian.ageKey])
        }
        return Seen(
            index: entry.index,
            actor: statement.actor,
            after: statement.after,
            lists: scope.showsLists(of: statement) ? statement.lists.keys.sorted() : [],
            texts: texts,
            piece: try texts.flatMap { try findPiece($0) }
        )
    }

    /// Opens originals, each when its turn comes.
    private static func opener(
        of caseFile: CaseFile,
        for custodian: Custodian
    ) -> @Sendable (ExhibitID) throws -> BundlePlan.Piece.Reader {
        { exhibit in
            let key = try caseFile.openings.unlock(.exhibit(exhibit), with: [custodian.ageKey])
            let reader = try OriginalReader(path: caseFile.folder.original(of: exhibit), contentKey: key)
            return { try reader.read(into: $0) }
        }
    }

    /// Which entry sealed which piece.
    private struct Sealings: Sendable {
        private let exhibits: [BundlePreparation.NumberedExhibit]
        /// The positions of the pieces in the order of the entries that sealed them, which is mostly that of their numbers.
        private let positions: [UInt32]

        init(of exhibits: [BundlePreparation.NumberedExhibit]) {
            self.exhibits = exhibits
            positions = (0..<UInt32(exhibits.count)).sorted {
                exhibits[Int($0)].sealedAt < exhibits[Int($1)].sealedAt
            }
        }

        /// The position of the piece that the entry at `index` sealed.
        func position(ofEntry index: UInt64) -> Int? {
            let place = positions.partitioningIndex { exhibits[Int($0)].sealedAt >= index }
            guard place < positions.count, case let position = Int(positions[place]) else { return nil }
            return exhibits[position].sealedAt == index ? position : nil
        }
    }

    /// A piece, as the entry that sealed it and its openings have it.
    private struct PieceFound: Sendable {
        let position: Int
        let found: PieceTable.Found
        let name: ReceivedName
        let series: String?

        init(
            _ exhibit: BundlePreparation.NumberedExhibit,
            at position: Int,
            sealedBy statement: Custody.Statement,
            _ openings: Openings
        ) throws {
            guard let content = openings["content"], let received = openings["name"],
                let submission = statement.submission
            else { throw OperationError(.exhibitUnknown, ["text": exhibit.id.hex]) }
            let sealed = try ExhibitContent(content, at: "content")
            name = try ReceivedName(received, at: "name")
            let fileName = PieceName(
                number: exhibit.number,
                title: openings["title"]?.stringValue,
                receivedName: name.bytes
            )
            self.position = position
            found = PieceTable.Found(
                fileName: fileName.text,
                size: sealed.size,
                digest: sealed.sha256,
                mediaType: sealed.mediaType,
                submission: submission
            )
            series = openings["series"]?.givenText
        }
    }
}

// MARK: - What is read again

extension BundleMaterials {
    /// The entry at `index`.
    func entry(at index: UInt64) throws -> ReadEntry {
        try Self.entry(at: index, of: caseFile)
    }

    private static func entry(at index: UInt64, of caseFile: CaseFile) throws -> ReadEntry {
        let kept = try caseFile.ledger.entry(at: index)
        return ReadEntry(index: index, statement: try Entry(parsing: kept.der).statement, leafHash: kept.leafHash)
    }

    /// What the edition opens of an entry, checked against what it commits to; nil when it opens nothing.
    func openings(of entry: ReadEntry) throws -> Openings? {
        try disclosures.texts(of: entry.index).map { try Openings(parsing: $0, for: entry.statement) }
    }

    /// Who the certificate names.
    func signer(_ certificate: Digest) throws -> SignerSummary {
        try signers[certificate] ?? Self.signer(certificate, of: caseFile)
    }

    private static func signer(_ certificate: Digest, of caseFile: CaseFile) throws -> SignerSummary {
        let kept = try caseFile.openings.certificate(certificate)
        return kept.map { SignerSummary($0) } ?? SignerSummary(certificate: certificate, name: nil, organization: nil)
    }
}

// MARK: - Times

extension BundleMaterials {
    /// The earliest time stamp over a checkpoint that covers the entry at `index`; nil while there is none.
    func attestedTime(of index: UInt64) -> Documents.AttestedTime? {
        stamps.first { $0.size > index }?.time
    }

    /// The latest time, accuracy taken off, that a token named by `head` attests.
    func latestTime(over head: StampedHead) throws -> Instant? {
        try bounds[head] ?? Self.latestTime(over: head, of: caseFile)
    }

    private static func latestTime(over head: StampedHead, of caseFile: CaseFile) throws -> Instant? {
        try caseFile.ledger.timestamps(size: head.size)
            .filter { head.tokens.contains(Digest(of: $0.token)) }
            .map { stamp in
                let token = try TimeStampToken(parsing: stamp.token)
                return token.genTime.adding(microseconds: -(token.accuracy ?? 0))
            }
            .max()
    }

    /// The stamped sizes, rising, each with the earliest time of its own stamps and of those over larger checkpoints.
    private static func stamps(of caseFile: CaseFile, upTo size: UInt64) throws -> [Stamp] {
        var stamps: [Stamp] = []
        for stamped in try caseFile.ledger.stampedSizes().filter({ $0 <= size }).sorted(by: >) {
            let times = try caseFile.ledger.timestamps(size: stamped).map { stamp in
                Documents.AttestedTime(try TimeStampToken(parsing: stamp.token))
            }
            let candidates = times + (stamps.last.map { [$0.time] } ?? [])
            guard let earliest = candidates.min(by: { $0.genTime < $1.genTime }) else { continue }
            stamps.append(Stamp(size: stamped, time: earliest))
        }
        return stamps.reversed()
    }
}

extension SignerSummary {
    /// The signer as a certificate names them.
    init(_ certificate: Certificate) {
        self.init(
            certificate: certificate.fingerprint,
            name: certificate.commonName,
            organization: certificate.organization
        )
    }
}
