internal import Cryptography
internal import Custody
internal import LedgerStore
internal import Timestamping
internal import TransparencyLog

/// Has a checkpoint, the newest as a rule, stamped by every authority of the case, and enters what they answered.
enum StampHead {
    /// Asks every authority at once, without any lock; then, in one transaction, `timestamp.recorded`, the tokens and a
    /// checkpoint that nobody stamps.
    ///
    /// What an authority fails to do is told in the result: the entries stand, and their time is pending.
    ///
    /// What is stamped is `checkpoint`, or else the newest.
    static func run(
        over checkpoint: SignedCheckpoint? = nil,
        in caseFile: CaseFile,
        by custodian: Custodian,
        in surroundings: Surroundings,
        client: AuthorityClient,
        progress: @escaping ProgressListener
    ) async throws -> StampRound {
        let authorities = caseFile.settings.authorities
        guard !authorities.isEmpty else {
            return try StampRound(untouched: caseFile)
        }
        let head = try checkpoint ?? caseFile.head()
        guard let bytes = try head.stampedBytes(ledgerKeys: caseFile.ledgerKeys(at: head.checkpoint.treeSize)) else {
            throw OperationError(.ledgerHeadUnsigned, ["path": caseFile.ledger.path])
        }
        let clocks = try caseFile.clockComparison(at: surroundings.now(), client: client)
        let answers = await ask(
            authorities,
            toStamp: Digest(of: bytes),
            client: client,
            comparing: clocks,
            progress: progress
        )
        let accepted = answers.compactMap { try? $0.result.get() }  // what failed is told below
        if !accepted.isEmpty {
            try record(
                accepted,
                over: head.checkpoint,
                in: caseFile,
                by: custodian,
                in: surroundings,
                progress: progress
            )
        }
        return StampRound(
            size: head.checkpoint.treeSize,
            stamps: accepted.map(ObtainedStamp.init),
            failures: answers.compactMap(AuthorityTrouble.init),
            authorityCount: authorities.count,
            isPending: try caseFile.isTimePending()
        )
    }

    /// What one authority answered.
    struct Answer: Sendable {
        let authority: AuthorityAddress
        let result: Result<AcceptedStamp, AuthorityFailure>
    }

    /// One round: every authority is asked for a token over `imprint`; the answers are in the order of the authorities.
    ///
    /// Those whose time is too far from the computer's clock are refused.
    static func ask(
        _ authorities: [AuthorityAddress],
        toStamp imprint: Digest,
        client: AuthorityClient,
        comparing clocks: ClockComparison,
        progress: @escaping ProgressListener
    ) async -> [Answer] {
        for authority in authorities { progress(.contacting(host: authority.host)) }
        return await withTaskGroup(of: (Int, Answer).self) { group in
            for (position, authority) in authorities.enumerated() {
                group.addTask {
                    let answer: Answer
                    do throws(AuthorityFailure) {
                        let stamp = try await client.stamp(TimeStampRequest(imprint: imprint), at: authority)
                        answer = Answer(authority: authority, result: .success(stamp))
                    } catch {
                        answer = Answer(authority: authority, result: .failure(error))
                    }
                    return (position, answer)
                }
            }
            var answers: [(Int, Answer)] = []
            for await answer in group { answers.append(answer) }
            let judged = clocks.judging(answers.sorted { $0.0 < $1.0 }.map(\.1))
            for answer in judged { progress(answer.step) }
            return judged
        }
    }

    private static func record(
        _ accepted: [AcceptedStamp],
        over checkpoint: Checkpoint,
        in caseFile: CaseFile,
        by custodian: Custodian,
        in surroundings: Surroundings,
        progress: ProgressListener
    ) throws {
        let kept = try accepted.map { stamp in
            // `TimeStampResponse.accept` refuses a token without its signer's certificate.
            guard let signer = stamp.token.signer else {
                throw OperationError(.answerUnreadable, ["authority": stamp.authority.name])
            }
            return KeptTimestamp(
                size: checkpoint.treeSize,
                authority: signer.fingerprint,
                query: stamp.request.der,
                response: stamp.response.der,
                token: stamp.token.der
            )
        }
        let facts = RecordedTimestamps(
            size: checkpoint.treeSize,
            root: checkpoint.rootHash,
            stamps: kept.map(\.stamp)
        )
        let waiting = { progress(.waitingForCase(seconds: CaseLock.usualAttempts / 10)) }
        try caseFile.folder.withLock(waiting: waiting) {
            var composer = try EntryComposer(for: caseFile, by: custodian, in: surroundings)
            let signer = try caseFile.ledgerSigner(for: custodian)
            let entry = try composer.sign(
                EntryComposer.Draft(kind: .timestampRecorded, facts: .timestamps(facts))
            )
            _ = try caseFile.append([entry], timestamps: kept, signer: signer)
        }
    }
}

extension ObtainedStamp {
    fileprivate init(_ stamp: AcceptedStamp) {
        self.init(
            authority: stamp.authority.name,
            genTime: stamp.token.genTime,
            accuracy: stamp.token.accuracy,
            token: stamp.token.fingerprint
        )
    }
}

extension AuthorityTrouble {
    /// Nil when the answer was good.
    init?(_ answer: StampHead.Answer) {
        guard case .failure(let failure) = answer.result else { return nil }
        self.init(authority: answer.authority.name, error: OperationError(failure, from: answer.authority))
    }
}

extension StampHead.Answer {
    /// What is told of it.
    fileprivate var step: ProgressStep {
        switch result {
        case .success(let stamp): .stamped(authority: authority.name, genTime: stamp.token.genTime)
        case .failure(let failure): .notStamped(authority: authority.name, OperationError(failure, from: authority))
        }
    }
}

extension CaseFile {
    /// What an authority's answer is compared with.
    func clockComparison(at now: Instant, client: AuthorityClient) throws -> ClockComparison {
        ClockComparison(
            tolerance: client.clockTolerance,
            computer: now,
            attestedBefore: try newestAttestedTime()
        )
    }

    /// Whether an entry waits for a time stamp.
    package func isTimePending() throws -> Bool { try ledger.pendingTime().firstPending != nil }
}
