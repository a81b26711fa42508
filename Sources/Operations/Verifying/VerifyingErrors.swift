internal import CourtBundle

// What errors about bundles, checkpoints and trust mean to whoever gave the command.

extension OperationError {
    init(_ error: TrustPolicyError) {
        self =
            switch error {
            case .unreadable(let path): OperationError(.policyUnreadable, ["path": path])
            case .notTOML(let path, let line): OperationError(.policyNotTOML, ["path": path, "line": String(line)])
            case .unknownKey(let key, let path): OperationError(.policyUnknownKey, ["path": path, "key": key])
            case .missingKey(let key, let path): OperationError(.policyMissingKey, ["path": path, "key": key])
            case .malformed(let key, let path): OperationError(.policyMalformed, ["path": path, "key": key])
            }
    }

    init(_ error: TrustStoreError) {
        self =
            switch error {
            case .malformedName(let name): OperationError(.trustNameRefused, ["name": name])
            case .taken(let name): OperationError(.trustNameTaken, ["name": name])
            case .unknown(let name): OperationError(.trustUnknown, ["name": name])
            case .namesFiles(let path): OperationError(.trustNamesFiles, ["path": path])
            }
    }

    init(_ error: KnownCheckpointError) {
        self =
            switch error {
            case .unreadable(let path), .notABundle(let path): OperationError(.checkpointUnreadable, ["path": path])
            case .malformed(let path, let reason):
                OperationError(.checkpointMalformed, ["path": path, "reason": reason])
            case .otherLedger(let path): OperationError(.checkpointOfOtherLedger, ["path": path])
            }
    }

    init(_ error: BundleError) {
        self =
            switch error {
            case .unreadable(let path, let reason):
                OperationError(.bundleUnreadable, ["path": path, "reason": "\(reason)"])
            case .notABundle(let path): OperationError(.notABundle, ["path": path])
            case .severalContainers(let path, _): OperationError(.severalContainers, ["path": path])
            }
    }

    init(_ error: BundleWriterError) {
        self =
            switch error {
            case .exists(let path): OperationError(.outputExists, ["path": path])
            case .pieceChanged(let path):
                OperationError(.bundleNotWritten, ["path": path, "reason": "the original is not what was sealed"])
            case .bundleTooLarge(let path, let size, let limit):
                OperationError(.bundleTooLarge, ["path": path, "size": "\(size)", "limit": "\(limit)"])
            case .sourceFailed(let path, let cause):
                OperationError(.bundleNotWritten, ["path": path, "reason": "\(cause)"])
            default: OperationError(.bundleNotWritten, ["path": "", "reason": "\(error)"])
            }
    }
}
