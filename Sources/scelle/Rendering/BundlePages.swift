internal import Cryptography
internal import Custody
internal import Operations
internal import Verification
internal import Wording

/// What is said about a bundle that was just built.
enum BundlePages {
    /// Where it lies, what it holds, and what has to be told on paper.
    static func built(_ built: BuildBundle.Built, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("bundle.built", ["path": built.folder.printable]), .heading)
        page.field(say("report.edition"), say("report.edition.\(built.edition.rawValue)"), in: say)
        page.field(say("report.pieces"), say.number(UInt64(built.pieceCount)), in: say)
        page.field(say("bundle.size"), say.number(built.treeSize), in: say)
        page.digest(say("bundle.container"), built.container.hex, in: say)
        page.digest(say("report.digestList"), built.digestList.hex, in: say)
        for failure in built.failures {
            let reason = say(failure.error.messageKey, failure.error.arguments)
            let words = say("time.notStamped", ["authority": failure.authority, "reason": reason])
            page.paragraph(words.printable, indent: 2, hanging: 2, .doubtful)
        }
        if !built.isStamped { page.paragraph(say("bundle.notStamped"), indent: 2, hanging: 2, .doubtful) }
        page.line()
        page.paragraph(say("bundle.afterwards"))
        return page
    }
}

/// A bundle that was just built, as `bundle --json` prints it.
struct BuiltBundleJSON: Encodable {
    let folder: String
    let edition: String
    let pieces: Int
    let size: UInt64
    let container: String
    let digestList: String
    let stamped: Bool
    let failures: [StampRoundJSON.Failure]
    let verdict: String

    init(_ built: BuildBundle.Built, in say: Phrasebook) {
        folder = built.folder
        edition = built.edition.rawValue
        pieces = built.pieceCount
        size = built.treeSize
        container = built.container.hex
        digestList = built.digestList.hex
        stamped = built.isStamped
        failures = built.failures.map {
            StampRoundJSON.Failure(authority: $0.authority, code: $0.error.code.rawValue)
        }
        verdict = built.report.verdict.rawValue
    }
}
