import Cryptography
import Custody

// Check commitments: no commitment stands twice. Each has a salt of its own, so that two equal ones were never made: one
// was copied.

/// Which commitments have been met, in bounded memory: what it calls new is new, what it calls met may be so.
///
/// A Bloom filter over the digests' own bits, which are as good as random. 24 bits a commitment, up to 32 MiB: beyond a
/// million entries more are looked at twice, none is missed.
struct CommitmentFilter {
    private var words: [UInt64]
    private static let probes = 6
    private static let mostBits = 1 << 28

    /// Commitments that may stand twice, to be looked for once more.
    var suspects: Set<Digest> = []

    init(entries: Int) {
        // Thirteen fields is what an exhibit commits to.
        let wanted = min(max(entries, 1) * 13 * 24, Self.mostBits)
        words = [UInt64](repeating: 0, count: (wanted + 63) / 64)
    }

    /// Notes `commitment`; whether it may have been met before.
    mutating func insert(_ commitment: Digest) -> Bool {
        let bits = UInt64(words.count) * 64
        let (first, second) = commitment.bytes.withUnsafeBytes {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self) | 1)
        }
        var wasThere = true
        for probe in 0..<UInt64(Self.probes) {
            let bit = (first &+ probe &* second) % bits
            let mask: UInt64 = 1 << (bit % 64)
            if words[Int(bit / 64)] & mask == 0 {
                wasThere = false
                words[Int(bit / 64)] |= mask
            }
        }
        return wasThere
    }
}

extension LedgerExamination {
    /// Notes what an entry commits to.
    mutating func takeCommitments(of statement: Statement, at index: UInt64) {
        for commitment in statement.commitments.values where commitments.insert(commitment) {
            commitments.suspects.insert(commitment)
        }
        report.pass(.commitments, count: statement.commitments.count)
    }

    /// Looks once more for the commitments that may stand twice, and names the entries of those that do.
    mutating func findRepeatedCommitments() {
        guard !commitments.suspects.isEmpty else { return }
        var places: [Digest: (index: UInt64, field: String)] = [:]
        for index in evidence.entryIndexes {
            // What cannot be read was named when it was read first.
            guard let der = try? evidence.entry(index), let entry = try? Entry(parsing: der) else { continue }
            for (field, commitment) in entry.statement.commitments.sorted(by: { $0.key < $1.key })
            where commitments.suspects.contains(commitment) {
                guard let first = places[commitment] else {
                    places[commitment] = (index, field)
                    continue
                }
                report.fail(
                    .commitments,
                    .field(entry: index, name: field),
                    Cause(.commitmentRepeated, ["entry": String(first.index), "field": first.field])
                )
            }
        }
    }
}
