internal import Cryptography
internal import Custody
internal import Wording

/// A document while it is written: a page, and the words of one language that go on it.
struct Sheet {
    /// The words.
    let say: Phrasebook

    /// The lines so far.
    private(set) var page: TextPage

    init(in language: Language, width: Int = TextPage.width) {
        say = Phrasebook(language)
        page = TextPage(width: width)
    }

    /// The document.
    var text: String { page.text }

    /// What was added since the last call; the rest of the document follows it.
    mutating func takeText() -> String { page.takeText() }

    mutating func title(_ key: String, _ arguments: [String: String] = [:]) {
        page.title(say("document." + key, arguments))
    }

    mutating func heading(_ key: String, _ arguments: [String: String] = [:]) {
        page.heading(say("document." + key, arguments))
    }

    mutating func paragraph(_ key: String, _ arguments: [String: String] = [:]) {
        page.gap()
        page.paragraph(say("document." + key, arguments))
    }

    /// Sentences behind dashes.
    mutating func list(_ keys: [String], _ arguments: [String: String] = [:]) {
        for key in keys { page.item("–", say("document." + key, arguments)) }
    }

    /// Somebody's words behind dashes.
    mutating func items(_ texts: [String]) {
        for text in texts { page.item("–", ForeignText(text).line) }
    }

    /// Sentences behind their numbers, from 1.
    mutating func numberedList(_ keys: [String]) {
        for (position, key) in keys.enumerated() { page.item("\(position + 1).", say("document." + key)) }
    }

    /// `Label : value` on one line or more; the label alone where there is no value.
    mutating func field(_ key: String, _ value: String, indent: Int = 0) {
        let label = say("document.field", ["label": say("document." + key)])
        page.paragraph(value.isEmpty ? label : label + " " + value, indent: indent, hanging: 4)
    }

    /// A label, and below it one value a line.
    mutating func fields(_ key: String, _ values: [String], indent: Int = 0) {
        field(key, "", indent: indent)
        for value in values { page.paragraph(value, indent: indent + 4, hanging: 4) }
    }

    /// A label, and below it a SHA-256 in 8 groups of 8 digits.
    mutating func digest(_ key: String, _ digest: Digest, indent: Int = 0) {
        field(key, "", indent: indent)
        page.verbatim(say.grouped(digest: digest.hex), indent: indent + 4)
    }

    /// A label, and below it a fingerprint in 16 groups of 4 digits on two lines.
    mutating func fingerprint(_ key: String, _ digest: Digest, indent: Int = 0) {
        field(key, "", indent: indent)
        for half in [digest.hex.prefix(32), digest.hex.suffix(32)] {
            page.verbatim(say.grouped(fingerprint: String(half)), indent: indent + 4)
        }
    }

    /// A line to be typed, on which nothing is broken or replaced.
    mutating func command(_ line: String) {
        page.verbatim(line)
    }

    mutating func gap() {
        page.gap()
    }

    /// A label that stands over what is set in below it.
    mutating func heldTogether(_ key: String) {
        page.paragraph(say("document.field", ["label": say(key)]), hanging: 4)
    }

    /// `Label : value` under a label.
    mutating func inset(_ key: String, _ value: String) {
        page.paragraph(say("document.field", ["label": say(key)]) + " " + value, indent: 4, hanging: 4)
    }

    /// Words behind a dash, under a label.
    mutating func inset(item text: String) {
        page.paragraph("– " + text, indent: 4, hanging: 2)
    }

    /// Words under a label.
    mutating func inset(text: String) {
        page.paragraph(text, indent: 4)
    }
}

// MARK: - What every document of a bundle has

extension Sheet {
    /// The reference under which the case file goes: as described, or the first digits of the ledger's name.
    static func reference(of bundle: BundleSummary, in say: Phrasebook) -> String {
        if case .given(let text) = bundle.caseFile.declaredReference { return say.shown(text) }
        let id = bundle.origin.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0.prefix(8)) } ?? ""
        return ForeignText(id).line
    }

    /// Case file, ledger, edition, recipient; and whatever must be said before anything is read.
    mutating func head(_ bundle: BundleSummary) {
        gap()
        field("label.caseFile", Self.reference(of: bundle, in: say))
        field("label.ledger", ForeignText(bundle.origin).line)
        field("label.edition", say("document.edition." + bundle.edition.rawValue))
        field("label.preparedAt", say("document.time.declared", ["time": say.clock(bundle.prepared.declaredAt)]))
        if !bundle.isTimeStamped { paragraph("notice.notTimeStamped") }
    }

    /// What this does not show, and what ties the paper to the files.
    mutating func foot(_ bundle: BundleSummary) {
        heading("limits.headingDocument")
        numberedList(Self.limits)
        ties(bundle)
    }

    /// The digest that all documents of a bundle print, the signer's fingerprint, the program.
    mutating func ties(_ bundle: BundleSummary) {
        gap()
        field("label.head", say("document.headSize", ["size": say.number(bundle.treeSize)]))
        page.verbatim(say.grouped(digest: bundle.rootHash.hex))
        digest("label.digestList", bundle.digestList)
        fingerprint("label.signingKey", bundle.signer.certificate)
        field("label.tool", say.program(bundle.tool))
    }

    /// Place, date, name and signature, to be filled in by hand.
    mutating func signatureBlock(_ key: String) {
        paragraph("signature.place")
        gap()
        paragraph(key)
    }

    /// What no digest shows (DOMAIN 8.2): the same four points on every document.
    static let limits = ["limits.author", "limits.before", "limits.dates", "limits.wholeness"]
}
