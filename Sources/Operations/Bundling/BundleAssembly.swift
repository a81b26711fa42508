internal import CourtBundle
internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog
internal import Verification

/// Gathers what a bundle shows of its case, as far as the edition allows (docs/formats/bundle.md § 2).
struct BundleAssembly: Sendable {
    let preparation: BundlePreparation
    let caseFile: CaseFile
    let custodian: Custodian
    let scope: EditionScope
    let materials: BundleMaterials
    /// The path that the bundle is to have.
    let path: String
    private let shown: [UInt64]

    /// Reads what was prepared in `caseFile` as far as `custodian` can open it; the bundle is to become `path`.
    init(of preparation: BundlePreparation, in caseFile: CaseFile, for custodian: Custodian, as path: String) throws {
        self.preparation = preparation
        self.caseFile = caseFile
        self.custodian = custodian
        self.path = path
        scope = try EditionScope(of: preparation, in: caseFile)
        shown = try scope.shownEntries()
        materials = try BundleMaterials(walking: shown, of: scope, for: custodian, as: path)
    }

    /// The tree size of the head.
    var size: UInt64 { scope.size }

    /// Everything that goes into the bundle, before a byte of it is written.
    ///
    /// - Parameter isStamped: whether the head and the signature are stamped; if not, every document says so.
    func plan(isStamped: Bool) throws -> BundlePlan {
        var plan = try BundlePlan(
            origin: caseFile.origin,
            size: size,
            prepared: preparation.preparedIndex,
            pieces: materials.pieces,
            disclosures: materials.disclosures
        )
        try addEntries(to: &plan)
        try addCheckpoints(to: &plan)
        try addCertificates(to: &plan)
        try addLists(to: &plan)
        try addDocuments(isStamped: isStamped, to: &plan)
        return plan
    }
}

// MARK: - Entries and what they commit to

extension BundleAssembly {
    private func addEntries(to plan: inout BundlePlan) throws {
        let ledger = caseFile.ledger
        try plan.add(entries: shown) { try ledger.entry(at: $0).der }
        // Thousands of proofs lead to a few checkpoints.
        var checkpoints: [UInt64: SignedCheckpoint] = [:]
        try plan.add(proofs: shown) { index in
            let covering = try coveringSize(of: index)
            let checkpoint = try checkpoints[covering] ?? ledger.checkpoint(size: covering)
            checkpoints[covering] = checkpoint
            let inclusion = try InclusionProof(leafIndex: index, treeSize: covering, from: ledger)
            return try LogProof(inclusion, checkpoint: checkpoint).bytes
        }
    }

    /// The size of the earliest stamped checkpoint that covers an entry; the head's when there is none.
    private func coveringSize(of index: UInt64) throws -> UInt64 {
        guard let stamped = try caseFile.ledger.earliestStampedSize(covering: index), stamped <= size else {
            return size
        }
        return stamped
    }

    private func addLists(to plan: inout BundlePlan) throws {
        for list in materials.lists where try caseFile.keeps(list.name, of: list.entry) {
            try plan.add(.list(entry: list.entry, name: list.name)) { [caseFile] object in
                guard let lines = try caseFile.listLines(of: list.entry, named: list.name) else {
                    throw OperationError(.sourceChanged, ["path": object.path])
                }
                return lines.bytes
            }
        }
    }
}

// MARK: - Checkpoints and certificates

extension BundleAssembly {
    /// The head, and every checkpoint that ever left the machine, covers an entry first, is referred to, or is the first
    /// after a change of keys: each with its tokens and a proof that the head continues it.
    private func addCheckpoints(to plan: inout BundlePlan) throws {
        let ledger = caseFile.ledger
        var sizes = Set(try ledger.stampedSizes())
        sizes.formUnion(try caseFile.openings.receiptSizes())
        sizes.formUnion(try ledger.indexes(of: .bundlePrepared).map { $0 + 1 })
        sizes.formUnion(materials.referredSizes)
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
                try plan.add(.consistencyProof(from: checkpointSize, to: size)) { [size] _ in
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

    private func addCertificates(to plan: inout BundlePlan) throws {
        for actor in materials.signers.keys.sorted() {
            guard let certificate = try caseFile.openings.certificate(actor) else { continue }
            try plan.add(.certificate(actor), bytes: Array(certificate.pem.utf8))
        }
    }
}
