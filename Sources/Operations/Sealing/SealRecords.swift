internal import Custody
internal import Documents
internal import LedgerStore
internal import TransparencyLog

/// The receipt and the lists of a call, outside the case and in it.
///
/// The seal stands whatever becomes of them: what cannot be written is told, not thrown.
struct SealRecords: Sendable {
    private let outcome: SealingTransaction.Outcome
    private let intake: IntakeRecord
    private let declared: DeclaredFacts
    private let caseFile: CaseFile
    private let folder: ReceiptFolder
    private let pending: Written

    /// What was written.
    struct Written: Sendable {
        /// The receipt; nil when it could not be made.
        let receipt: ReceiptText?
        /// The folder that holds it; nil when it could not be written.
        let folder: String?
        /// Why not.
        let failure: OperationError?
    }

    /// Writes the receipt, whose time is pending, and the lists to `folder`.
    init(
        writing outcome: SealingTransaction.Outcome,
        _ intake: IntakeRecord,
        _ declared: DeclaredFacts,
        of caseFile: CaseFile,
        to folder: ReceiptFolder
    ) {
        self.outcome = outcome
        self.intake = intake
        self.declared = declared
        self.caseFile = caseFile
        self.folder = folder
        pending = Self.write(outcome, intake, declared, of: caseFile, to: folder)
    }

    /// Keeps the receipt in the case, having written it again when there is an attested time to tell.
    func keep(isStamped: Bool) -> Written {
        let written = isStamped ? Self.write(outcome, intake, declared, of: caseFile, to: folder) : pending
        do {
            if let receipt = written.receipt {
                let size = outcome.checkpoint.checkpoint.treeSize
                try caseFile.openings.addReceipt(size: size, byteCount: try receipt.byteCount) { put in
                    try receipt.write(put)
                }
            }
            return written
        } catch {
            let reason = OperationError(.receiptNotWritten, ["path": caseFile.openings.path, "reason": "\(error)"])
            return Written(receipt: written.receipt, folder: written.folder, failure: written.failure ?? reason)
        }
    }

    private static func write(
        _ outcome: SealingTransaction.Outcome,
        _ intake: IntakeRecord,
        _ declared: DeclaredFacts,
        of caseFile: CaseFile,
        to folder: ReceiptFolder
    ) -> Written {
        var receipt: ReceiptText?
        do {
            let text = try ReceiptText(for: outcome, intake, declared, in: caseFile)
            receipt = text
            let list = NotReceivedList(intake)?.text(in: caseFile.settings.language)
            try folder.write(releve: outcome.files.writeReleve, receipt: text.write, notReceived: list)
            return Written(receipt: receipt, folder: folder.path, failure: nil)
        } catch {
            let reason = (error as? FileSystemError)?.reason ?? "\(error)"
            let failure = OperationError(.receiptNotWritten, ["path": folder.path, "reason": reason])
            return Written(receipt: receipt, folder: nil, failure: failure)
        }
    }
}
