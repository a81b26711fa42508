package import Custody

/// One entry about a piece: what was done, when, by whom and why.
package struct CustodyOperation: Hashable, Sendable {
    /// The entry, with its declared and attested times.
    package let entry: EntrySummary

    /// What was done.
    package let kind: StatementKind

    /// Who signed the entry.
    package let signer: SignerSummary

    /// Who handed the piece over, as declared; nil when the edition withholds it.
    package let declaredFrom: DeclaredValue?

    /// Who received it, as declared; nil when the edition withholds it.
    package let declaredTo: DeclaredValue?

    /// The reason, as declared; nil when the edition withholds it.
    package let declaredReason: DeclaredValue?

    /// Place, medium or way of transfer, as declared; nil when the edition withholds it.
    package let declaredPlace: DeclaredValue?

    /// Remarks, as declared; nil when the edition withholds them.
    package let declaredRemarks: DeclaredValue?

    /// What came of reading the piece before the operation.
    package let observedBefore: DigestReading

    /// What came of reading the piece after the operation.
    package let observedAfter: DigestReading

    /// The program that wrote the entry.
    package let tool: Tool

    /// What came of reading a piece to compare its digest.
    package enum DigestReading: String, Hashable, Sendable {
        /// Read, with nothing yet to compare it with.
        case calculated
        /// Read, and the same.
        case identical
        /// Read, and another.
        case different
        /// Not read.
        case notRead
    }

    /// The operation that `entry` records.
    package init(
        entry: EntrySummary,
        kind: StatementKind,
        signer: SignerSummary,
        declaredFrom: DeclaredValue? = .notAsked,
        declaredTo: DeclaredValue? = .notAsked,
        declaredReason: DeclaredValue? = .notAsked,
        declaredPlace: DeclaredValue? = .notAsked,
        declaredRemarks: DeclaredValue? = .notAsked,
        observedBefore: DigestReading = .notRead,
        observedAfter: DigestReading = .notRead,
        tool: Tool
    ) {
        self.entry = entry
        self.kind = kind
        self.signer = signer
        self.declaredFrom = declaredFrom
        self.declaredTo = declaredTo
        self.declaredReason = declaredReason
        self.declaredPlace = declaredPlace
        self.declaredRemarks = declaredRemarks
        self.observedBefore = observedBefore
        self.observedAfter = observedAfter
        self.tool = tool
    }
}
