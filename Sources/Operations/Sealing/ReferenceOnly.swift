package import Cryptography
package import Custody
internal import LedgerStore
package import TransparencyLog

/// Enters files that must not be copied: a digest and a size, and where each of them is (docs/decisions/0015-question-first.md).
///
/// A file is read once, from the path that was given, and digested as it is read. Nothing of it is written, looked into or
/// shown: no copy, no temporary file, no media type. What is entered can be told from the file again, and nothing else can.
package enum ReferenceOnly {
    /// What is declared of files that are not copied: the words of whoever has them, kept as given; `?` is "not known".
    package struct Facts: Hashable, Sendable {
        /// What it is, in neutral words.
        package var description: String?
        /// Where the original is: the device, the place.
        ///
        /// It must be said, if only that nobody knows.
        package var location: String?
        /// Who has it, and has to hand it over to the authorities.
        package var holder: String?

        /// Nothing declared.
        package init(description: String? = nil, location: String? = nil, holder: String? = nil) {
            self.description = description
            self.location = location
            self.holder = holder
        }

        /// Whether nothing was declared.
        package var isEmpty: Bool { description == nil && location == nil && holder == nil }
    }

    /// Enters the files that `paths` name, folders with all that is in them.
    ///
    /// `output` is a folder that must not exist, for the receipt and one sheet a file; by default a new one beside the case.
    package static func run(
        paths: [String],
        declared: DeclaredFacts,
        facts: Facts,
        case path: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        output: String?,
        in surroundings: Surroundings,
        client: AuthorityClient = AuthorityClient(),
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> Receipt {
        try await OperationError.mapping {
            guard let location = facts.location, !location.isEmpty else {
                throw OperationError(.referenceLocationMissing)
            }
            let folder = try CaseFile.folder(at: path, in: surroundings)
            let intake = try Intake(walking: paths, for: folder, reading: false, in: surroundings)
            let caseFile = try CaseFile(opening: folder, in: surroundings)
            let declaration = try Declaration(
                declared,
                of: intake.files,
                caseZone: caseFile.settings.zone,
                in: surroundings
            )
            let identity = try IdentityStore(in: surroundings).chosen(name)
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            let destination = try ReceiptFolder(output, beside: caseFile, in: surroundings)
            let stamper = HeadStamper(
                caseFile: caseFile,
                custodian: custodian,
                surroundings: surroundings,
                client: client,
                progress: progress
            )
            // The steps are those of `Seal`.
            let isStale = try caseFile.isHeadTokenOlder(than: Seal.oldestToken, at: surroundings.now())
            let timeBefore = isStale ? await stamper.attempt() : nil
            let transaction = ReferenceTransaction(
                intake: intake,
                declared: declaration,
                facts: facts,
                caseFile: caseFile,
                custodian: custodian,
                surroundings: surroundings,
                progress: progress
            )
            let outcome = try caseFile.folder.withLock { try transaction.commit() }
            // Before anybody is waited for: whoever stops the program now has the sheets, if without an attested time.
            let records = ReferenceRecords(writing: outcome, facts, of: caseFile, to: destination)
            let time = await stamper.attempt()
            let kept = records.keep(isStamped: !time.stamps.isEmpty)
            return Receipt(
                exhibits: outcome.exhibits,
                known: outcome.known,
                intake: intake,
                assumed: declaration.assumed,
                submission: outcome.submission,
                submissionIndex: outcome.leaf.index,
                checkpoint: outcome.checkpoint,
                outputFolder: kept.folder,
                outputFailure: kept.failure,
                timeBefore: timeBefore,
                time: time
            )
        }
    }
}

// MARK: - What was done

extension ReferenceOnly {
    /// What a call did.
    package struct Receipt: Sendable {
        /// The items, in ledger order.
        package let exhibits: [ReferencedExhibit]
        /// The files that the case has a digest of already: that they were handed over again is entered, no second item.
        package let known: [KnownFile]
        /// What was found: the items, and what was passed over.
        package let intake: Intake
        /// What was assumed when the declared facts were read.
        package let assumed: DeclaredAssumptions
        /// The submission.
        package let submission: SubmissionID
        /// The index of `submission.received`.
        package let submissionIndex: UInt64
        /// The checkpoint that the entries were committed with.
        package let checkpoint: SignedCheckpoint
        /// The new folder with the sheets; nil when it could not be written.
        package let outputFolder: String?
        /// Why it could not be written; the entries stand.
        package let outputFailure: OperationError?
        /// The round of stamps over the head, before the entries; nil when its newest token was young enough.
        package let timeBefore: StampRound?
        /// The round of stamps over the entries.
        package let time: StampRound

        /// `done`, or `incomplete` when time is pending or the sheets could not be written.
        package var exitStatus: ExitStatus { outputFailure == nil ? time.exitStatus : .incomplete }
    }

    /// A file whose digest the case has already.
    package struct KnownFile: Hashable, Sendable {
        /// The name it was handed over under; for the terminal, kept nowhere.
        package let name: ReceivedName
        /// The exhibit that has the same content.
        package let exhibit: ExhibitID
        /// Whether that exhibit is a sealed one: then the case holds a copy.
        package let isCopied: Bool
    }
}

/// An item that was entered without being copied.
package struct ReferencedExhibit: Hashable, Sendable {
    /// Its id.
    package let exhibit: ExhibitID
    /// The name it was handed over under; for the terminal, kept nowhere.
    package let name: ReceivedName
    /// Its size and digest; there is no media type, for nobody looked.
    package let content: ExhibitContent
    /// The index of its entry.
    package let index: UInt64
    /// The leaf hash of its entry.
    package let leafHash: Digest
    /// Whether the system kept none of the pages that were read.
    package let wasDroppedFromMemory: Bool
}
