internal import Cryptography
internal import Custody
internal import Glibc
internal import LedgerStore
internal import TransparencyLog
internal import Verification

/// Says what is wrong with a case, also with one that no other command opens; the steps of docs/formats/diagnosis.md § 2.
///
/// Changes nothing, unless it is told to remove what an unfinished operation left, and that is safe.
package enum DiagnoseCase {
    /// What the diagnosis has to go on.
    package struct Request: Sendable {
        /// Whom the audit trusts.
        package var trust: TrustChoice
        /// Who unlocks openings, originals and the ledger's key; nil for nobody.
        package var unlocking: Unlocking?
        /// Which originals are read again.
        package var originals: AuditLedger.Originals
        /// Files that hold a checkpoint known from elsewhere: notes, receipts, bundles, what a witness cosigned.
        package var checkpoints: [String]
        /// Whether to remove what an unfinished operation left.
        package var completes: Bool

        /// A request with these properties.
        package init(
            trust: TrustChoice,
            unlocking: Unlocking?,
            originals: AuditLedger.Originals = .all,
            checkpoints: [String] = [],
            completes: Bool = false
        ) {
            self.trust = trust
            self.unlocking = unlocking
            self.originals = originals
            self.checkpoints = checkpoints
            self.completes = completes
        }
    }

    /// The diagnosis of the case at `path`, or at `SCELLE_CASE`, or of the nearest folder upwards.
    ///
    /// - Throws: `OperationError` when there is no case there, the trust or a checkpoint's file cannot be read, or what is
    ///   to be completed is not safe to remove.
    package static func run(
        case path: String?,
        _ request: Request,
        in surroundings: Surroundings,
        progress: @escaping ProgressListener = { _ in }
    ) throws -> CaseDiagnosis {
        try OperationError.mapping {
            try run(
                case: path,
                request,
                policy: request.trust.policy(in: surroundings),
                in: surroundings,
                progress: progress
            )
        }
    }

    static func run(
        case path: String?,
        _ request: Request,
        policy: TrustPolicy,
        in surroundings: Surroundings,
        progress: @escaping ProgressListener = { _ in }
    ) throws -> CaseDiagnosis {
        try OperationError.mapping {
            let known = try request.checkpoints.map { try KnownCheckpointFile.read(surroundings.absolute($0)) }
            let folder = try folder(at: path, in: surroundings)

            var diagnosis = CaseDiagnosis(path: folder.path)
            diagnosis.examineFolder(folder)
            let custodian = try diagnosis.unlock(request.unlocking, in: surroundings)
            guard let examined = diagnosis.openDatabases(folder, in: surroundings) else { return diagnosis }
            diagnosis.origin = examined.origin
            diagnosis.treeSize = examined.extent.entryEnd
            if case .success(let head?) = examined.remembered { diagnosis.remembered = head.checkpoint.treeSize }

            let leftovers = try examined.leftovers(known: examined.exhibits())
            let ours = diagnosis.separate(known, from: examined.origin)
            let report = try AuditLedger.report(
                on: examined,
                policy: policy,
                custodian: custodian,
                originals: request.originals,
                known: ours,
                in: surroundings,
                progress: progress
            )
            diagnosis.conclude(
                from: report,
                hasTraces: leftovers.openings > 0 || !leftovers.originals.isEmpty,
                lastEntry: examined.extent.entryEnd.checkedDecrement
            )
            diagnosis.examinePlace(of: examined, report)
            diagnosis.examineLedgerKey(of: examined, report, for: custodian)
            diagnosis.conclude(leftovers, isAtWork: CaseLock.isHeld(folder))
            if request.completes { try complete(&diagnosis, folder, in: surroundings) }
            return diagnosis
        }
    }

    /// The folder to be looked at: one that holds any part of a case will do.
    private static func folder(at path: String?, in surroundings: Surroundings) throws -> CaseFolder {
        let named = path ?? surroundings.environment["SCELLE_CASE"]
        guard let named else {
            do { return try CaseFolder.discover(from: surroundings.workingDirectory, override: nil) } catch {
                let here = try CaseFolder(anywhere: surroundings.workingDirectory)
                guard here.holdsAnyPart else { throw error }
                return here
            }
        }
        let folder = try CaseFolder(anywhere: surroundings.absolute(named))
        // What cannot be listed may hold a case; what can be, and holds none, does not.
        guard folder.holdsAnyPart || access(folder.path, R_OK | X_OK) != 0 else {
            throw CaseFolderError.notACase(folder.path)
        }
        return folder
    }
}

extension UInt64 {
    /// One less; nil for 0.
    fileprivate var checkedDecrement: UInt64? { self == 0 ? nil : self - 1 }
}

// MARK: - Steps

extension CaseDiagnosis {
    /// The custodian, when one is to unlock and the keys are there; a passphrase that is wrong is an error.
    fileprivate mutating func unlock(_ unlocking: Unlocking?, in surroundings: Surroundings) throws -> Custodian? {
        guard let unlocking else { return nil }
        do { return try unlocking.custodian(in: surroundings) } catch let error as OperationError {
            guard [.identityDamaged, .identityMissing, .fileProblem].contains(error.code) else { throw error }
            conclude(.custodianKeyUnusable, place: error.arguments["path"], reason: error.arguments["reason"])
        } catch let error as FileSystemError {
            conclude(.custodianKeyUnusable, place: error.path, reason: error.reason)
        }
        return nil
    }

