/// How wide text is on paper and terminals with a fixed pitch: East Asian characters and emoji take two columns.
extension StringProtocol {
    /// The width of the text.
    var columns: Int {
        // Bundles have thousands of pieces, and nearly all their words are Latin: below U+0300 each scalar has a column.
        var count = 0
        for scalar in unicodeScalars {
            guard scalar.value < 0x300, scalar.value != 0xad else { return reduce(0) { $0 + $1.columns } }
            count += 1
        }
        return count
    }
}

extension Character {
    /// 0 for a lone combining or invisible character, 2 for a wide one, 1 for all others.
    var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let isWide =
            first.properties.isEmojiPresentation || unicodeScalars.contains { $0.value == 0xfe0f }
            || Self.wideRanges.contains { $0.contains(first.value) }
        return isWide ? 2 : 1
    }

    /// The blocks whose characters are wide or full-width (Unicode Standard Annex #11), in whole blocks.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff,
        0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f680...0x1f6ff,
        0x1f900...0x1f9ff, 0x20000...0x3fffd,
    ]
}
