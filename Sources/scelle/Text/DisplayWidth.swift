internal import CTerminal
internal import Glibc

extension Character {
    /// How many columns a terminal gives the character: 0, 1 or 2.
    var displayWidth: Int {
        var width = 0
        for scalar in unicodeScalars {
            // Variation selector 16 asks for the emoji form of what stands before it, which is wide.
            if scalar == "\u{FE0F}" { return 2 }
            // A sequence joined into one character is as wide as its widest part.
            width = max(width, DisplayWidth.columns(of: scalar))
        }
        return width
    }
}

extension String {
    /// How many columns a terminal gives the text.
    var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// The text followed by the spaces that fill `width` columns.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - displayWidth)) }

    /// The text preceded by the spaces that fill `width` columns.
    func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - displayWidth)) + self }

    /// The text in at most `width` columns; `…` stands for what is left out of the middle, so that a file's name keeps
    /// both its beginning and its extension.
    func shortened(to width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 1 else { return width == 1 ? "…" : "" }
        let tail = prefix(of: reversed(), columns: (width - 1) / 3)
        let head = prefix(of: self, columns: width - 1 - String(tail).displayWidth)
        return String(head) + "…" + String(tail.reversed())
    }

    /// The characters of `text` from its beginning that fit `columns`.
    private func prefix(of text: some Sequence<Character>, columns: Int) -> [Character] {
        var used = 0
        return text.prefix { character in
            used += character.displayWidth
            return used <= columns
        }
    }
}

/// The C library's table of widths, in a locale that knows all of Unicode whatever the user's is.
enum DisplayWidth {
    /// Without a UTF-8 locale `wcwidth` knows ASCII only; `C.UTF-8` is part of glibc.
    private static let isReady = setlocale(LC_CTYPE, "C.UTF-8") != nil

    /// The columns of one scalar; what has no width of its own counts for none.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F ? 1 : 0 }
        return isReady ? max(0, Int(scelle_columns(scalar.value))) : 1
    }
}
