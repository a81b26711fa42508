internal import Cryptography
internal import Custody
internal import TransparencyLog
internal import Wording

/// The receipt of a call as a file: a head in words, in the case's language, above the armored part.
enum ReceiptText {
    /// The receipt for `entries`, which `checkpoint` covers.
    static func bytes(
        for entries: [Entry],
        checkpoint: SignedCheckpoint,
        in caseFile: CaseFile
    ) throws -> [UInt8] {
        let leaves = entries.map { Receipt.Leaf(index: $0.statement.index, hash: $0.leafHash) }
        let receipt = try Receipt(key: caseFile.ledgerKey, leaves: leaves, checkpoint: checkpoint)
        let say = Phrasebook(caseFile.settings.language)
        let key = Digest(of: caseFile.ledgerKey.publicKey.bytes)
        let head = say(
            "receipt.head",
            [
                "origin": caseFile.origin,
                "fingerprint": say.grouped(fingerprint: key.hex),
                "declared": entries.last.map { "\($0.statement.declaredAt)" } ?? "",
                "first": leaves.first.map { say.number($0.index) } ?? "",
                "last": leaves.last.map { say.number($0.index) } ?? "",
                "size": say.number(checkpoint.checkpoint.treeSize),
                "root": say.grouped(digest: checkpoint.checkpoint.rootHash.hex),
            ]
        )
        return try receipt.bytes(head: head + "\n\n")
    }
}
