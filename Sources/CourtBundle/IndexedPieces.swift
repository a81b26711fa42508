package import Custody

/// The pieces of an index, in its order: some sixty bytes each, with their paths.
///
/// A bundle may have a hundred thousand of them: a `BundleIndex.Piece` is made of one when it is asked for.
package struct IndexedPieces: RandomAccessCollection, Hashable, Sendable {
    /// The paths from the container's root, each `BundleLayout.pieces` and then a name.
    package private(set) var paths = TextColumn()
    private var exhibits: [ExhibitID] = []

    init(_ pieces: some Sequence<BundleIndex.Piece> = []) {
        for piece in pieces { append(path: piece.path.utf8, exhibit: piece.exhibit) }
    }

    /// 0: positions count from there.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { exhibits.count }

    /// The piece at `position`.
    package subscript(position: Int) -> BundleIndex.Piece {
        let name = paths.withBytes(at: position, from: Self.nameOffset) {
            PieceName(number: Self.number(in: $0), spelledAs: String(decoding: $0, as: UTF8.self))
        }
        return BundleIndex.Piece(name: name, exhibit: exhibits[position])
    }

    /// The number of the piece at `position`.
    package func number(at position: Int) -> UInt64 {
        paths.withBytes(at: position, from: Self.nameOffset) { Self.number(in: $0) }
    }

    /// The exhibit that the piece at `position` is the original of.
    package func exhibit(at position: Int) -> ExhibitID { exhibits[position] }

    /// Whether a piece of this name is among them, whose numbers rise.
    package func contains(_ name: PieceName) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if number(at: middle) < name.number { low = middle + 1 } else { high = middle }
        }
        return low < count
            && paths.withBytes(at: low, from: Self.nameOffset) { $0.elementsEqual(name.text.utf8) }
    }

    /// Adds a piece at the end; `path` is `BundleLayout.pieces` and a name.
    mutating func append(path: some Collection<UInt8>, exhibit: ExhibitID) {
        paths.append(path)
        exhibits.append(exhibit)
    }

    /// Makes room for as many pieces as a file of `byteCount` bytes can have.
    mutating func reserve(forFileOf byteCount: Int) {
        // A piece has 67 bytes beside its number, of 1 to 16 digits, and its path, of 12 to 87.
        let most = byteCount / 80
        paths.reserve(count: most, bytes: byteCount - byteCount / 171 * 67)
        exhibits.reserveCapacity(most)
    }

    private static let nameOffset = BundleLayout.pieces.utf8.count

    /// The number that a name begins with.
    private static func number(in name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        // No overflow: what is in here was read by `PieceName` once.
        name.prefix { $0 != UInt8(ascii: "_") }.reduce(0) { $0 &* 10 &+ UInt64($1 &- UInt8(ascii: "0")) }
    }
}

/// Which exhibits have been met, by the positions of their pieces: eight bytes each.
struct ExhibitPositions {
    /// One more than a position, where a hash of the exhibit leads; 0 where nothing is.
    private var slots: [UInt32]

    /// Room for `count` exhibits.
    init(count: Int) {
        var slotCount = 16
        while slotCount < count + count / 2 { slotCount *= 2 }
        slots = [UInt32](repeating: 0, count: slotCount)
    }

    /// Notes the exhibit at `position`; false when it was noted before.
    ///
    /// Hashes are seeded: nobody can choose ids that collide.
    mutating func insert(_ position: Int, among pieces: IndexedPieces) -> Bool {
        let exhibit = pieces.exhibit(at: position)
        let mask = slots.count - 1
        var slot = exhibit.hashValue & mask
        while case let found = slots[slot], found != 0 {
            if pieces.exhibit(at: Int(found) - 1) == exhibit { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = UInt32(position + 1)
        return true
    }
}
