import Documents
import Wording

/// A bundle, and what is said of each of its pieces.
struct WholeBundle {
    let summary: BundleSummary
    let pieces: [PieceSummary]

    var origin: String { summary.origin }
}

extension ReadMe {
    init(_ bundle: WholeBundle) { self.init(bundle.summary) }
}

extension SealingAttestation {
    init(_ bundle: WholeBundle) { self.init(bundle.summary) }
}

/// The list of the pieces of a whole bundle.
struct WholeBordereau {
    private let bundle: WholeBundle

    init(_ bundle: WholeBundle) { self.bundle = bundle }

    func text(in language: Language) -> String {
        Bordereau(bundle.summary).text(of: bundle.pieces, in: language)
    }
}

/// The sheets of the pieces of a whole bundle.
struct WholeTraceabilitySheet {
    private let bundle: WholeBundle

    init(_ bundle: WholeBundle) { self.bundle = bundle }

    func text(in language: Language) -> String {
        TraceabilitySheet(bundle.summary).text(of: bundle.pieces, in: language)
    }
}
