/// The documents of a bundle of profile 1, in their order; the raw value is the file's name.
package enum BundleDocument: String, CaseIterable, Hashable, Sendable {
    /// What this folder is, and how to go about it.
    case readMe = "00_LISEZ-MOI.txt"
    /// The numbered list of the pieces.
    case inventory = "01_Bordereau.txt"
    /// What was sealed, when, and what that proves.
    case attestation = "02_Attestation_de_scellement.txt"
    /// Who held what.
    case traceability = "03_Fiche_de_tracabilite.txt"
}
