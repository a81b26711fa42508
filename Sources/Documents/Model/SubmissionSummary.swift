package import Cryptography
package import Custody

/// What one person handed over at one time, and the call that sealed it: an entry `submission.received`.
package struct SubmissionSummary: Hashable, Sendable {
    /// The name of the submission.
    package let id: SubmissionID

    /// The entry.
    package let entry: EntrySummary

    /// Who sealed, and in which capacity the signature stands.
    package let signer: SignerSummary

    /// What was declared at the hand-over; nil when the edition withholds it.
    package let declared: DeclaredFacts?

    /// The SHA-256 of the call's relevé; nil when the edition withholds it.
    package let releve: Digest?

    /// How many files the call sealed, those that the edition leaves out included.
    package let sealedCount: Int

    /// How many exhibits of earlier calls were handed over again.
    package let alreadyHeldCount: Int

    /// From where the copies were read again before the ledger took them in.
    package let reread: Reread

    /// What was found and not received, and what was reached through links; nil when the edition withholds it.
    package let observedIntake: IntakeRecord?

    /// Whether the declared way is one that usually strips files of what was recorded in them.
    package let routeStripsMetadata: Bool

    /// The program that sealed.
    package let tool: Tool

    /// From where a copy was read again.
    package enum Reread: Hashable, Sendable {
        /// From the storage medium, after the copy was dropped from memory.
        case fromMedium
        /// From memory: the file system offers nothing better.
        case inMemory
        /// Nothing kept says which.
        case notRecorded
    }

    /// What the person handing over answered.
    package struct DeclaredFacts: Hashable, Sendable {
        /// Who handed over.
        package let from: DeclaredValue
        /// By which way: cable, e-mail, as a document, as a photo.
        package let receivedVia: DeclaredValue
        /// When.
        package let receivedAt: DeclaredDate
        /// The device and its system.
        package let device: DeclaredValue
        /// Whatever else was said.
        package let note: DeclaredValue

        /// The answers; that to the question about images of minors is for the ledger, not for paper.
        package init(
            from: DeclaredValue,
            receivedVia: DeclaredValue,
            receivedAt: DeclaredDate,
            device: DeclaredValue,
            note: DeclaredValue
        ) {
            self.from = from
            self.receivedVia = receivedVia
            self.receivedAt = receivedAt
            self.device = device
            self.note = note
        }
    }

    /// The submission `id`.
    package init(
        id: SubmissionID,
        entry: EntrySummary,
        signer: SignerSummary,
        declared: DeclaredFacts?,
        releve: Digest?,
        sealedCount: Int,
        alreadyHeldCount: Int = 0,
        reread: Reread,
        observedIntake: IntakeRecord? = nil,
        routeStripsMetadata: Bool = false,
        tool: Tool
    ) {
        self.id = id
        self.entry = entry
        self.signer = signer
        self.declared = declared
        self.releve = releve
        self.sealedCount = sealedCount
        self.alreadyHeldCount = alreadyHeldCount
        self.reread = reread
        self.observedIntake = observedIntake
        self.routeStripsMetadata = routeStripsMetadata
        self.tool = tool
    }
}
