internal import Cryptography
internal import Custody
internal import Documents
internal import TransparencyLog
internal import Wording

/// The receipt of a call as a file: a head in words, in the case's language, above the armored part.
struct ReceiptText: Sendable {
    private let head: String
    private let key: VerifierKey
    private let outcome: SealingTransaction.Outcome

    /// The receipt for what a call has put in the ledger, with the time that is attested so far.
    init(
        for outcome: SealingTransaction.Outcome,
        _ intake: IntakeRecord,
        _ declared: DeclaredFacts,
        in caseFile: CaseFile
    ) throws {
        self.outcome = outcome
        key = try caseFile.ledgerKeyInForce(at: outcome.checkpoint.checkpoint.treeSize)
        let files = outcome.files
        let first = files.exhibits.isEmpty ? outcome.leaf.index : files.firstIndex
        head = ReceiptHead(
            origin: caseFile.origin,
            ledgerKey: Digest(of: key.publicKey.bytes),
            entries: first...outcome.leaf.index,
            sealedCount: files.exhibits.count,
            duplicateCount: files.duplicates.count,
            unreadableCount: intake.notReceived.count { $0.reason == .unreadable },
            passedOverCount: intake.notReceived.count { $0.reason != .unreadable },
            declaredAt: outcome.declaredAt,
            attested: try caseFile.shownTime(of: outcome.leaf.index),
            releve: outcome.releve,
            releveFileName: ReceiptFolder.releveName,
            reread: files.wasRereadFromMemory ? .inMemory : .fromMedium,
            routeStripsMetadata: declared.routeStripsMetadata,
            tool: .thisProgram,
            assumptions: outcome.assumed.sentences(in: Phrasebook(caseFile.settings.language))
        ).text(in: caseFile.settings.language)
    }

    /// Hands the file to `put`, a piece at a time; the same each time.
    func write(_ put: ([UInt8]) throws -> Void) throws {
        let exhibits = outcome.files.exhibits.lazy.map { Receipt.Leaf(index: $0.index, hash: $0.leafHash) }
        let leaves = [AnySequence(exhibits), AnySequence([outcome.leaf])].joined()
        try Receipt.write(head: head, key: key, leaves: leaves, checkpoint: outcome.checkpoint, put)
    }

    /// How many bytes that is.
    var byteCount: Int {
        get throws {
            var count = 0
            try write { count += $0.count }
            return count
        }
    }
}
