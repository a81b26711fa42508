internal import Verification
internal import Wording

/// A cause in words: what is so, what to do next, and what a technician may want to know.
struct CauseSentences {
    /// What is so.
    let cause: String
    /// What to do next.
    let step: String
    /// Digests side by side, and the reason as the program names it.
    let details: [String]
    private let arguments: [String: String]

    init(_ cause: Cause, in say: Phrasebook) {
        arguments = cause.arguments
        let readable = cause.arguments.mapValues(say.readable)
        self.cause = say("cause.\(cause.code.rawValue)", readable)
        step = say("step.\(cause.code.rawValue)", readable)
        var details: [String] = []
        for name in ["expected", "calculated"] {
            guard let digest = cause.arguments[name] else { continue }
            details.append(say("label", ["name": say("report.\(name)")]))
            details.append("  " + say.grouped(digest: digest))
        }
        if let reason = cause.arguments["reason"] { details.append(say("report.detail", ["reason": reason])) }
        self.details = details
    }

    /// Whether the sentence itself names the subject.
    func names(_ subject: Subject) -> Bool {
        switch subject {
        case .file(let path), .piece(_, let path):
            arguments["path"].map { Array($0.utf8) == Array(path.utf8) } ?? false
        default: false
        }
    }
}
