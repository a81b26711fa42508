package import Verification

/// What `doctor` found: the conclusions, in the order of docs/formats/diagnosis.md, with what each rests on.
package struct CaseDiagnosis: Sendable {
    /// The absolute path of the case's folder.
    package let path: String

    /// The ledger's name, as far as it can be read.
    package internal(set) var origin: String?

    /// The number of entries of the ledger in the folder; nil when it cannot be read.
    package internal(set) var treeSize: UInt64?

    /// The number of entries that this computer remembers of the ledger; nil when it remembers nothing.
    package internal(set) var remembered: UInt64?

    /// The audit that the conclusions rest on; nil when the ledger cannot be read.
    package internal(set) var audit: VerificationReport?

    /// What an unfinished operation left that `--complete` removed.
    package internal(set) var removed: [String] = []

    /// The conclusions, each once.
    package private(set) var conclusions: [Conclusion] = []

    /// One conclusion.
    package struct Conclusion: Sendable {
        /// What it is.
        package let diagnosis: Diagnosis
        /// The files that it is about, as paths.
        package internal(set) var places: [String] = []
        /// The findings of the audit that led to it; at most `Conclusion.listed`.
        package internal(set) var findings: [Finding] = []
        /// How many more there are.
        package internal(set) var unlistedCount = 0
        /// What the system or SQLite said of it.
        package internal(set) var reasons: [String] = []

        /// The most findings that are kept of one conclusion.
        package static let listed = 20
    }

    init(path: String) {
        self.path = path
    }

    /// How the command ends: 1 when something is lost, damaged or false, 3 when something is open, else 0.
    package var exitStatus: ExitStatus {
        let weights = conclusions.map(\.diagnosis.weight)
        if weights.contains(.damage) { return .refused }
        return weights.contains(.open) ? .incomplete : .done
    }

    /// Whether `diagnosis` is among the conclusions.
    package func has(_ diagnosis: Diagnosis) -> Bool { conclusions.contains { $0.diagnosis == diagnosis } }
}

// MARK: - Concluding

extension CaseDiagnosis {
    /// Adds to the conclusion `diagnosis` what it rests on.
    mutating func conclude(
        _ diagnosis: Diagnosis,
        place: String? = nil,
        finding: Finding? = nil,
        reason: String? = nil
    ) {
        let position: Int
        if let known = conclusions.firstIndex(where: { $0.diagnosis == diagnosis }) {
            position = known
        } else {
            position = conclusions.firstIndex { $0.diagnosis.number > diagnosis.number } ?? conclusions.count
            conclusions.insert(Conclusion(diagnosis: diagnosis), at: position)
        }
        if let place, !conclusions[position].places.contains(where: { $0.utf8.elementsEqual(place.utf8) }) {
            conclusions[position].places.append(place)
        }
        if let reason { conclusions[position].reasons.append(reason) }
        guard let finding else { return }
        if conclusions[position].findings.count < Conclusion.listed {
            conclusions[position].findings.append(finding)
        } else {
            conclusions[position].unlistedCount += 1
        }
    }

    /// Takes back a conclusion that does not hold any more.
    mutating func settle(_ diagnosis: Diagnosis) {
        conclusions.removeAll { $0.diagnosis == diagnosis }
    }

    /// Moves what led to `diagnosis` to `other`, which explains it better.
    mutating func replace(_ diagnosis: Diagnosis, by other: Diagnosis) {
        guard let position = conclusions.firstIndex(where: { $0.diagnosis == diagnosis }) else { return }
        let old = conclusions.remove(at: position)
        conclude(other)
        for place in old.places { conclude(other, place: place) }
        for finding in old.findings { conclude(other, finding: finding) }
        for reason in old.reasons { conclude(other, reason: reason) }
        guard let position = conclusions.firstIndex(where: { $0.diagnosis == other }) else { return }
        conclusions[position].unlistedCount += old.unlistedCount
    }
}
