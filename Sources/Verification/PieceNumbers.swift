import Algorithms
import Custody

/// The numbers that are taken: a bundle numbers its pieces on from those before, so that they mostly form one run.
struct TakenNumbers {
    /// Ranges that rise and do not touch.
    private var runs: [ClosedRange<UInt64>] = []
    /// Whatever came out of order, or left more gaps than anybody has.
    private var others: Set<UInt64> = []
    private static let mostRuns = 1_000

    /// Takes `number`; false when it is taken.
    mutating func insert(_ number: UInt64) -> Bool {
        guard let last = runs.last else {
            runs.append(number...number)
            return true
        }
        if number <= last.upperBound { return !isInRun(number) && others.insert(number).inserted }
        guard !others.contains(number) else { return false }
        if number - 1 == last.upperBound {
            runs[runs.count - 1] = last.lowerBound...number
        } else if runs.count < Self.mostRuns {
            runs.append(number...number)
        } else {
            others.insert(number)
        }
        return true
    }

    private func isInRun(_ number: UInt64) -> Bool {
        let run = runs.partitioningIndex { $0.upperBound >= number }
        return run < runs.count && runs[run].contains(number)
    }
}

/// Which exhibits were met: a bit for each that the register knows, more for any other.
struct MetExhibits {
    private var words: [UInt64] = []
    private var others: Set<ExhibitID> = []

    /// Notes `exhibit`; false when it was met before.
    mutating func insert(_ exhibit: ExhibitID, in register: ExhibitRegister) -> Bool {
        guard let position = register.position(of: exhibit) else { return others.insert(exhibit).inserted }
        let bit: UInt64 = 1 << UInt64(position % 64)
        while words.count <= position / 64 { words.append(0) }
        defer { words[position / 64] |= bit }
        return words[position / 64] & bit == 0
    }

    /// Whether the exhibit at `position` in the register was met.
    func contains(at position: Int) -> Bool {
        position / 64 < words.count && words[position / 64] >> UInt64(position % 64) & 1 == 1
    }
}
