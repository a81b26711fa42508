import Algorithms
import Columns
import Cryptography

/// Rising leaf indexes, kept as the runs that they form: of a ledger that is shown without gaps, one.
package struct EntryIndexes: RandomAccessCollection, Sendable {
    /// Each run's first index, and how many indexes stand before it.
    private var runs: [(first: UInt64, position: Int)] = []
    /// How many there are.
    package private(set) var endIndex = 0

    /// No index.
    package init() {}

    /// The indexes of a range.
    package init(_ range: Range<UInt64>) {
        guard let first = range.first else { return }
        runs = [(first, 0)]
        endIndex = range.count
    }

    /// 0: positions count from there.
    package var startIndex: Int { 0 }

    /// The index at `position`.
    package subscript(position: Int) -> UInt64 {
        precondition(indices.contains(position), "no index has this position")
        let run = runs[runs.partitioningIndex { $0.position > position } - 1]
        return run.first + UInt64(position - run.position)
    }

    /// Adds `index`, which comes after all others.
    package mutating func append(_ index: UInt64) {
        let next = runs.last.map { $0.first &+ UInt64(endIndex - $0.position) }
        if next != index { runs.append((index, endIndex)) }
        endIndex += 1
    }

    /// Where `index` stands among them; nil when it does not.
    func position(of index: UInt64) -> Int? {
        let found = runs.partitioningIndex { $0.first > index } - 1
        guard found >= 0 else { return nil }
        let end = found + 1 < runs.count ? runs[found + 1].position : endIndex
        let offset = index - runs[found].first
        return offset < UInt64(end - runs[found].position) ? runs[found].position + Int(offset) : nil
    }
}

/// Leaf hashes by index: thirty-two bytes each.
struct LeafHashes {
    private var indexes = EntryIndexes()
    private var hashes = Column<Digest>()

    /// The leaf hash of the entry at `index`, when it was kept.
    subscript(index: UInt64) -> Digest? { indexes.position(of: index).map { hashes[$0] } }

    /// Keeps the leaf hash of the entry at `index`, which comes after all others.
    mutating func append(_ hash: Digest, at index: UInt64) {
        indexes.append(index)
        hashes.append(hash)
    }
}
