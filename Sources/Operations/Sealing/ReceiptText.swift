internal import Cryptography
internal import Custody
internal import Documents
internal import TransparencyLog
internal import Wording

/// The receipt of a call as a file: a head in words, in the case's language, above the armored part.
enum ReceiptText {
    /// The receipt for what a call has put in the ledger, with the time that is attested so far.
    static func bytes(
        for outcome: SealingTransaction.Outcome,
        _ intake: IntakeRecord,
        _ declared: DeclaredFacts,
        in caseFile: CaseFile
    ) throws -> [UInt8] {
        let leaves = outcome.exhibits.map { Receipt.Leaf(index: $0.index, hash: $0.leafHash) } + [outcome.leaf]
        let key = try caseFile.ledgerKeyInForce(at: outcome.checkpoint.checkpoint.treeSize)
        let receipt = try Receipt(key: key, leaves: leaves, checkpoint: outcome.checkpoint)
        let first = leaves.first?.index ?? outcome.leaf.index
        let isFromMemory = outcome.exhibits.contains(where: \.wasRereadFromMemory)
        let head = ReceiptHead(
            origin: caseFile.origin,
            ledgerKey: Digest(of: key.publicKey.bytes),
            entries: first...outcome.leaf.index,
            sealedCount: outcome.exhibits.count,
            duplicateCount: outcome.duplicates.count,
            unreadableCount: intake.notReceived.count { $0.reason == .unreadable },
            passedOverCount: intake.notReceived.count { $0.reason != .unreadable },
            declaredAt: outcome.declaredAt,
            attested: try caseFile.shownTime(of: outcome.leaf.index),
            releve: Digest(of: outcome.releve),
            releveFileName: ReceiptFolder.releveName,
            reread: isFromMemory ? .inMemory : .fromMedium,
            routeStripsMetadata: declared.routeStripsMetadata,
            tool: .thisProgram,
            assumptions: outcome.assumed.sentences(in: Phrasebook(caseFile.settings.language))
        )
        return try receipt.bytes(head: head.text(in: caseFile.settings.language))
    }
}
