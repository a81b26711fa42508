internal import Custody

/// Ids cut to the shortest beginnings that still tell them apart, as they are shown and may be typed.
struct UniquePrefixes {
    private let prefixes: [String: String]

    /// The prefixes of all of `ids`, of one length, at least `minimum` digits.
    init(of ids: [String], minimum: Int = 8) {
        var length = minimum
        // Neighbours in order share the longest beginnings.
        let sorted = Set(ids).sorted()
        for (one, next) in zip(sorted, sorted.dropFirst()) {
            length = max(length, zip(one, next).prefix { $0 == $1 }.count + 1)
        }
        prefixes = Dictionary(ids.map { ($0, String($0.prefix(length))) }, uniquingKeysWith: { first, _ in first })
    }

    /// The prefix of an id; the whole of one that is not among them.
    subscript(id: String) -> String { prefixes[id] ?? id }

    /// The length of the prefixes of `ids`, whose digits are as good as random, without a word of memory for more than their
    /// first sixteen.
    static func length(of ids: some Sequence<ExhibitID>, minimum: Int = 8) -> Int {
        let beginnings = ids.map { $0.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }.sorted()
        var length = minimum
        for (one, next) in zip(beginnings, beginnings.dropFirst()) {
            length = max(length, one == next ? 2 * ExhibitID.byteCount : (one ^ next).leadingZeroBitCount / 4 + 1)
        }
        return length
    }
}
