package import Cryptography
package import Custody
package import TransparencyLog

/// What a call of `seal` did.
package struct SealReceipt: Sendable {
    /// The submission, which is entered even when every file was in the case already.
    package let submission: SubmissionID

    /// What became of each file.
    let files: SealedFiles

    /// The exhibits, in ledger order.
    package var exhibits: SealedExhibits { files.exhibits }

    /// The files whose content the case has already: they are in the submission, and no second original was made.
    package var duplicates: DuplicateFiles { files.duplicates }

    /// Whether a copy could be read again from memory only.
    package var wasRereadFromMemory: Bool { files.wasRereadFromMemory }

    /// What was found: the files, what was passed over, what was reached through links.
    package let intake: Intake

    /// What was found and passed over.
    package var skipped: [SkippedFile] { intake.skipped }

    /// What was assumed when the declared facts were read.
    package let assumed: DeclaredAssumptions

    /// The index of `submission.received`.
    package let submissionIndex: UInt64

    /// The checkpoint that the entries were committed with.
    package let checkpoint: SignedCheckpoint

    /// What writes the receipt; nil when it could not be made.
    let text: ReceiptText?

    /// The receipt, as it was written and as the case keeps it; empty when it could not be made.
    package var receipt: [UInt8] {
        get throws {
            var bytes: [UInt8] = []
            try text?.write { bytes += $0 }
            return bytes
        }
    }

    /// The digest of the list of received files and their digests, which the submission commits.
    package let releveDigest: Digest

    /// That list.
    package var releve: [UInt8] {
        get throws {
            var bytes: [UInt8] = []
            try files.writeReleve { bytes += $0 }
            return bytes
        }
    }

    /// The new folder that holds both; nil when it could not be written.
    package let outputFolder: String?

    /// Why the folder could not be written; the seal stands.
    package let outputFailure: OperationError?

    /// The round of stamps over the head, before the entries; nil when its newest token was young enough.
    package let timeBefore: StampRound?

    /// The round of stamps over the entries.
    package let time: StampRound

    /// Whether files that come by the declared way have usually lost what was recorded in them; told once a call.
    package let routeStripsMetadata: Bool

    /// The declared series, and what each lacks.
    package let series: [SeriesReview]

    /// `done`, or `incomplete` when an authority is configured and time is pending, or the receipt could not be written.
    package var exitStatus: ExitStatus { outputFailure == nil ? time.exitStatus : .incomplete }
}

/// One file that is an exhibit now.
package struct SealedExhibit: Hashable, Sendable {
    /// Its id.
    package let exhibit: ExhibitID
    /// The name it was received under.
    package let name: ReceivedName
    /// Its size, type and digest.
    package let content: ExhibitContent
    /// The index of its entry.
    package let index: UInt64
    /// The leaf hash of its entry.
    package let leafHash: Digest
    /// Of what the program saw in the file, that which whoever seals should hear of at once.
    package let notices: ObservedFacts
    /// Whether the second reading came from memory: « relu en mémoire ».
    package let wasRereadFromMemory: Bool
}

/// A file whose content is an exhibit already.
package struct DuplicateFile: Hashable, Sendable {
    /// The name it was received under.
    package let name: ReceivedName
    /// The exhibit that has the same content.
    package let exhibit: ExhibitID
}