    /// Both databases, for looking at; nil when the ledger cannot be read, which is concluded.
    fileprivate mutating func openDatabases(_ folder: CaseFolder, in surroundings: Surroundings) -> ExaminedCase? {
        let examined: ExaminedCase
        do {
            examined = try ExaminedCase(folder, in: surroundings)
            if let fault = try examined.ledger.pageFault() {
                conclude(.corruptPage, place: folder.ledger, reason: fault)
                return nil
            }
        } catch {
            conclude(error, of: folder.ledger)
            return nil
        }
        if case .failure(let error) = examined.remembered {
            conclude(.undecided, place: examined.headsFolder, reason: "\(error)")
        }
        do throws(OpeningsError) {
            let openings = try examined.openings.get()
            if let fault = try openings.pageFault() { conclude(.corruptPage, place: folder.openings, reason: fault) }
            if let object = openings.alteredObject {
                conclude(.structureAltered, place: folder.openings, reason: object)
            }
        } catch {
            conclude(error, of: folder.openings)
        }
        return examined
    }

    /// The checkpoints of this ledger; those of another say that one of the two is not what it is taken for.
    fileprivate mutating func separate(_ known: [KnownCheckpoint], from origin: String) -> [KnownCheckpoint] {
        known.filter { known in
            let theirs = known.checkpoint.checkpoint.origin
            let isOurs = Array(theirs.utf8) == Array(origin.utf8)
            if !isOurs { conclude(.otherLedger, place: known.source, reason: "\(theirs) ≠ \(origin)") }
            return isOurs
        }
    }

    /// Whether the folder stands where its ledger says; if not, a second history is what a copy's is.
    fileprivate mutating func examinePlace(of examined: ExaminedCase, _ report: VerificationReport) {
        guard let place = report.summary.moves.last?.place ?? CasePlace.first(of: examined.origin) else { return }
        var isCopy = false
        do throws(FileSystemError) {
            isCopy = try CasePlace.standing(of: examined.folder, at: place) != .settled
        } catch {
            conclude(.noAccess, place: examined.folder.place, reason: error.reason)
        }
        if isCopy { conclude(.copied, place: examined.folder.place) }
        // A copy that was adopted says itself where it left the common history.
        let parted = report.summary.moves.last { $0.reason == .copied }?.size
        let partsThere = parted.map { parted in differingSizes.allSatisfy { $0 > parted } } ?? false
        if !has(.unauthorised), isCopy || partsThere { replace(.rebuilt, by: .forked) }
    }

    /// The sizes at which what others know differs from this ledger.
    private var differingSizes: [UInt64] {
        conclusions.filter { $0.diagnosis == .rebuilt }.flatMap(\.findings).compactMap { finding in
            switch finding.subject {
            case .checkpoint(let size): size
            case .entry(let index): index
            default: nil
            }
        }
    }

    /// Whether ledger.key.age holds the key that the ledger says is in force.
    fileprivate mutating func examineLedgerKey(
        of examined: ExaminedCase,
        _ report: VerificationReport,
        for custodian: Custodian?
    ) {
        let path = examined.folder.ledgerKey
        guard DurableFile.exists(path), access(path, R_OK) == 0 else { return }
        guard let custodian else { return conclude(.undecided, place: path) }
        do throws(LedgerKeyError) {
            let key = try LedgerKeyFile.read(path, with: [custodian.ageKey])
            // Without a known key in force the history is what is wrong, and has been concluded.
            guard let inForce = report.summary.ledgerKey else { return }
            // An origin that no key can bear is the audit's to name.
            let text = (try? NoteSigner(name: examined.origin, key: key)).map { "\($0.verifierKey)" }
            if text.map({ Array($0.utf8) == Array(inForce.utf8) }) != true { conclude(.ledgerKeyReplaced, place: path) }
        } catch {
            switch error {
            case .age(_, .noMatchingIdentity):
                // Whoever opens the case opens this file: both are encrypted to the same recipients.
                let opensCase = (try? examined.openings.get().caseKey(with: [custodian.ageKey])) != nil
                conclude(opensCase ? .ledgerKeyReplaced : .undecided, place: path)
            case .age(_, let error): conclude(.ledgerKeyDamaged, place: path, reason: "\(error)")
            case .malformed: conclude(.ledgerKeyDamaged, place: path)
            case .fileSystem(let error): conclude(.noAccess, place: path, reason: error.reason)
            }
        }
    }

    /// Names what an interrupted operation left; of entries that are gone, it is what remains, and named as such.
    fileprivate mutating func conclude(_ leftovers: ExaminedCase.Leftovers, isAtWork: Bool) {
        guard !leftovers.isEmpty, !has(.truncated) else { return }
        for place in leftovers.strangers { conclude(.strangers, place: place) }
        // What somebody is still at work on is not unfinished.
        if isAtWork { return conclude(.undecided, place: path + "/lock", reason: "flock") }
        for place in leftovers.partial + leftovers.originals { conclude(.unfinished, place: place) }
        if leftovers.openings > 0 {
            conclude(.unfinished, place: path + "/openings.sqlite", reason: "entries: \(leftovers.openings)")
        }
    }
}
