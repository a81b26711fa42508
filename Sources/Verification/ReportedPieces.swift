import Algorithms
import Columns
import CourtBundle
import Cryptography
import Custody

/// The pieces of a report, in their order: some hundred bytes each, of which the index of the bundle has half.
///
/// A `VerificationReport.Piece` is made of one when it is asked for.
package struct ReportedPieces: RandomAccessCollection, Hashable, Sendable {
    private var paths = TextColumn()
    private var numbers: [UInt64] = []
    private var entries: [UInt64] = []
    /// The digest of each piece, or anything where `isOpened` says that there is none.
    private var digests: [Digest] = []
    private var isOpened: [Bool] = []
    /// The bounds in time, each with the first piece that they hold for: most pieces share theirs with the one before.
    private var bounds: [Bounds] = []

    private struct Bounds: Hashable {
        let first: Int
        let bounds: VerificationReport.TimeBounds
    }

    /// When, and by which entry, an exhibit was sealed.
    struct Sealing {
        let entry: UInt64
        let digest: Digest?
        let bounds: VerificationReport.TimeBounds
    }

    /// No piece.
    package init() {}

    /// The pieces of `index`, with what `sealing` says of each one's exhibit.
    init(of index: BundleIndex, sealing: (ExhibitID) -> Sealing) {
        paths = index.pieces.paths
        reserve(index.pieces.count)
        for position in index.pieces.indices {
            add(index.pieces.number(at: position), sealing(index.pieces.exhibit(at: position)))
        }
    }

    /// 0: positions count from there.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { numbers.count }

    /// The piece at `position`.
    package subscript(position: Int) -> VerificationReport.Piece {
        VerificationReport.Piece(
            number: numbers[position],
            path: paths[position],
            entry: entries[position],
            digest: isOpened[position] ? digests[position] : nil,
            bounds: bounds(at: position)
        )
    }

    private func bounds(at position: Int) -> VerificationReport.TimeBounds {
        bounds[bounds.partitioningIndex { $0.first > position } - 1].bounds
    }

    private mutating func reserve(_ count: Int) {
        numbers.reserveCapacity(count)
        entries.reserveCapacity(count)
        digests.reserveCapacity(count)
        isOpened.reserveCapacity(count)
    }

    private mutating func add(_ number: UInt64, _ sealing: Sealing) {
        if bounds.last?.bounds != sealing.bounds {
            bounds.append(Bounds(first: numbers.count, bounds: sealing.bounds))
        }
        numbers.append(number)
        entries.append(sealing.entry)
        digests.append(sealing.digest ?? .emptyTree)
        isOpened.append(sealing.digest != nil)
    }
}

extension ReportedPieces: ExpressibleByArrayLiteral {
    /// The pieces as they are given, a handful.
    package init(arrayLiteral pieces: VerificationReport.Piece...) {
        for piece in pieces {
            paths.append(piece.path.utf8)
            add(piece.number, Sealing(entry: piece.entry, digest: piece.digest, bounds: piece.bounds))
        }
    }
}
