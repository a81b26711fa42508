/// A series of captures as it was declared, and what of it is not among the pieces; nothing is concluded from that.
package struct SeriesSummary: Hashable, Sendable {
    /// The series' name; empty where only its length was declared.
    package let declaredName: String

    /// How many captures it has, as declared or as the received names count them; nil where nobody said.
    package let declaredCount: Int?

    /// The numbers of the pieces that belong to it, in the order of the pieces.
    package let pieces: [UInt64]

    /// The numbers within the series that no piece bears.
    package let missing: [Int]

    /// The numbers within the series that several pieces bear.
    package let repeated: [Int]

    /// The series of these pieces.
    package init(declaredName: String, declaredCount: Int?, pieces: [UInt64], missing: [Int], repeated: [Int]) {
        self.declaredName = declaredName
        self.declaredCount = declaredCount
        self.pieces = pieces
        self.missing = missing
        self.repeated = repeated
    }
}
