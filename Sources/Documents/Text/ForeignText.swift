/// Text from outside, made safe to print: nobody's title can begin a line of a document or turn its reading direction.
struct ForeignText {
    /// The text on one line, without blanks at its ends.
    let line: String

    /// Shows line breaks as `↵`, other controls and direction marks as U+FFFD, every other kind of blank as a space.
    init(_ text: String) {
        // Nearly all of it is ASCII without blanks at its ends, and bundles have thousands of pieces.
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }), text.utf8.first != 0x20, text.utf8.last != 0x20 {
            line = text
            return
        }
        var scalars = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars { scalars.append(Self.shown(scalar)) }
        let words = String(scalars)
        line = String(words.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x0a, 0x0d, 0x85, 0x2028, 0x2029: return "↵"
        case 0x09: return " "
        case 0xa0, 0x202f: return scalar
        // Direction marks and embeddings could print a name backwards.
        case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0xfeff: return "\u{fffd}"
        default:
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: return "\u{fffd}"
            case .spaceSeparator: return " "
            default: return scalar
            }
        }
    }
}
