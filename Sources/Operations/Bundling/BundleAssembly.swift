internal import CourtBundle
internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog
internal import Verification

/// Gathers what a bundle shows of its case, as far as the edition allows (docs/formats/bundle.md § 2).
struct BundleAssembly {
    let preparation: BundlePreparation
    let caseFile: CaseFile
    let custodian: Custodian
    let materials: BundleMaterials
    /// The exhibits that become pieces.
    private let chosen: Set<ExhibitID>

    init(of preparation: BundlePreparation, in caseFile: CaseFile, for custodian: Custodian) {
        self.preparation = preparation
        self.caseFile = caseFile
        self.custodian = custodian
        materials = BundleMaterials(of: caseFile, for: custodian, upTo: preparation.head.checkpoint.treeSize)
        chosen = Set(preparation.exhibits.map(\.id))
    }

    /// The tree size of the head.
    var size: UInt64 { preparation.head.checkpoint.treeSize }

    /// Everything that goes into the bundle, before a byte of it is written.
    ///
    /// - Parameter isStamped: whether the head and the signature are stamped; if not, every document says so.
    func plan(isStamped: Bool) throws -> BundlePlan {
        let shown = try shownEntries()
        let opened = try openedEntries(among: shown)
        var plan = BundlePlan(
            origin: caseFile.origin,
            size: size,
            prepared: preparation.preparedIndex,
            pieces: try pieces(),
            disclosures: try DisclosureFile(textsByEntry: opened)
        )
        try addEntries(shown, to: &plan)
        try addCheckpoints(for: shown, to: &plan)
        try addCertificates(of: shown, to: &plan)
        try addLists(of: shown, to: &plan)
        try addDocuments(isStamped: isStamped, to: &plan)
        return plan
    }
}

// MARK: - Entries and what they commit to

extension BundleAssembly {
    /// The entries that the edition shows: all, or those of the chosen exhibits and their submissions, all governance,
    /// every recording of stamps, and `bundle.prepared`.
    func shownEntries() throws -> [Statement] {
        var indexes: Set<UInt64>
        if preparation.edition == .complete {
            indexes = Set(0..<size)
        } else {
            indexes = Set(try caseFile.ledger.governanceIndexes())
            indexes.formUnion(try caseFile.ledger.indexes(of: .timestampRecorded))
            indexes.insert(preparation.preparedIndex)
            for exhibit in preparation.exhibits {
                indexes.formUnion(try caseFile.ledger.indexes(of: exhibit.id))
            }
            indexes.formUnion(try caseFile.submissions(naming: chosen))
        }
        let shown = indexes.filter { $0 < size }.sorted()
        try materials.readEntries(shown)
        return try shown.map { try statement(at: $0) }
    }

    func statement(at index: UInt64) throws -> Statement {
        try materials.entry(at: index).statement
    }

    /// The disclosures that the edition shows, by entry.
    private func openedEntries(among shown: [Statement]) throws -> [UInt64: [String]] {
        let indexes = try shown.filter { try !$0.commitments.isEmpty && isOpened($0) }.map(\.index)
        try materials.open(indexes)
        var opened: [UInt64: [String]] = [:]
        for index in indexes {
            if let texts = try materials.texts(of: index), !texts.isEmpty { opened[index] = texts }
        }
        return opened
    }

    /// Whether the edition opens what a statement commits to.
    ///
    /// A digest-only exhibit is never opened in any.
    func isOpened(_ statement: Statement) throws -> Bool {
        if statement.kind == .exhibitReferenced { return false }
        guard preparation.edition == .extract else { return true }
        if let exhibit = statement.exhibit { return chosen.contains(exhibit) }
        if statement.kind == .submissionReceived { return try isWhole(statement) }
        return statement.index == preparation.preparedIndex
    }

    /// Whether all exhibits of a submission are among the chosen ones.
    private func isWhole(_ submission: Statement) throws -> Bool {
        guard let lines = try caseFile.listLines(of: submission.index, named: ExhibitHead.listName) else {
            return false
        }
        return try lines.read(as: ExhibitHead.self).allSatisfy { chosen.contains($0.exhibit) }
    }

    private func addEntries(_ shown: [Statement], to plan: inout BundlePlan) throws {
        for statement in shown {
            let index = statement.index
            try plan.add(.entry(index)) { [caseFile] in try caseFile.ledger.entry(at: index).der }
            let covering = try coveringSize(of: index)
            try plan.add(.inclusionProof(index)) { [caseFile] in
                let proof = try InclusionProof(leafIndex: index, treeSize: covering, from: caseFile.ledger)
                return try LogProof(proof, checkpoint: caseFile.ledger.checkpoint(size: covering)).bytes
            }
        }
    }

