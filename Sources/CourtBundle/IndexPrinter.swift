internal import Custody

/// Prints `Verification/bundle.json` piece by piece, so that nobody has to hold them all.
///
///     var printer = try IndexPrinter(origin: origin, size: 17, prepared: 16)
///     var bytes = printer.opening
///     for piece in pieces { bytes += try printer.element(of: piece) }
///     bytes += printer.closing
///
/// What `BundleIndex` refuses is refused, but that an exhibit stands twice: that is for whoever knows all exhibits.
struct IndexPrinter {
    private let head: BundleIndex
    private var count = 0
    private var last: UInt64 = 0

    /// An index of a bundle's pieces, none of which is printed yet.
    init(origin: String, size: UInt64, prepared: UInt64) throws(BundleIndexError) {
        head = try BundleIndex(origin: origin, size: size, prepared: prepared, pieces: [])
    }

    // Members stand in the order of their names; nothing has to be escaped: an origin is digits, a path is ASCII of § 3.2's
    // grammar.

    /// What stands before the first piece.
    var opening: [UInt8] { Array("{\"origin\":\"\(head.origin)\",\"pieces\":[".utf8) }

    /// The next piece, whose number rises, with the comma that divides it from the one before.
    mutating func element(of piece: BundleIndex.Piece) throws(BundleIndexError) -> [UInt8] {
        guard piece.number > last else { throw .outOfOrder(count) }
        guard piece.number <= CanonicalJSON.maximumInteger else { throw .malformed("pieces") }
        let comma = count > 0 ? "," : ""
        last = piece.number
        count += 1
        return Array(
            "\(comma){\"exhibit\":\"\(piece.exhibit.hex)\",\"number\":\(piece.number),\"path\":\"\(piece.path)\"}".utf8
        )
    }

    /// What stands behind the last piece.
    var closing: [UInt8] {
        Array("],\"prepared\":\(head.prepared),\"profile\":\(BundleLayout.profile),\"size\":\(head.size)}".utf8)
    }
}
