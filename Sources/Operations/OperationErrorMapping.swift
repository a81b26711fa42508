internal import CourtBundle
internal import Cryptography
internal import Custody
internal import LedgerStore
internal import Timestamping
internal import TransparencyLog

extension OperationError {
    /// Runs `body`; whatever a layer below throws comes out as an `OperationError`, or as it is when it is none of ours.
    static func mapping<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw translated(error) }
    }

    /// Runs `body`; whatever a layer below throws comes out as an `OperationError`, or as it is when it is none of ours.
    static func mapping<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch { throw translated(error) }
    }

    /// What an error of a layer below means to whoever gave the command.
    static func translated(_ error: any Error) -> any Error {
        switch error {
        case let error as FileSystemError: OperationError(error)
        case let error as StoreError: OperationError(error)
        case let error as LedgerError: OperationError(error)
        case let error as LedgerKeyError: OperationError(error)
        case let error as OpeningsError: OperationError(error)
        case let error as OriginalError: OperationError(error)
        case let error as HeadsError: OperationError(error)
        case let error as WitnessMemoryError: OperationError(error)
        case let error as CaseFolderError: OperationError(error)
        case let error as CaseLockError: OperationError(error)
        case CertificateError.unusableName: OperationError(.commonNameRefused)
        case let error as CertificateError: OperationError(.signingFailed, ["reason": "\(error)"])
        case let error as SigningKeyError: OperationError(.signingFailed, ["reason": "\(error)"])
        case let error as EntryError: OperationError(.signingFailed, ["reason": "\(error)"])
        case let error as StatementError: OperationError(.signingFailed, ["reason": "\(error)"])
        case let error as DisclosureError: OperationError(.signingFailed, ["reason": "\(error)"])
        case let error as TrustPolicyError: OperationError(error)
        case let error as TrustStoreError: OperationError(error)
        case let error as KnownCheckpointError: OperationError(error)
        case let error as BundleError: OperationError(error)
        case let error as BundleWriterError: OperationError(error)
        default: error
        }
    }
}

// MARK: - Layer by layer

extension OperationError {
    init(_ error: FileSystemError) {
        self.init(.fileProblem, ["path": error.path, "reason": "\(error.operation.rawValue): \(error.reason)"])
    }

    init(_ error: StoreError) {
        self =
            switch error {
            case .missing(let path): OperationError(.fileProblem, ["path": path, "reason": "missing"])
            case .exists(let path): OperationError(.outputExists, ["path": path])
            case .otherSort(let path): OperationError(.storeForeign, ["path": path])
            case .newerVersion(let path, _, _): OperationError(.storeNewer, ["path": path])
            case .alteredSchema(let path, let object):
                OperationError(.storeAltered, ["path": path, "object": object])
            case .corrupt(let path, let detail), .refused(let path, let detail):
                OperationError(.storeDamaged, ["path": path, "reason": detail])
            case .busy(let path): OperationError(.storeBusy, ["path": path])
            case .inputOutput(let path, let detail):
                OperationError(.fileProblem, ["path": path, "reason": detail])
            case .fileSystem(let error): OperationError(error)
            }
    }

    init(_ error: LedgerError) {
        if case .store(let error) = error {
            self.init(error)
        } else {
            self.init(.ledgerUnreadable, ["path": "ledger.sqlite", "reason": "\(error)"])
        }
    }

    init(_ error: LedgerKeyError) {
        self =
            switch error {
            case .age(let path, .noMatchingIdentity): OperationError(.caseNotOpen, ["name": path])
            case .age(let path, let error):
                OperationError(.storeDamaged, ["path": path, "reason": "\(error)"])
            case .malformed(let path): OperationError(.storeForeign, ["path": path])
            case .fileSystem(let error): OperationError(error)
            }
    }

    init(_ error: OpeningsError) {
        self =
            switch error {
            case .store(let error): OperationError(error)
            case .age(_, .noMatchingIdentity), .caseKey(.noMatchingIdentity):
                OperationError(.caseNotOpen, ["name": "openings.sqlite"])
            default: OperationError(.storeDamaged, ["path": "openings.sqlite", "reason": "\(error)"])
            }
    }

    init(_ error: OriginalError) {
        self =
            switch error {
            case .notARegularFile(let name): OperationError(.sourceNotRegular, ["path": name])
            case .sourceChanged(let name): OperationError(.sourceChanged, ["path": name])
            case .altered(let exhibit, _, _), .missing(let exhibit), .exists(let exhibit), .age(let exhibit, _):
                OperationError(.originalAltered, ["exhibit": exhibit.hex])
            case .fileSystem(let error): OperationError(error)
            }
    }

