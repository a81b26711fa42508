internal import Algorithms
package import Columns
package import Custody

/// The pieces of an index, in its order: some sixty bytes each, with their paths.
///
/// A bundle may have a hundred thousand of them: a `BundleIndex.Piece` is made of one when it is asked for.
package struct IndexedPieces: RandomAccessCollection, Hashable, Sendable {
    /// The paths from the container's root, each `BundleLayout.pieces` and then a name.
    package private(set) var paths = TextColumn()
    private var exhibits = Column<ExhibitID>()

    init(_ pieces: some Sequence<BundleIndex.Piece> = []) {
        for piece in pieces { append(path: piece.path.utf8, exhibit: piece.exhibit) }
    }

    /// 0: positions count from there.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { exhibits.count }

    /// The piece at `position`.
    package subscript(position: Int) -> BundleIndex.Piece {
        let name = withName(at: position) {
            PieceName(number: Self.number(in: $0), spelledAs: String(decoding: $0, as: UTF8.self))
        }
        return BundleIndex.Piece(name: name, exhibit: exhibits[position])
    }

    /// The number of the piece at `position`.
    package func number(at position: Int) -> UInt64 {
        withName(at: position) { Self.number(in: $0) }
    }

    /// The exhibit that the piece at `position` is the original of.
    package func exhibit(at position: Int) -> ExhibitID { exhibits[position] }

    /// Whether a piece of this name is among them, whose numbers rise.
    package func contains(_ name: PieceName) -> Bool {
        let found = indices.partitioningIndex { number(at: $0) >= name.number }
        return found < count && withName(at: found) { $0.elementsEqual(name.text.utf8) }
    }

    /// Adds a piece at the end; `path` is `BundleLayout.pieces` and a name.
    mutating func append(path: some Collection<UInt8>, exhibit: ExhibitID) {
        paths.append(path)
        exhibits.append(exhibit)
    }

    /// Lends the bytes of the name of the piece at `position`.
    private func withName<Result>(at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        paths.withBytes(at: position) { path in
            body(UnsafeBufferPointer(rebasing: path[BundleLayout.pieces.utf8.count...]))
        }
    }

    /// The number that a name begins with.
    private static func number(in name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        // No overflow: what is in here was read by `PieceName` once.
        name.prefix { $0 != UInt8(ascii: "_") }.reduce(0) { $0 &* 10 &+ UInt64($1 &- UInt8(ascii: "0")) }
    }
}
