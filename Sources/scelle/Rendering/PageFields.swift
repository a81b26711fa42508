internal import Cryptography
internal import Wording

extension Page {
    /// A labelled value; one that does not fit its line goes below, whole, so that it can be copied.
    mutating func field(_ name: String, _ value: String, in say: Phrasebook, indent: Int = 2) {
        let shown = value.printable
        let whole = say("field", ["name": name, "value": shown])
        if indent + whole.displayWidth <= width {
            line(String(repeating: " ", count: indent) + whole)
        } else {
            label(name, in: say, indent: indent)
            line(String(repeating: " ", count: indent + 2) + shown)
        }
    }

    /// The label of what follows on lines of its own.
    mutating func label(_ name: String, in say: Phrasebook, indent: Int = 2) {
        paragraph(say("label", ["name": name]), indent: indent)
    }

    /// The fingerprint of a key, a certificate's unless `name` says otherwise: 16 groups of 4, that can be read aloud.
    mutating func fingerprint(_ fingerprint: Digest, in say: Phrasebook, under name: String? = nil, indent: Int = 2) {
        label(name ?? say("report.fingerprint"), in: say, indent: indent)
        let groups = say.grouped(fingerprint: fingerprint.hex).split(separator: " ")
        for half in [groups.prefix(8), groups.dropFirst(8)] {
            line(String(repeating: " ", count: indent + 2) + half.joined(separator: " "))
        }
    }

    /// A SHA-256 of a file or a tree: 8 groups of 8.
    mutating func digest(_ name: String, _ hex: String, in say: Phrasebook, indent: Int = 2) {
        label(name, in: say, indent: indent)
        line(String(repeating: " ", count: indent + 2) + say.grouped(digest: hex))
    }
}