    init(_ error: HeadsError) {
        self =
            switch error {
            case .rolledBack(let remembered, let found):
                OperationError(.ledgerRolledBack, ["remembered": "\(remembered)", "found": "\(found)"])
            case .otherRoot(let size, _, _): OperationError(.ledgerOtherRoot, ["size": "\(size)"])
            case .inconsistent(let remembered, let found, _), .proofMissing(let remembered, let found):
                OperationError(.ledgerInconsistent, ["remembered": "\(remembered)", "found": "\(found)"])
            case .foreignOrigin(let origin):
                OperationError(.ledgerUnreadable, ["path": "ledger.sqlite", "reason": origin])
            case .unreadable(let path): OperationError(.storeForeign, ["path": path])
            case .fileSystem(let error): OperationError(error)
            }
    }

    init(_ error: WitnessMemoryError) {
        self =
            switch error {
            case .unreadable(let path): OperationError(.storeForeign, ["path": path])
            case .fileSystem(let error): OperationError(error)
            }
    }

    init(_ error: CaseFolderError) {
        self =
            switch error {
            case .notEmpty(let path): OperationError(.caseNotEmpty, ["path": path])
            case .notACase(let path): OperationError(.caseMissing, ["path": path])
            case .noneAbove(let path): OperationError(.caseNone, ["path": path])
            case .fileSystem(let error): OperationError(error)
            }
    }

    init(_ error: CaseLockError) {
        self =
            switch error {
            case .held(let path): OperationError(.caseHeld, ["path": path])
            case .fileSystem(let error): OperationError(error)
            }
    }

    /// Why `authority` gave no token.
    init(_ failure: AuthorityFailure, from authority: AuthorityAddress) {
        let name = authority.name
        self =
            switch failure {
            case .noAnswer(let reason): OperationError(.authoritySilent, ["authority": name, "reason": reason])
            case .status(let status): OperationError(.authorityStatus, ["authority": name, "status": "\(status)"])
            case .mediaType(let type): OperationError(.answerRefused, ["authority": name, "reason": type])
            case .tooLarge:
                OperationError(
                    .answerRefused,
                    ["authority": name, "reason": "> \(AuthorityClient.largestReply) bytes"]
                )
            case .redirectRefused: OperationError(.answerRefused, ["authority": name, "reason": "redirect"])
            case .credentialsUnreadable:
                OperationError(.credentialsUnreadable, ["path": authority.credentialsFile ?? name])
            case .notAResponse: OperationError(.answerUnreadable, ["authority": name])
            case .refused(let refusal): OperationError(refusal, from: name)
            case .clocksApart(let attested, let computer, let suspect):
                OperationError(
                    suspect.code,
                    ["authority": name, "attested": attested.rfc3339, "computer": computer.rfc3339]
                )
            }
    }

    private init(_ refusal: TimeStampRefusal, from authority: String) {
        self =
            switch refusal {
            case .notGranted(_, let text, let failure):
                OperationError(
                    .answerRefused,
                    ["authority": authority, "reason": (text + failure.map { "\($0)" }).joined(separator: "; ")]
                )
            case .nonceMissing, .nonceMismatch, .broken(.otherImprint):
                OperationError(.answerMismatched, ["authority": authority])
            case .tokenMissing: OperationError(.answerUnreadable, ["authority": authority])
            case .certificateMissing:
                OperationError(.answerRefused, ["authority": authority, "reason": "certificateMissing"])
            case .broken(let fault):
                OperationError(.answerRefused, ["authority": authority, "reason": fault.shortName])
            case .doubtful(let doubt):
                OperationError(.answerRefused, ["authority": authority, "reason": doubt.shortName])
            }
    }
}

extension ClockComparison.Suspect {
    fileprivate var code: OperationError.Code {
        switch self {
        case .computer: .computerClockWrong
        case .authority: .authorityClockWrong
        case .either: .clocksApart
        }
    }
}

extension TimeStampFault {
    /// The name of the fault alone: its payload may hold a whole certificate.
    fileprivate var shortName: String { String("\(self)".prefix { $0 != "(" }) }
}

extension TimeStampDoubt {
    /// The name of the doubt alone: its payload may hold a whole certificate.
    fileprivate var shortName: String { String("\(self)".prefix { $0 != "(" }) }
}
