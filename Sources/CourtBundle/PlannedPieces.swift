/// The pieces of a plan, in the order of their numbers: each is asked for whenever it is needed, and kept by nobody.
///
///     let pieces = PlannedPieces(count: 2) { position in try table.piece(at: position) }
package struct PlannedPieces: Sendable {
    /// How many there are.
    package let count: Int

    private let deliver: @Sendable (Int) throws -> BundlePlan.Piece

    /// The pieces that `piece` gives for 0 ..< `count`, on any thread and the same ones each time.
    package init(count: Int, piece: @escaping @Sendable (Int) throws -> BundlePlan.Piece) {
        self.count = count
        deliver = piece
    }

    /// No pieces.
    static let none = PlannedPieces(count: 0) { _ in throw BundleWriterError.missing(path: BundleLayout.pieces) }

    /// The piece at `position`.
    package func piece(at position: Int) throws(BundleWriterError) -> BundlePlan.Piece {
        do {
            return try deliver(position)
        } catch let error as BundleWriterError {
            throw error
        } catch {
            throw .sourceFailed(path: BundleLayout.pieces, error)
        }
    }

    /// Hands every piece to `body`, in their order.
    package func forEach(_ body: (BundlePlan.Piece) throws(BundleWriterError) -> Void) throws(BundleWriterError) {
        for position in 0..<count { try body(piece(at: position)) }
    }
}
