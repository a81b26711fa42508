/// Completes what is pending: has the head stamped when an entry waits for a time.
package enum CompleteTimeStamps {
    /// Asks the authorities of the case, or nobody when nothing is pending.
    package static func run(
        case path: String?,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings,
        client: AuthorityClient = AuthorityClient(),
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> StampRound {
        try await OperationError.mapping {
            let caseFile = try CaseFile(at: path, in: surroundings)
            guard try caseFile.isTimePending(), !caseFile.settings.authorities.isEmpty else {
                return try StampRound(untouched: caseFile)
            }
            let identity = try IdentityStore(in: surroundings).chosen(name)
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            return try await StampHead.run(
                in: caseFile,
                by: custodian,
                in: surroundings,
                client: client,
                progress: progress
            )
        }
    }
}
