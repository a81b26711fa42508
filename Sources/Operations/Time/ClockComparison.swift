internal import Cryptography
internal import Timestamping

/// Compares what authorities attest with the computer's clock, and with what was attested before.
///
/// The clock of a computer may be years off (an empty battery), and so may an authority's. A token enters the ledger for
/// good, so one that contradicts the clock is not entered: its time stays pending, which `timestamp` completes once the
/// clocks are right (`docs/decisions/0017-clocks.md`).
package struct ClockComparison: Sendable {
    /// How far apart two clocks may be, in seconds; nil where they are not compared.
    let tolerance: Int64?

    /// What the computer's clock shows.
    let computer: Instant

    /// The latest time that a token of the ledger attests.
    let attestedBefore: Instant?

    /// No comparison at all: whatever is attested is taken.
    static func none(at now: Instant) -> ClockComparison {
        ClockComparison(tolerance: nil, computer: now, attestedBefore: nil)
    }

    /// Whose clock is probably wrong.
    package enum Suspect: Sendable {
        case computer, authority
        /// Nothing tells which.
        case either
    }

    /// Whose clock is to be doubted, given the time that one authority attests and those that the others do; nil when the
    /// two clocks are close enough.
    ///
    /// In this order: whoever is behind a time that was attested before is wrong; the computer is, if two authorities agree
    /// against it; an authority is, if another agrees with the computer against it.
    func suspect(when attested: Instant, others: [Instant]) -> Suspect? {
        guard !isClose(attested, computer) else { return nil }
        if let attestedBefore {
            if computer < attestedBefore, !isClose(computer, attestedBefore) { return .computer }
            if attested < attestedBefore, !isClose(attested, attestedBefore) { return .authority }
        }
        if others.contains(where: { isClose($0, attested) }) { return .computer }
        if others.contains(where: { isClose($0, computer) }) { return .authority }
        return .either
    }

    private func isClose(_ one: Instant, _ other: Instant) -> Bool {
        guard let tolerance else { return true }
        return one <= other.adding(seconds: tolerance) && other <= one.adding(seconds: tolerance)
    }
}

extension ClockComparison {
    /// The answers, with those refused whose time is too far from the computer's clock.
    func judging(_ answers: [StampHead.Answer]) -> [StampHead.Answer] {
        let times = answers.map { try? $0.result.get().token.genTime }  // who failed attests nothing
        return answers.enumerated().map { position, answer in
            guard let attested = times[position] else { return answer }
            let others = times.enumerated().filter { $0.offset != position }.compactMap(\.element)
            guard let suspect = suspect(when: attested, others: others) else { return answer }
            let failure = AuthorityFailure.clocksApart(attested: attested, computer: computer, suspect)
            return StampHead.Answer(authority: answer.authority, result: .failure(failure))
        }
    }
}
