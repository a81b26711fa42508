import Custody
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

/// The attestation for a whole bundle.
struct WholeAttestation {
    private let bundle: WholeBundle

    init(_ bundle: WholeBundle) { self.bundle = bundle }

    func text(in language: Language) throws -> String {
        var text = ""
        try SealingAttestation(bundle.summary).write(bundle, in: language) { text += $0 }
        return text
    }
}

extension WholeBundle: PieceLines {
    func count(in submission: SubmissionID) -> Int {
        pieces.count { $0.submission == submission }
    }

    func forEach(in submission: SubmissionID, _ body: (PieceLine) throws -> Void) throws {
        for piece in pieces where piece.submission == submission { try body(PieceLine(piece)) }
    }
}

extension PieceTotals {
    init(_ pieces: [PieceSummary]) {
        self.init()
        for piece in pieces { add(PieceLine(piece)) }
    }
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
