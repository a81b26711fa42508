internal import Cryptography
internal import Custody
internal import Documents
internal import LedgerStore
internal import TransparencyLog
internal import Wording

/// The sheets and the receipt of a call that copied nothing, outside the case; the receipt in it too.
///
/// The entries stand whatever becomes of them: what cannot be written is told, not thrown.
struct ReferenceRecords: Sendable {
    private let outcome: ReferenceTransaction.Outcome
    private let facts: ReferenceOnly.Facts
    private let caseFile: CaseFile
    private let folder: ReceiptFolder
    private let pending: Written

    /// What was written.
    struct Written: Sendable {
        fileprivate let receipt: [UInt8]
        /// The folder that holds it; nil when it could not be written.
        let folder: String?
        /// Why not.
        let failure: OperationError?
    }

    /// Writes the sheets and the receipt, whose time is pending, to `folder`.
    init(
        writing outcome: ReferenceTransaction.Outcome,
        _ facts: ReferenceOnly.Facts,
        of caseFile: CaseFile,
        to folder: ReceiptFolder
    ) {
        self.outcome = outcome
        self.facts = facts
        self.caseFile = caseFile
        self.folder = folder
        pending = Self.write(outcome, facts, of: caseFile, to: folder)
    }

    /// Keeps the receipt in the case, having written all again when there is an attested time to tell.
    func keep(isStamped: Bool) -> Written {
        let written = isStamped ? Self.write(outcome, facts, of: caseFile, to: folder) : pending
        do throws(OpeningsError) {
            if !written.receipt.isEmpty {
                try caseFile.openings.addReceipt(written.receipt, size: outcome.checkpoint.checkpoint.treeSize)
            }
            return written
        } catch {
            let reason = OperationError(.receiptNotWritten, ["path": caseFile.openings.path, "reason": "\(error)"])
            return Written(receipt: written.receipt, folder: written.folder, failure: written.failure ?? reason)
        }
    }

    private static func write(
        _ outcome: ReferenceTransaction.Outcome,
        _ facts: ReferenceOnly.Facts,
        of caseFile: CaseFile,
        to folder: ReceiptFolder
    ) -> Written {
        var bytes: [UInt8] = []
        do {
            bytes = try receipt(for: outcome, in: caseFile)
            let language = caseFile.settings.language
            let sheets = try outcome.exhibits.map { exhibit in
                let sheet = try sheet(of: exhibit, facts, at: outcome.declaredAt, in: caseFile)
                return (index: exhibit.index, text: sheet.text(in: language))
            }
            try folder.write(sheets: sheets, receipt: bytes)
            return Written(receipt: bytes, folder: folder.path, failure: nil)
        } catch {
            let reason = (error as? FileSystemError)?.reason ?? "\(error)"
            let failure = OperationError(.receiptNotWritten, ["path": folder.path, "reason": reason])
            return Written(receipt: bytes, folder: nil, failure: failure)
        }
    }

    private static func sheet(
        of exhibit: ReferencedExhibit,
        _ facts: ReferenceOnly.Facts,
        at declaredAt: DeclaredTime,
        in caseFile: CaseFile
    ) throws -> DigestOnlySheet {
        DigestOnlySheet(
            origin: caseFile.origin,
            exhibit: exhibit.exhibit,
            entry: EntrySummary(
                index: exhibit.index,
                leafHash: exhibit.leafHash,
                declaredAt: declaredAt,
                attested: try caseFile.shownTime(of: exhibit.index),
                notBefore: nil
            ),
            observedContent: exhibit.content,
            declaredDescription: ReferenceOnly.Facts.declared(facts.description),
            declaredLocation: ReferenceOnly.Facts.declared(facts.location),
            declaredHolder: ReferenceOnly.Facts.declared(facts.holder),
            tool: .thisProgram
        )
    }

    private static func receipt(
        for outcome: ReferenceTransaction.Outcome,
        in caseFile: CaseFile
    ) throws -> [UInt8] {
        let leaves = outcome.exhibits.map { Receipt.Leaf(index: $0.index, hash: $0.leafHash) } + [outcome.leaf]
        let receipt = try Receipt(key: caseFile.ledgerKey, leaves: leaves, checkpoint: outcome.checkpoint)
        let head = ReceiptHead(
            origin: caseFile.origin,
            ledgerKey: Digest(of: caseFile.ledgerKey.publicKey.bytes),
            entries: (leaves.first?.index ?? outcome.leaf.index)...outcome.leaf.index,
            sealedCount: outcome.exhibits.count,
            declaredAt: outcome.declaredAt,
            attested: try caseFile.shownTime(of: outcome.leaf.index),
            releve: nil,
            releveFileName: "",
            reread: .notRecorded,
            tool: .thisProgram
        )
        return try receipt.bytes(head: head.text(in: caseFile.settings.language))
    }
}

extension ReferenceOnly.Facts {
    /// An answer as it is committed: not asked, not known, or as given.
    static func declared(_ text: String?) -> DeclaredValue {
        guard let text else { return .notAsked }
        return DeclaredValue.isUnknown(text) ? .unknown : .given(text)
    }
}
