/// The file name of a piece: its number, a label in plain ASCII, and the ending of the received name.
///
///     001_Capture_conversation.png
///
/// At most 80 characters, one dot at the most. The number comes first, so that two pieces never share a name, names sort in
/// the order of their numbers, and no name is one that some system reserves. `docs/formats/bundle.md` § 3.2 has the grammar.
package struct PieceName: Hashable, Sendable {
    /// The number of the piece, from 1 on.
    package let number: UInt64

    /// The whole name, without the folder.
    package let text: String

    /// The longest name, in characters, which are bytes here.
    package static let maximumLength = 80

    /// The longest ending that is taken for one, in characters.
    static let maximumExtensionLength = 10

    /// What stands for a label of which no letter is left.
    static let fallbackLabel = "Piece"

    /// Names a piece after its title or, where that leaves nothing, after the received name.
    ///
    /// The ending is always that of the received name, whose bytes need not be UTF-8.
    package init(number: UInt64, title: String?, receivedName: [UInt8]) {
        let name = String(decoding: receivedName, as: UTF8.self)
        let (stem, ending) = Self.split(name)
        var label = Self.label(of: title.map { Self.dropping(ending, from: $0) } ?? "")
        if label.isEmpty { label = Self.label(of: stem) }
        if label.isEmpty { label = Self.fallbackLabel }
        let digits = Self.digits(of: number)
        let suffix = ending.isEmpty ? "" : "." + ending
        let room = Self.maximumLength - digits.utf8.count - 1 - suffix.utf8.count
        self.number = number
        text = digits + "_" + Self.trimmed(String(label.prefix(room))) + suffix
    }

    /// Reads a name; nil unless it is one that `init(number:title:receivedName:)` can give.
    package init?(parsing text: some StringProtocol) {
        guard let number = [UInt8](text.utf8).withUnsafeBufferPointer({ Self.number(of: $0) }) else { return nil }
        self.init(number: number, spelledAs: String(text))
    }

    /// The name that is spelled so, of which `number(of:)` gave the number.
    init(number: UInt64, spelledAs text: String) {
        self.number = number
        self.text = text
    }

    /// The number in the name that has these bytes; nil unless they are a name.
    static func number(of name: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard name.count <= maximumLength, let separator = name.firstIndex(of: UInt8(ascii: "_")),
            let number = decimal(name[..<separator], digits: 3), number > 0
        else { return nil }
        let label = name[(separator + 1)...]
        guard let dot = label.firstIndex(of: UInt8(ascii: ".")) else { return isLabel(label) ? number : nil }
        return isLabel(label[..<dot]) && isExtension(label[(dot + 1)...]) ? number : nil
    }

    /// The number that `text` is in decimal, padded with zeros to so many digits and no more.
    static func decimal(_ text: Slice<UnsafeBufferPointer<UInt8>>, digits: Int) -> UInt64? {
        guard let first = text.first, text.count == digits || (text.count > digits && first != UInt8(ascii: "0")) else {
            return nil
        }
        var number: UInt64 = 0
        for byte in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }

    /// The number in decimal, at least three digits, as names and documents print it.
    package static func digits(of number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    }
}

extension PieceName: CustomStringConvertible {
    package var description: String { text }
}

// MARK: - Grammar

extension PieceName {
    private static func isLabel(_ label: some Collection<UInt8>) -> Bool {
        guard let first = label.first, !isMark(first), let last = label.dropFirst(label.count - 1).first,
            !isMark(last)
        else { return false }
        return label.allSatisfy { isAlphanumeric($0) || isMark($0) }
    }

    private static func isExtension(_ ending: some Collection<UInt8>) -> Bool {
        (1...maximumExtensionLength).contains(ending.count) && ending.allSatisfy(isAlphanumeric)
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

// MARK: - From names that people give

extension PieceName {
    /// The name without its ending, and the ending: what follows the last dot, if it looks like one.
    private static func split(_ name: String) -> (stem: String, ending: String) {
        guard let dot = name.unicodeScalars.lastIndex(of: "."), dot > name.startIndex else { return (name, "") }
        let ending = name.unicodeScalars[name.unicodeScalars.index(after: dot)...]
        guard isExtension(Array(String(ending).utf8)) else { return (name, "") }
        return (String(name.unicodeScalars[..<dot]), String(ending))
    }

    /// The title without an ending that would stand twice.
    private static func dropping(_ ending: String, from title: String) -> String {
        let (stem, found) = split(title)
        guard !ending.isEmpty, found.lowercased().utf8.elementsEqual(ending.lowercased().utf8) else { return title }
        return stem
    }

    /// The text in letters, digits, `_` and `-`: accents fall, runs of all else become one `_`.
    private static func label(of text: String) -> String {
        var label = ""
        for scalar in text.unicodeScalars {
            if let plain = plainForm(of: scalar) {
                label += plain
            } else if !label.hasSuffix("_") {
                label += "_"
            }
        }
        return trimmed(label)
    }

    private static func trimmed(_ label: String) -> String {
        let bytes = label.utf8.drop(while: isMark)
        let trailing = bytes.reversed().prefix(while: isMark).count
        return String(decoding: bytes.dropLast(trailing), as: UTF8.self)
    }

    /// The ASCII letters that a character is read as: empty for a combining mark, nil for what is no Latin letter.
    private static func plainForm(of scalar: Unicode.Scalar) -> String? {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return isAlphanumeric(byte) || byte == UInt8(ascii: "-") ? String(scalar) : nil
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: return ""
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter: return latinLetters(of: scalar)
        default: return nil
        }
    }

    /// The letters in the character's Unicode name: `LATIN SMALL LETTER E WITH ACUTE` is an `e`.
    ///
    /// One rule covers accents, ligatures, full-width forms and the mathematical alphabets that nicknames are written in.
    private static func latinLetters(of scalar: Unicode.Scalar) -> String? {
        let words = (scalar.properties.name ?? "").split(separator: " ")
        guard let alphabet = words.first, ["LATIN", "FULLWIDTH", "MATHEMATICAL"].contains(alphabet),
            let letters = words.prefix(while: { $0 != "WITH" }).last
        else { return nil }
        let isCapital = words.contains("CAPITAL")
        let plain: String
        switch letters {
        case "S" where words.contains("SHARP"): plain = "ss"
        case "ETH": plain = "d"
        case "THORN": plain = "th"
        default:
            // A longer word is the name of a letter that Latin does not have, a mathematical alpha for instance.
            guard letters.utf8.count <= (alphabet == "LATIN" ? 2 : 1) else { return nil }
            plain = letters.lowercased()
        }
        return isCapital ? plain.uppercased() : plain
    }
}
