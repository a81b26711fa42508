import Wording

/// The words that no document may use (requirement R-83), and the phrases in which they stand all the same.
///
/// Permitted are: the disclaimer that says what a document is not, someone else's act by its full name, « non qualifié »,
/// and, where a trusted list has shown it, the label and the law's own sentence about a qualified time stamp.
struct ForbiddenWords {
    let words: [String]
    let permitted: [String]

    init(_ language: Language) {
        switch language {
        case .french:
            words = [
                "procès-verbal", "constat", "constats", "scellé judiciaire", "certifié conforme", "infalsifiable",
                "preuve irréfutable", "authentique", "authentiques", "qualifié", "qualifiée",
            ]
            permitted = [
                "il ne constitue ni un procès-verbal de constat de commissaire de justice (ordonnance n° 2016-728 du 2 juin "
                    + "2016, article 1er), ni un scellé judiciaire (code de procédure pénale, articles 56 et 97), ni une "
                    + "attestation de témoin (code de procédure civile, article 202)",
                "constat de commissaire de justice", "scellé judiciaire n°", "non qualifié", "n'est pas qualifié",
                "horodatage : qualifié",
                "l'horodatage est qualifié au sens de l'article 42 du règlement (ue) n° 910/2014",
            ]
        case .english:
            words = [
                "certified", "certified true copy", "authentic", "tamper-proof", "irrefutable", "conclusive",
                "judicial seal", "official report", "qualified",
            ]
            permitted = [
                "nor a judicial seal (code of criminal procedure, articles 56 and 97)", "judicial seal no.",
                "have a bailiff draw up an official report", "not qualified",
                "time stamp: qualified",
                "the time stamp is qualified within the meaning of article 42 of regulation (eu) no. 910/2014",
            ]
        }
    }

    /// The words that stand in `text` outside the permitted phrases; the longest where one holds another.
    func found(in text: String) -> [String] {
        var plain = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for phrase in permitted { plain = plain.replacingWhole(phrase, with: "") }
        var found: [String] = []
        for word in words.sorted(by: { $0.count > $1.count }) where plain.containsWhole(word) {
            found.append(word)
            plain = plain.replacingWhole(word, with: "")
        }
        return found
    }
}

extension String {
    /// Whether `word` stands here with no letter right before or after it.
    fileprivate func containsWhole(_ word: String) -> Bool {
        ranges(of: word).contains(where: isWhole)
    }

    /// The text without `word` wherever it stands whole.
    fileprivate func replacingWhole(_ word: String, with other: String) -> String {
        ranges(of: word).filter(isWhole).reversed().reduce(into: self) { $0.replaceSubrange($1, with: other) }
    }

    private func isWhole(_ range: Range<String.Index>) -> Bool {
        let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
        let after = range.upperBound == endIndex ? nil : self[range.upperBound]
        return before?.isLetter != true && after?.isLetter != true
    }
}