    /// The size of the earliest stamped checkpoint that covers an entry; the head's when there is none.
    private func coveringSize(of index: UInt64) throws -> UInt64 {
        guard let stamped = try caseFile.ledger.earliestStampedSize(covering: index), stamped <= size else {
            return size
        }
        return stamped
    }

    private func addLists(of shown: [Statement], to plan: inout BundlePlan) throws {
        for statement in shown {
            for name in statement.lists.keys.sorted() {
                let isShown = try preparation.edition == .complete || isOpened(statement)
                guard isShown, let lines = try caseFile.listLines(of: statement.index, named: name) else { continue }
                try plan.add(.list(entry: statement.index, name: name), bytes: lines.bytes)
            }
        }
    }
}

// MARK: - Checkpoints and certificates

extension BundleAssembly {
    /// The head, and every checkpoint that ever left the machine, covers an entry first, is referred to, or is the first
    /// after a change of keys: each with its tokens and a proof that the head continues it.
    private func addCheckpoints(for shown: [Statement], to plan: inout BundlePlan) throws {
        let ledger = caseFile.ledger
        var sizes = Set(try ledger.stampedSizes())
        sizes.formUnion(try caseFile.openings.receiptSizes())
        sizes.formUnion(try ledger.indexes(of: .bundlePrepared).map { $0 + 1 })
        sizes.formUnion(shown.compactMap { $0.after?.size })
        sizes.formUnion(try ledger.cosignedSizes())
        let keys = try caseFile.governance().keys
        sizes.formUnion(keys.firstSizes)
        sizes.insert(size)
        for checkpointSize in sizes.sorted() where checkpointSize <= size {
            let checkpoint = try ledger.checkpoint(size: checkpointSize)
            guard let bytes = checkpoint.stampedBytes(ledgerKeys: keys.keysRequired(at: checkpointSize)) else {
                throw OperationError(.ledgerHeadUnsigned, ["path": ledger.path])
            }
            try plan.add(.checkpoint(checkpointSize), bytes: bytes)
            if checkpointSize < size {
                let head = preparation.head
                try plan.add(.consistencyProof(from: checkpointSize, to: size)) { [size] in
                    let proof = try ConsistencyProof(oldSize: checkpointSize, newSize: size, from: ledger)
                    return try ConsistencyFile(proof, checkpoint: head).bytes
                }
            }
            for stamp in try ledger.timestamps(size: checkpointSize) {
                let name = TokenName(tokenDigest: Digest(of: stamp.token))
                try plan.add(.response(size: checkpointSize, authority: name), bytes: stamp.response)
                try plan.add(.token(size: checkpointSize, authority: name), bytes: stamp.token)
            }
            let cosignatures = try ledger.cosignatures(size: checkpointSize)
            if !cosignatures.isEmpty {
                try plan.add(.cosignedCheckpoint(checkpointSize), bytes: bytes + cosignatures.flatMap { $0 })
            }
        }
    }

    private func addCertificates(of shown: [Statement], to plan: inout BundlePlan) throws {
        for actor in Set(shown.map(\.actor)).sorted() {
            guard let certificate = try caseFile.openings.certificate(actor) else { continue }
            try plan.add(.certificate(actor), bytes: Array(certificate.pem.utf8))
        }
    }
}

// MARK: - Pieces

extension BundleAssembly {
    /// The pieces in the order of their numbers, each read from its original when its turn comes.
    private func pieces() throws -> [BundlePlan.Piece] {
        try preparation.exhibits.map { exhibit in
            guard let openings = try materials.openings(of: exhibit.sealedAt),
                let content = openings["content"], let name = openings["name"]
            else { throw OperationError(.exhibitUnknown, ["text": exhibit.id.hex]) }
            let sealed = try ExhibitContent(content, at: "content")
            let received = try ReceivedName(name, at: "name")
            let path = caseFile.folder.original(of: exhibit.id)
            return BundlePlan.Piece(
                name: PieceName(
                    number: exhibit.number,
                    title: openings["title"]?.stringValue,
                    receivedName: received.bytes
                ),
                exhibit: exhibit.id,
                size: sealed.size,
                digest: sealed.sha256,
                mediaType: sealed.mediaType,
                open: { [caseFile, custodian] in
                    let key = try caseFile.openings.unlock(.exhibit(exhibit.id), with: [custodian.ageKey])
                    let reader = try OriginalReader(path: path, contentKey: key)
                    return { try reader.read(into: $0) }
                }
            )
        }
    }
}
