package import Custody

/// The lines of a bundle's pieces by the submissions that sealed them: read when they are printed, so that nobody has to hold them
/// all.
package protocol PieceLines {
    /// How many pieces a submission sealed.
    func count(in submission: SubmissionID) -> Int

    /// Hands the lines of the pieces that a submission sealed to `body`, in the order of their numbers.
    func forEach(in submission: SubmissionID, _ body: (PieceLine) throws -> Void) throws
}
