package import Custody
package import Wording

/// How observations are put into words: indications, never verdicts.
extension Phrasebook {
    /// One observation in a sentence, on one line; a code of a later release is named.
    package func indication(_ observation: ObservedFacts.Observation) -> String {
        let key = "observation.\(observation.code)"
        guard has(key) else { return self("observed.unknown", ["code": observation.code]) }
        let words = observation.values.mapValues { value in
            switch value {
            case .string(let text): text
            case .integer(let count): number(count)
            }
        }
        let sentence = ForeignText(self(key, words)).line
        return observation.at.map { self("observed.at", ["sentence": sentence, "at": number($0)]) } ?? sentence
    }
}
