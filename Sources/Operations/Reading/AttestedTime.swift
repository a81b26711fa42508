internal import Algorithms
package import Cryptography
internal import LedgerStore
internal import Timestamping

/// What time stamps in the ledger say of an entry; nothing of it is verified where it is only listed.
package enum AttestedTime: Hashable, Sendable {
    /// No time stamp covers the entry yet.
    case pending
    /// A token says that a checkpoint over the entry existed at this time; whether it is to be trusted is `verify`'s and
    /// `audit`'s to say.
    case claimed(genTime: Instant, accuracy: Int64?, checkpointSize: UInt64)
}

/// The attested times of a ledger's entries, read once.
struct AttestedTimes: Sendable {
    /// For each stamped size, ascending, the earliest genTime over a checkpoint of that or a larger size.
    private let earliest: [(size: UInt64, time: AttestedTime)]

    init(of ledger: Ledger) throws {
        var earliest: [(size: UInt64, time: AttestedTime)] = []
        var best: (genTime: Instant, time: AttestedTime)?
        for size in try ledger.stampedSizes().reversed() {
            for kept in try ledger.timestamps(size: size) {
                let token = try TimeStampToken(parsing: kept.token)
                if let best, best.genTime <= token.genTime { continue }
                let time = AttestedTime.claimed(
                    genTime: token.genTime,
                    accuracy: token.accuracy,
                    checkpointSize: size
                )
                best = (token.genTime, time)
            }
            if let best { earliest.append((size, best.time)) }
        }
        self.earliest = earliest.reversed()
    }

    /// The earliest time over a checkpoint that covers the entry at `index`.
    subscript(index: UInt64) -> AttestedTime {
        // The first stamped size above the index, by halving: a long ledger has many stamps.
        let first = earliest.partitioningIndex { $0.size > index }
        return first < earliest.count ? earliest[first].time : .pending
    }
}
