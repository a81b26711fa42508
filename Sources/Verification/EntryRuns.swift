import Algorithms
import Cryptography

/// Entries that follow one another and that the later stages judge alike: what is kept of a ledger of a million entries.
struct EntryRun {
    /// The indexes of the entries.
    let indexes: Range<UInt64>
    /// What they have in common.
    let traits: Traits

    struct Traits: Hashable {
        /// The number of the actor's certificate in `CustodianRegister.actors`.
        let actor: UInt32
        /// The position of its `after` in `LedgerExamination.references`; -1 when it has none.
        let reference: Int32
        /// Whether it only records what follows from a stamp or a release: such a tail is not pending.
        let isBookkeeping: Bool
        /// Whether it numbers pieces for a bundle or prepares one: it is made together with what shows it.
        let preparesBundle: Bool
    }
}

/// The entries that were shown and could be read, ascending.
struct EntryRuns {
    private(set) var runs: [EntryRun] = []

    /// Adds the entry at `index`, which comes after all others.
    mutating func append(_ index: UInt64, _ traits: EntryRun.Traits) {
        if let last = runs.last, last.indexes.upperBound == index, last.traits == traits {
            runs[runs.count - 1] = EntryRun(indexes: last.indexes.lowerBound..<index + 1, traits: traits)
        } else {
            runs.append(EntryRun(indexes: index..<index + 1, traits: traits))
        }
    }

    /// The traits of the entry at `index`; nil when it was not shown or could not be read.
    func traits(at index: UInt64) -> EntryRun.Traits? {
        let run = runs.partitioningIndex { $0.indexes.upperBound > index }
        return run < runs.count && runs[run].indexes.contains(index) ? runs[run].traits : nil
    }
}
