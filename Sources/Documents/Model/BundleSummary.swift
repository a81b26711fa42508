package import Cryptography
package import Custody

/// Everything that the documents of a bundle say, but for what they say of each piece alone; they read nothing else.
///
/// What somebody declared and what the program observed never share a field: the declared ones are all under properties
/// named `declared`, in Custody's own types, so that "not asked" and "unknown" stay two answers.
/// `docs/formats/documents.md` says where each field comes from.
package struct BundleSummary: Hashable, Sendable {
    /// The case file's heads: court, numbers, parties, counsel; described by people, on paper only.
    package let caseFile: CaseHeading

    /// The ledger: `scelle.invalid/` and 32 hexadecimal digits.
    package let origin: String

    /// The number of entries at the head against which everything is proven.
    package let treeSize: UInt64

    /// The root hash of that head.
    package let rootHash: Digest

    /// The entry `bundle.prepared`.
    package let prepared: EntrySummary

    /// How much of the ledger the bundle shows.
    package let edition: BundleEdition

    /// For whom the bundle was prepared, as declared.
    package let declaredRecipient: DeclaredValue

    /// Who signs the bundle.
    package let signer: SignerSummary

    /// The calls in which the pieces were sealed, in ledger order.
    package let submissions: [SubmissionSummary]

    /// The pieces together; what is said of each alone is a `PieceSummary`.
    package let pieces: PieceTotals

    /// The declared series of captures to which pieces belong, and what they lack.
    package let series: [SeriesSummary]

    /// The entries of items that were never copied and cannot be shown; named, so that their absence is no omission.
    package let digestOnly: [EntrySummary]

    /// The SHA-256 of the file EMPREINTES.sha256.
    package let digestList: Digest

    /// Whether a third party stamped both the head and the bundle's signature; if not, every document says so.
    package let isTimeStamped: Bool

    /// The program that wrote the bundle.
    package let tool: Tool

    /// The bundle that the documents describe.
    package init(
        caseFile: CaseHeading,
        origin: String,
        treeSize: UInt64,
        rootHash: Digest,
        prepared: EntrySummary,
        edition: BundleEdition,
        declaredRecipient: DeclaredValue,
        signer: SignerSummary,
        submissions: [SubmissionSummary],
        pieces: PieceTotals,
        series: [SeriesSummary] = [],
        digestOnly: [EntrySummary] = [],
        digestList: Digest,
        isTimeStamped: Bool,
        tool: Tool
    ) {
        self.caseFile = caseFile
        self.origin = origin
        self.treeSize = treeSize
        self.rootHash = rootHash
        self.prepared = prepared
        self.edition = edition
        self.declaredRecipient = declaredRecipient
        self.signer = signer
        self.submissions = submissions
        self.pieces = pieces
        self.series = series
        self.digestOnly = digestOnly
        self.digestList = digestList
        self.isTimeStamped = isTimeStamped
        self.tool = tool
    }

    /// Every signer of the bundle and of what it shows, the bundle's first, each once.
    package var signers: [SignerSummary] {
        var known: Set<Digest> = []
        return ([signer] + submissions.map(\.signer)).filter { known.insert($0.certificate).inserted }
    }
}
