package import Wording

/// A document that says much of each piece: it is made piece by piece, so that nobody has to hold all of a bundle's at once.
///
/// Its parts stand in this order, an empty line between two of them; each may be made on a thread of its own.
package protocol PieceByPiece: Sendable {
    /// What stands before the first piece.
    func opening(in language: Language) -> String

    /// What stands there of one piece.
    func block(of piece: PieceSummary, in language: Language) -> String

    /// What stands behind the last piece.
    func closing(in language: Language) -> String
}

extension PieceByPiece {
    /// What stands between two parts.
    package static var separator: String { "\n" }

    /// The document about `pieces`: UTF-8, LF, at most 80 columns.
    package func text(of pieces: [PieceSummary], in language: Language) -> String {
        let parts = [opening(in: language)] + pieces.map { block(of: $0, in: language) } + [closing(in: language)]
        return parts.joined(separator: Self.separator)
    }
}
