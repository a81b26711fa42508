internal import Cryptography
internal import Custody
internal import Documents
internal import LedgerStore
package import Wording

/// What the answers to the guide become: declared facts, the declaration to be signed, dates to ask a lawyer about.
package enum GuidedSubmission {
    /// The facts that are sealed.
    ///
    /// What is only for the declaration is kept with them as the submission's note.
    package static func facts(_ answers: GuideAnswers, in say: Phrasebook) -> DeclaredFacts {
        var facts = DeclaredFacts()
        var notes: [String] = []
        for question in GuideQuestion.allCases {
            guard let answer = answers[question] else { continue }
            if let submission = question.submission {
                facts.submission[submission] = answer
            } else if let exhibit = question.exhibit {
                facts.everyExhibit[exhibit] = answer
            } else {
                let words = answer == GuideAnswers.unknown ? say("fact.unknown") : answer
                notes.append(say("field", ["name": say("guide.name.\(question.rawValue)"), "value": words]))
            }
        }
        if !notes.isEmpty { facts.submission[.note] = notes.joined(separator: "\n") }
        return facts
    }

    /// What was written beside the receipt.
    package struct Papers: Sendable {
        /// The paths of the declaration and of the advice.
        package let paths: [String]
    }

    /// Writes the declaration to be signed, and the advice on captures, into the folder of the receipt.
    ///
    /// It names the files that were handed over, those whose content the case had already among them.
    package static func write(
        _ answers: GuideAnswers,
        for receipt: SealReceipt,
        case path: String?,
        identity name: String?,
        in surroundings: Surroundings
    ) throws -> Papers {
        try OperationError.mapping {
            guard let folder = receipt.outputFolder else { return Papers(paths: []) }
            let caseFile = try CaseFile(at: path, in: surroundings)
            let language = caseFile.settings.language
            let identity = try IdentityStore(in: surroundings).chosen(name)
            var statements = SubmissionDeclaration.Statements()
            statements.recipient = identity.certificate.commonName
            statements.names = (receipt.exhibits.map(\.name) + receipt.duplicates.map(\.name)).map(\.display)
            statements.madeByPerson = answer(answers[.madeByPerson])
            statements.capturedAt = words(answers[.capturedAt], language)
            statements.device = words(answers[.device], language)
            statements.platform = words(answers[.platform], language)
            statements.account = words(answers[.account], language)
            statements.state = words(answers[.state], language)
            statements.isStillVisible = answer(answers[.stillVisible])
            statements.keepsOriginals = answer(answers[.keepsOriginals])
            statements.reported = words(answers[.reported], language)
            let declaration = SubmissionDeclaration(
                statements,
                ledger: caseFile.origin,
                releve: receipt.releveDigest.hex
            )
            let papers = [
                ("declaration-de-remise.txt", declaration.text(in: language)),
                ("conseils-de-capture.txt", CaptureAdvice().text(in: language)),
            ]
            for (name, text) in papers { try DurableFile.write(Array(text.utf8), to: "\(folder)/\(name)") }
            return Papers(paths: papers.map { "\(folder)/\($0.0)" })
        }
    }

    private static func words(_ answer: String?, _ language: Language) -> String? {
        answer.map { $0 == GuideAnswers.unknown ? Phrasebook(language)("fact.unknown") : $0 }
    }

    private static func answer(_ text: String?) -> SubmissionDeclaration.Answer {
        guard let text else { return .notAsked }
        guard let answer = YesOrNo(text) else { return .unknown }
        // « non, par sa sœur »: the document says « par » itself.
        let rest = answer.rest.map { rest in
            ["par ", "by "].first { rest.hasPrefix($0) }.map { String(rest.dropFirst($0.count)) } ?? rest
        }
        return answer.isYes ? .yes : .no(rest)
    }
}
