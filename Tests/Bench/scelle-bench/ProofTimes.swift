import LedgerStore
import TransparencyLog

/// What `count` inclusion proofs against the head take, in microseconds.
///
/// Returned are the median and the time that one of a hundred exceeds. The entries are spread over the ledger by a
/// multiplicative step, the same in every run.
func proofTimes(of ledger: Ledger, count: Int) throws -> [String: Double] {
    let size = try ledger.head().size
    var index: UInt64 = 0
    var times: [Double] = []
    for _ in 0..<count {
        index = (index + 0x9E37_79B9_7F4A_7C15 % size) % size
        let time = try ContinuousClock().measure {
            _ = try InclusionProof(leafIndex: index, treeSize: size, from: ledger)
        }
        times.append(time.inSeconds * 1e6)
    }
    times.sort()
    guard !times.isEmpty else { return [:] }
    return [
        "size": Double(size), "proofs": Double(count), "medianMicroseconds": times[times.count / 2],
        "p99Microseconds": times[min(times.count - 1, times.count * 99 / 100)],
    ]
}
