package import Wording

/// The « déclaration de remise » that whoever handed the files over reads and signs (DOMAIN 8.7), in the case's language.
///
/// What was not asked is a dotted line, to be filled in by hand.
package struct SubmissionDeclaration: Sendable {
    /// An answer that is yes or no.
    package enum Answer: Hashable, Sendable {
        case yes
        /// No, or with a word more: by whom, when.
        case no(String?)
        case unknown
        case notAsked
    }

    /// What the person declares.
    package struct Statements: Sendable {
        /// To whom the files are handed over.
        package var recipient: String?
        /// Under which names they were received.
        package var names: [String] = []
        /// Whether the person made the captures; `no` names who did.
        package var madeByPerson = Answer.notAsked
        /// When they were made, in the person's words.
        package var capturedAt: String?
        /// With which device.
        package var device: String?
        /// From which application.
        package var platform: String?
        /// Which account was logged in.
        package var account: String?
        /// Entire, cropped, annotated.
        package var state: String?
        /// Whether the messages can still be seen.
        package var isStillVisible = Answer.notAsked
        /// Whether the person keeps the device and the messages.
        package var keepsOriginals = Answer.notAsked
        /// Whether the account was reported or blocked; in words when it was.
        package var reported: String?

        /// Nothing declared.
        package init() {}
    }

    private let statements: Statements
    private let ledger: String
    private let releve: String

    /// The declaration about the files of a call, whose list of digests has the SHA-256 `releve`, in hexadecimal.
    package init(_ statements: Statements, ledger: String, releve: String) {
        self.statements = statements
        self.ledger = ledger
        self.releve = releve
    }

    /// The document: UTF-8, LF, at most 80 columns.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        let say = sheet.say
        func filled(_ text: String?) -> String { text.map { say.shown($0) } ?? say("document.submission.blank") }
        func answer(_ answer: Answer, _ key: String) -> String {
            switch answer {
            case .yes: say("document.submission.yes")
            case .no(let more):
                more.map { say("document.submission.\(key)", ["text": say.shown($0)]) } ?? say("document.submission.no")
            case .unknown: say("document.submission.unknown")
            case .notAsked: say("document.submission.\(key)Choice")
            }
        }
        sheet.title("submission.title")
        let count = statements.names.count
        sheet.paragraph(
            count == 1 ? "submission.handOverOne" : "submission.handOver",
            ["recipient": filled(statements.recipient), "count": say.number(UInt64(count))]
        )
        sheet.gap()
        sheet.items(statements.names)
        sheet.paragraph("submission.made", ["answer": answer(statements.madeByPerson, "madeBy")])
        sheet.paragraph(
            "submission.how",
            [
                "when": filled(statements.capturedAt), "device": filled(statements.device),
                "platform": filled(statements.platform), "account": filled(statements.account),
            ]
        )
        sheet.paragraph(
            "submission.state",
            ["state": statements.state.map { say.shown($0) } ?? say("document.submission.stateChoice")]
        )
        sheet.paragraph("submission.visible", ["answer": answer(statements.isStillVisible, "visible")])
        sheet.paragraph("submission.keeps", ["answer": answer(statements.keepsOriginals, "keeps")])
        sheet.paragraph(
            "submission.reported",
            ["answer": statements.reported.map { say.shown($0) } ?? say("document.submission.reportedChoice")]
        )
        sheet.paragraph("submission.warning")
        sheet.gap()
        sheet.field("label.ledger", ForeignText(ledger).line)
        sheet.field("receipt.releve", "")
        sheet.command(say.grouped(digest: releve))
        sheet.paragraph("submission.signature")
        sheet.paragraph("submission.accompanied")
        return sheet.text
    }
}

/// The « conseils de capture »: one page for whoever has yet to make captures (DOMAIN 8.7).
package struct CaptureAdvice: Sendable {
    /// The page.
    package init() {}

    /// The document: UTF-8, LF, at most 80 columns.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.title("advice.title")
        sheet.gap()
        sheet.numberedList((1...10).map { "advice.\($0)" })
        return sheet.text
    }
}
