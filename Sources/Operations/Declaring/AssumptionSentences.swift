package import Wording

extension DeclaredAssumptions {
    /// What was assumed, a sentence each; nothing in them names a person or a file.
    package func sentences(in say: Phrasebook) -> [String] {
        var sentences = metadata.map { $0.sentences(in: say) } ?? []
        if let zone { sentences.append(say("assumed.zone", ["zone": zone, "release": ZoneRules.release])) }
        for (key, count) in [("dayFirst", dayFirstCount), ("words", wordsCount), ("accepted", acceptedDoubts)]
        where count > 0 {
            sentences.append(say("assumed.\(key)", ["count": say.number(UInt64(count))]))
        }
        return sentences
    }
}

extension MetadataReading {
    fileprivate func sentences(in say: Phrasebook) -> [String] {
        let words = [
            "count": say.number(UInt64(rowCount)), "encoding": say("assumed.encoding.\(encoding.rawValue)"),
            "separator": say("assumed.separator.\(separator.rawValue)"),
        ]
        var sentences = [say("assumed.metadata", words)]
        for (key, count) in [("names", equivalentNameCount), ("formulas", formulaCount)] where count > 0 {
            sentences.append(say("assumed.\(key)", ["count": say.number(UInt64(count))]))
        }
        return sentences
    }
}
