/// What the documents say of all pieces of a bundle together, counted while their lines pass by in the order of the numbers.
///
///     var totals = PieceTotals()
///     for line in lines { totals.add(line) }
package struct PieceTotals: Hashable, Sendable {
    /// How many pieces there are.
    package private(set) var count = 0

    /// Their numbers, those that follow each other as one range.
    package private(set) var numbers: [ClosedRange<UInt64>] = []

    /// Of how many a time stamp covers the entry that sealed them.
    package private(set) var stampedCount = 0

    /// The number of pages of all; nil when nobody counted those of some.
    package private(set) var observedPages: Int? = 0

    /// The first file name with which the longest command of the read-me fits the page; nil while there is none.
    package private(set) var example: String?

    private static let longestExample = 41

    /// No pieces yet.
    package init() {}

    /// Counts a piece.
    package mutating func add(_ line: PieceLine) {
        count += 1
        if let last = numbers.last, last.upperBound + 1 == line.number {
            numbers[numbers.endIndex - 1] = last.lowerBound...line.number
        } else {
            numbers.append(line.number...line.number)
        }
        if line.isStamped { stampedCount += 1 }
        observedPages = observedPages.flatMap { sum in line.observedPages.map { sum + $0 } }
        if example == nil, line.fileName.utf8.count <= Self.longestExample { example = line.fileName }
    }
}
