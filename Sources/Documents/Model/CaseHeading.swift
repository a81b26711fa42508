package import Custody

/// What heads the list of pieces: court, numbers, parties, counsel, each as somebody described it.
///
/// What nobody described stays an empty label, to be filled in by hand.
package struct CaseHeading: Hashable, Sendable {
    /// What the pieces are handed over for; it chooses the title.
    package enum Purpose: Hashable, Sendable {
        case proceedings
        case complaint
    }

    /// What the pieces are handed over for.
    package var purpose = Purpose.proceedings

    /// The case file's own reference.
    package var declaredReference = DeclaredValue.notAsked
    /// The court and its division.
    package var declaredCourt = DeclaredValue.notAsked
    /// N° RG.
    package var declaredRollNumber = DeclaredValue.notAsked
    /// N° de parquet.
    package var declaredProsecutionNumber = DeclaredValue.notAsked
    /// N° d'instruction.
    package var declaredInvestigationNumber = DeclaredValue.notAsked
    /// N° de procédure (PV).
    package var declaredPoliceNumber = DeclaredValue.notAsked
    /// For whom: name or pseudonym, and standing.
    package var declaredClaimant = DeclaredValue.notAsked
    /// Against whom: a name, or X.
    package var declaredOpponent = DeclaredValue.notAsked
    /// The lawyer, bar and box.
    package var declaredCounsel = DeclaredValue.notAsked
    /// In what capacity the signer signs.
    package var declaredCapacity = DeclaredValue.notAsked

    /// Nothing described.
    package init() {}
}
