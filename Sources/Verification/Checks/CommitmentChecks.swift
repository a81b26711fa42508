import Cryptography
import Custody

// Check commitments: no commitment stands twice. Each has a salt of its own, so that two equal ones were never made: one
// was copied.

/// Which commitments have been met, in bounded memory: what it calls new is new, what it calls met may be so.
///
/// A Bloom filter over the digests' own bits, which are as good as random; the probes for one digest lie in two lines of the
/// processor's cache, seven in each. 32 bits a commitment, up to 32 MiB: up to 300,000 entries hardly any is looked at twice
/// without need, past it more; none is missed.
struct CommitmentFilter {
    private var words: [UInt64]
    private static let probes = 7
    private static let wordsInLine = 8
    private static let mostBits = 1 << 28

    /// Commitments that may stand twice, to be looked for once more.
    var suspects: Set<Digest> = []

    init(entries: Int) {
        // Thirteen fields is what an exhibit commits to.
        let wanted = min(max(entries, 1) * 13 * 32, Self.mostBits)
        let lines = (wanted + 511) / 512
        words = [UInt64](repeating: 0, count: lines * Self.wordsInLine)
    }

    /// Notes `commitment`; whether it may have been met before.
    mutating func insert(_ commitment: Digest) -> Bool {
        let digits = commitment.allWords
        let isFirst = insert(digits.1, inLine: digits.0)
        let isSecond = insert(digits.3, inLine: digits.2)
        return isFirst && isSecond
    }

    /// Notes a commitment in the line that `place` leads to; whether all its bits were there before.
    private mutating func insert(_ digits: UInt64, inLine place: UInt64) -> Bool {
        let lines = UInt64(words.count / Self.wordsInLine)
        let line = Int(place.multipliedFullWidth(by: lines).high) * Self.wordsInLine
        var wasThere = true
        for probe in 0..<Self.probes {
            // Nine bits a probe: three for the word, six for the bit in it.
            let bits = digits >> UInt64(9 * probe)
            let word = line + Int(bits & 7)
            let mask: UInt64 = 1 << (bits >> 3 & 63)
            if words[word] & mask == 0 {
                wasThere = false
                words[word] |= mask
            }
        }
        return wasThere
    }
}

/// Finds, in the bytes of entries, whether one of some digests can stand in it: what it passes over has none of them.
///
/// A statement spells a digest as 43 digits between two quotation marks. The first eight tell nearly all apart, and only an
/// entry that has them is read once more.
struct DigestSearch: Sendable {
    private let beginnings: Set<UInt64>
    private static let digitCount = 43

    init(_ digests: Set<Digest>) {
        beginnings = Set(
            digests.map { digest in digest.base64url.utf8.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        )
    }

    /// Whether one of the digests may stand in `bytes`.
    func mayFind(in bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let quote = UInt8(ascii: "\"")
            var position = 0
            while position + Self.digitCount + 1 < bytes.count {
                if bytes[position] == quote, bytes[position + Self.digitCount + 1] == quote {
                    let word = bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt64.self)
                    if beginnings.contains(UInt64(littleEndian: word)) { return true }
                }
                position += 1
            }
            return false
        }
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
        let search = DigestSearch(commitments.suspects)
        var places: [Digest: (index: UInt64, field: String)] = [:]
        for index in entries(foundBy: search) {
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

    /// The entries in which one of the digests may stand, in the order of the ledger.
    ///
    /// The other cores search some while this one reads the next.
    private func entries(foundBy search: DigestSearch) -> [UInt64] {
        typealias Bytes = (index: UInt64, der: [UInt8])
        var found: [UInt64] = []
        var searched: OverlappedMap<Bytes, Bool>?
        var read: [Bytes] = []
        func take() {
            guard let searched else { return }
            found += zip(read, searched.results()).filter(\.1).map(\.0.index)
        }
        for start in stride(from: 0, to: evidence.entryIndexes.count, by: Self.batch) {
            let indexes = evidence.entryIndexes[start..<min(start + Self.batch, evidence.entryIndexes.count)]
            let next: [Bytes] = indexes.compactMap { index in
                // What cannot be read was named when it was read first.
                guard let der = try? evidence.entry(index) else { return nil }
                return (index, der)
            }
            let searching = OverlappedMap(next) { search.mayFind(in: $0.der) }
            take()
            (read, searched) = (next, searching)
        }
        take()
        return found
    }
}
