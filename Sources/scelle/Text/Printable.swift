extension String {
    /// The text with everything written out that would make a terminal do something, or a reader read something else:
    /// control characters, escape sequences, changes of direction, line separators.
    ///
    /// A line feed is shown as `\n`, an escape character as `\u{1B}`. Names come from evidence: one may hold anything.
    var printable: String {
        guard unicodeScalars.contains(where: \.misleads) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\t": shown += "\\t"
            case "\r": shown += "\\r"
            case _ where scalar.misleads: shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension Unicode.Scalar {
    /// Whether the scalar acts on the terminal or on the order of what is read, rather than being read itself.
    fileprivate var misleads: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // Of the format characters those that join letters or emoji are read; those that turn the line are not.
        case .format: !["\u{200C}", "\u{200D}", "\u{AD}"].contains(self) && !(0xE0020...0xE007F).contains(value)
        default: false
        }
    }
}
