internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog

/// Writes entries for the next places of a ledger, in the name of one custodian at one declared time.
///
/// It must live within one holding of the case's lock: whoever else appended in between would have taken its indexes.
///
///     try caseFile.folder.withLock {
///         var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
///         let entry = try composer.sign(.submissionReceived, …)
///         try caseFile.append(composer, …)
///     }
struct EntryComposer: Sendable {
    /// The ledger.
    let origin: String

    /// The time that all these entries declare.
    let declaredAt: DeclaredTime

    /// The index of the next entry.
    private(set) var nextIndex: UInt64

    private(set) var governance: Digest?
    private let after: StampedHead?
    private let certificate: Certificate
    private let key: SigningKey

    /// What an entry says beyond what every entry of the composer does.
    struct Draft: Sendable {
        var kind: StatementKind
        var exhibit: ExhibitID?
        var submission: SubmissionID?
        var previous: Digest?
        var facts: Facts?
        var lists: [String: EntryList] = [:]
        var commitments: [String: Digest] = [:]
    }

    /// Composes the first entries of a new ledger.
    init(opening origin: String, by custodian: Custodian, at time: DeclaredTime) throws {
        self.origin = origin
        declaredAt = time
        nextIndex = 0
        governance = nil
        after = nil
        certificate = custodian.identity.certificate
        key = try custodian.signingKey()
    }

    /// Continues the ledger of `caseFile`; the custodian must be enrolled in it, and the folder the ledger's own.
    ///
    /// What a change of custodians or keys left undone when it was interrupted is completed first.
    init(for caseFile: CaseFile, by custodian: Custodian, in surroundings: Surroundings) throws {
        let governance = try caseFile.governance()
        try caseFile.requireSettled(governance)
        try self.init(continuing: caseFile, under: governance, by: custodian, in: surroundings)
        try caseFile.completeKeys(under: governance, by: custodian)
    }

    /// Continues the ledger of `caseFile` wherever its folder stands: to say that it is adopted.
    init(adopting caseFile: CaseFile, by custodian: Custodian, in surroundings: Surroundings) throws {
        try self.init(continuing: caseFile, under: caseFile.governance(), by: custodian, in: surroundings)
    }

    private init(
        continuing caseFile: CaseFile,
        under governing: CaseGovernance,
        by custodian: Custodian,
        in surroundings: Surroundings
    ) throws {
        let ledger = caseFile.ledger
        guard governing.isActive(custodian.identity.certificate.fingerprint) else {
            throw OperationError(.custodianNotEnrolled, ["name": custodian.identity.name])
        }
        origin = caseFile.origin
        declaredAt = try surroundings.declaredTime()
        try custodian.requireCurrentCertificate(at: declaredAt.instant)
        nextIndex = try ledger.head().size
        try caseFile.removeUnfinishedOpenings(from: nextIndex)
        governance = governing.newest
        after = try Self.stampedHead(of: ledger, before: nextIndex)
        certificate = custodian.identity.certificate
        key = try custodian.signingKey()
    }

    /// What `after` of an entry at `index` names: the largest size whose `timestamp.recorded` has a smaller index.
    private static func stampedHead(of ledger: Ledger, before index: UInt64) throws -> StampedHead? {
        guard let size = try ledger.newestStampedSize(recordedBefore: index) else { return nil }
        return StampedHead(
            size: size,
            root: try ledger.checkpoint(size: size).checkpoint.rootHash,
            tokens: try ledger.timestamps(size: size).map { Digest(of: $0.token) }
        )
    }

    /// Signs `draft` at the next index, and moves on.
    mutating func sign(_ draft: Draft) throws -> Entry {
        let entry = try sign(draft, at: nextIndex)
        nextIndex += 1
        if draft.kind.governs { governance = entry.leafHash }
        return entry
    }

    /// Signs `draft` at an index that the caller keeps count of, for entries that are signed on several cores.
    func sign(_ draft: Draft, at index: UInt64) throws -> Entry {
        let statement = try Statement(
            origin: origin,
            index: index,
            kind: draft.kind,
            declaredAt: declaredAt,
            actor: certificate.fingerprint,
            tool: .thisProgram,
            after: after,
            governance: governance,
            exhibit: draft.exhibit,
            submission: draft.submission,
            previous: draft.previous,
            facts: draft.facts,
            lists: draft.lists,
            commitments: draft.commitments
        )
        return try Entry.sign(statement, key: key, certificate: certificate)
    }

    /// Moves on over `count` entries that `sign(_:at:)` signed.
    mutating func skip(_ count: Int) {
        nextIndex += UInt64(count)
    }
}

// MARK: - What an interrupted call left

extension CaseFile {
    /// Removes the openings that a call left which ended before its entries were in the ledger: whatever entry is next to
    /// take `index`, a stamp's as well, they are not its own.
    ///
    /// The head is compared once more with the one remembered: of a ledger that was put back, they would be all that is left.
    fileprivate func removeUnfinishedOpenings(from index: UInt64) throws {
        try checkHead()
        try openings.removeUnfinished(ledgerSize: index)
    }
}

// MARK: - Who may open

extension CaseFile {
    /// Those to whom content keys are wrapped: every enrolled custodian who is not retired, then the recovery recipient.
    func recipients() throws -> [AgeRecipient] { try governance().recipients }
}
