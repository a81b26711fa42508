internal import Cryptography
internal import LedgerStore
internal import Timestamping

/// Has heads stamped in the course of another operation, which stands whatever comes of it.
struct HeadStamper: Sendable {
    let caseFile: CaseFile
    let custodian: Custodian
    let surroundings: Surroundings
    let client: AuthorityClient
    let progress: ProgressListener

    /// One round over the head; what goes wrong on our side is told in it too.
    func attempt() async -> StampRound {
        do {
            return try await StampHead.run(
                in: caseFile,
                by: custodian,
                in: surroundings,
                client: client,
                progress: progress
            )
        } catch {
            let error = OperationError.translated(error) as? OperationError
            let trouble = error ?? OperationError(.signingFailed, ["reason": "time stamp"])
            return StampRound(
                size: nil,
                stamps: [],
                failures: [AuthorityTrouble(authority: "", error: trouble)],
                authorityCount: caseFile.settings.authorities.count,
                isPending: true
            )
        }
    }
}

extension StampRound {
    /// How time stands in `caseFile` without anybody being asked.
    init(untouched caseFile: CaseFile) throws {
        self.init(
            size: nil,
            stamps: [],
            failures: [],
            authorityCount: caseFile.settings.authorities.count,
            isPending: try caseFile.isTimePending()
        )
    }
}

extension CaseFile {
    /// Whether the newest token over the ledger is older than so many seconds, or there is none; false when no authority
    /// is configured.
    func isHeadTokenOlder(than seconds: Int64, at now: Instant) throws -> Bool {
        guard !settings.authorities.isEmpty else { return false }
        guard let newest = try newestAttestedTime() else { return true }
        return newest.adding(seconds: seconds) < now
    }

    /// The latest time that a token over the newest stamped checkpoint attests; nil when there is none.
    func newestAttestedTime() throws -> Instant? {
        guard let size = try ledger.stampedSizes().last else { return nil }
        return try ledger.timestamps(size: size).map { try TimeStampToken(parsing: $0.token).genTime }.max()
    }
}
