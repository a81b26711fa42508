internal import Cryptography
internal import Verification
internal import Wording

/// What checks were carried out on, in words: `inscriptions n° 3 à 17, 20`, `Pieces/001_capture.png`.
struct SubjectNames {
    private let subjects: [Subject]
    private let say: Phrasebook

    /// The most subjects that are named one by one.
    private static let named = 8

    init(_ subjects: [Subject], in say: Phrasebook) {
        self.subjects = subjects
        self.say = say
    }

    /// All of them, entries and checkpoints as ranges; past a few, the rest is counted.
    var text: String {
        var parts: [String] = []
        let entries = subjects.compactMap { if case .entry(let index) = $0 { index } else { nil } }
        let sizes = subjects.compactMap { if case .checkpoint(let size) = $0 { size } else { nil } }
        if !entries.isEmpty { parts.append(numbers(entries, one: "subject.entry", several: "subject.entries")) }
        if !sizes.isEmpty { parts.append(numbers(sizes, one: "subject.checkpoint", several: "subject.checkpoints")) }
        let others = subjects.filter { subject in
            switch subject {
            case .entry, .checkpoint: false
            default: true
            }
        }
        parts += others.prefix(Self.named).map(name(of:))
        let text = parts.joined(separator: ", ")
        guard others.count > Self.named else { return text }
        return text + " " + say("report.andMore", ["count": say.number(UInt64(others.count - Self.named))])
    }

    private func name(of subject: Subject) -> String {
        switch subject {
        case .container: say("subject.container")
        case .ledger: say("subject.ledger")
        case .file(let path): say("subject.file", ["name": path])
        case .entry(let index): say("subject.entry", ["name": say.number(index)])
        case .checkpoint(let size): say("subject.checkpoint", ["name": say.number(size)])
        // As long as in the names of the files that hold it.
        case .token(let digest): say("subject.token", ["name": String(digest.hex.prefix(16))])
        case .certificate(let digest): say("subject.certificate", ["name": say.grouped(fingerprint: digest.hex)])
        case .field(let entry, let name): say("subject.field", ["entry": say.number(entry), "field": name])
        case .piece(let number, let path): say("subject.piece", ["number": say.number(number), "path": path])
        }
    }

    /// `3 à 17, 20`, or a single one.
    private func numbers(_ values: [UInt64], one: String, several: String) -> String {
        let sorted = Set(values).sorted()
        guard sorted.count > 1 else { return say(one, ["name": sorted.first.map(say.number) ?? ""]) }
        var ranges: [(first: UInt64, last: UInt64)] = []
        for value in sorted {
            if let last = ranges.last, value == last.last + 1 {
                ranges[ranges.count - 1].last = value
            } else {
                ranges.append((value, value))
            }
        }
        let shown = ranges.prefix(Self.named).map { range in
            range.first == range.last
                ? say.number(range.first)
                : say("report.range", ["first": say.number(range.first), "last": say.number(range.last)])
        }
        let rest = ranges.dropFirst(Self.named).reduce(0) { $0 + ($1.last - $1.first + 1) }
        let text = say(several, ["name": shown.joined(separator: ", ")])
        return rest == 0 ? text : text + " " + say("report.andMore", ["count": say.number(rest)])
    }
}
