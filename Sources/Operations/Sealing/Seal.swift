internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// Seals files: encrypted copies, read again; one signed entry a file; one checkpoint and one round of time stamps a call.
///
/// The order is:
///
///     0  the head's token is older than a day and an authority is configured: the head is stamped
///     1  under the case's lock: originals, signatures, openings; entries and checkpoint in one transaction
///     2  one round to every authority, without any lock
///     3  `timestamp.recorded`, tokens and a checkpoint in one transaction
package enum Seal {
    /// How old the newest token may be before the head is stamped first, in seconds.
    static let oldestToken: Int64 = 86_400

    /// The time zone of the declared dates of a case that name none; nil when it has none.
    package static func zone(ofCase path: String?, in surroundings: Surroundings) throws -> String? {
        try OperationError.mapping {
            try CaseSettings(reading: CaseFile.folder(at: path, in: surroundings).settings).zone
        }
    }

    /// What `run` would seal; nothing is written, nobody is asked for a passphrase.
    ///
    /// What is declared is read as `run` reads it.
    package static func plan(
        paths: [String],
        allowing allowances: IntakeAllowances = [],
        declared: DeclaredFacts = DeclaredFacts(),
        case path: String?,
        in surroundings: Surroundings
    ) throws -> Intake {
        try OperationError.mapping {
            let folder = try CaseFile.folder(at: path, in: surroundings)
            let intake = try Intake(
                walking: paths,
                for: folder,
                allowing: allowances,
                reading: false,
                in: surroundings
            )
            let zone = try CaseSettings(reading: folder.settings).zone
            _ = try Declaration(declared, of: intake.files, caseZone: zone, in: surroundings)
            return intake
        }
    }

    /// Seals the files that `paths` name.
    ///
    /// `output` is a folder that must not exist, for the receipt and the list of digests; by default a new one beside the
    /// case. An unreadable file, a link or a device refuses the call before anything is written,
    /// unless `allowances` says otherwise.
    package static func run(
        paths: [String],
        allowing allowances: IntakeAllowances = [],
        declared: DeclaredFacts,
        case path: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        output: String?,
        in surroundings: Surroundings,
        client: AuthorityClient = AuthorityClient(),
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> SealReceipt {
        try await OperationError.mapping {
            // Before anything is opened: not even a file's first bytes are read without an answer.
            try declared.requireNoMinorImagery()
            let folder = try CaseFile.folder(at: path, in: surroundings)
            let intake = try Intake(
                walking: paths,
                for: folder,
                allowing: allowances,
                reading: true,
                in: surroundings
            )
            let caseFile = try CaseFile(opening: folder, in: surroundings)
            let declaration = try Declaration(
                declared,
                of: intake.files,
                caseZone: caseFile.settings.zone,
                in: surroundings
            )
            let identity = try IdentityStore(in: surroundings).chosen(name)
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            // Before gigabytes are copied for an entry that nobody may sign.
            try custodian.requireCurrentCertificate(at: surroundings.now())
            if let end = custodian.expiringSoon(at: surroundings.now()) {
                progress(.certificateEnding(identity: identity.name, end))
            }
            let destination = try ReceiptFolder(output, beside: caseFile, in: surroundings)
            let stamper = HeadStamper(
                caseFile: caseFile,
                custodian: custodian,
                surroundings: surroundings,
                client: client,
                progress: progress
            )

            try caseFile.refuseReferenced(intake.files, for: custodian)

            // (0)
            let isStale = try caseFile.isHeadTokenOlder(than: oldestToken, at: surroundings.now())
            let timeBefore = isStale ? await stamper.attempt() : nil

            // (1)
            let transaction = SealingTransaction(
                intake: intake,
                declared: declaration,
                caseFile: caseFile,
                custodian: custodian,
                surroundings: surroundings,
                progress: progress
            )
            let waiting = { progress(.waitingForCase(seconds: CaseLock.usualAttempts / 10)) }
            let outcome = try caseFile.folder.withLock(waiting: waiting) { try transaction.commit() }
            // Before anybody is waited for: whoever stops the program now has a receipt, if without an attested time.
            let records = SealRecords(writing: outcome, intake.record, declared, of: caseFile, to: destination)

            // (2), (3)
            let time = await stamper.attempt()
            let kept = records.keep(isStamped: !time.stamps.isEmpty)
            return SealReceipt(
                submission: outcome.submission,
                files: outcome.files,
                intake: intake,
                assumed: declaration.assumed,
                submissionIndex: outcome.leaf.index,
                checkpoint: outcome.checkpoint,
                text: kept.receipt,
                releveDigest: outcome.releve,
                outputFolder: kept.folder,
                outputFailure: kept.failure,
                timeBefore: timeBefore,
                time: time,
                routeStripsMetadata: declared.routeStripsMetadata,
                series: SeriesReview.reviews(of: intake.files.lazy.map(\.name), declared)
            )
        }
    }
}
