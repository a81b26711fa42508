internal import Custody

/// What has been seen of a file so far.
struct Findings {
    private(set) var observations: [ObservedFacts.Observation] = []
    private(set) var looked: Set<String> = []

    /// The limits that ended the reading of a part.
    var limits: Set<ReadingLimit> = []

    /// Notes that a part of this program reads the file.
    mutating func look(with part: String) {
        looked.insert(part)
    }

    /// Notes an observation; from the one too many on, that there are more.
    mutating func note(_ code: String, at offset: UInt64? = nil, _ values: [String: ObservedFacts.Value] = [:]) {
        // A few places are left for what the parent sees in the name.
        guard observations.count < ObservedFacts.mostObservations - 16 else {
            limits.insert(.parts)
            return
        }
        observations.append(ObservedFacts.Observation(code, at: offset, values))
    }

    /// Reads the file as what libmagic takes it for.
    mutating func look(at source: ByteSource, of found: FoundType) throws(ReadingLimit) {
        if source.size == 0 { note("file.empty") }
        if let charset = found.charset { note("text.charset", ["charset": .text(charset.utf8)]) }
    }

    /// The field's value.
    func observed(by reader: ObservedFacts.Reader) -> ObservedFacts {
        ObservedFacts(
            reading: limits.isEmpty ? .complete : .partial,
            looked: looked,
            limits: Set(limits.map(\.rawValue)),
            observations: observations,
            reader: reader
        )
    }
}
