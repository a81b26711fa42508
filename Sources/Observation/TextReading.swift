internal import Custody

/// Texts: whose export a conversation is laid out as. Nothing of what is said in it is read.
extension Findings {
    /// How much of a text is looked at.
    private static let most = 128 * 1_024

    mutating func readText(_ source: ByteSource) throws(ReadingLimit) {
        look(with: "text")
        let text = try source.bytes(at: 0, Self.most)
        if text.has("\u{feff}") { note("text.byteOrderMark", at: 0) }
        if let format = Self.exportFormat(of: text) { note("export.layout", ["layout": .string(format)]) }
    }

    /// The layouts of exports that are told by words which only they have, all of them together.
    private static let marks: [(layout: String, words: [StaticString])] = [
        ("tiktok", ["\"ChatHistory\"", "Chat History with "]), ("tiktok", [">>> Chat History with "]),
        ("meta", ["\"sender_name\"", "\"timestamp_ms\""]), ("meta", ["\"senderName\"", "\"threadName\""]),
        ("meta", ["_3-95", "_2ph-", "_a6-"]), ("snapchat", ["\"Media Type\"", "\"Created"]),
        ("telegram", ["\"date_unixtime\"", "\"from_id\""]), ("telegram", ["message default clearfix", "from_name"]),
        ("discord", ["\"guild\"", "\"channel\"", "\"exportedAt\""]), ("x", ["window.YTD.direct_message"]),
        ("sms", ["<smses "]),
    ]

    private static func exportFormat(of text: [UInt8]) -> String? {
        if let found = marks.first(where: { $0.words.allSatisfy { text.find($0) != nil } }) { return found.layout }
        let lines = text.split(separator: 0x0a, maxSplits: 200, omittingEmptySubsequences: true).prefix(200)
        let layouts: [(String, [String])] = [
            (
                "whatsapp",
                [
                    "9/9/9, 9:9 - ", "9/9/9 à 9:9 - ", "9/9/9 9:9 - ", "[9/9/9 9:9:9] ", "[9/9/9, 9:9:9] ",
                    "9/9/9, 9:9 AM - ",
                    "9/9/9, 9:9 PM - ", "[9/9/9, 9:9:9 AM] ", "[9/9/9, 9:9:9 PM] ",
                ]
            ),
            ("signal", ["[9-9-9, 9:9] ", "[9-9-9 9:9] "]),
            ("imessage", ["AAA 9, 9  9:9:9 AM", "AAA 9, 9 9:9:9 AM", "AAA 9, 9  9:9:9 PM", "AAA 9, 9 9:9:9 PM"]),
        ]
        for (layout, patterns) in layouts {
            let count = lines.count { line in patterns.contains { Self.begins(line, as: $0) } }
            if count >= 2 { return layout }
        }
        return nil
    }

    /// Whether `line` begins as `pattern`, in which 9 stands for digits and A for a letter; marks of direction and kinds of
    /// spaces aside.
    private static func begins(_ line: ArraySlice<UInt8>, as pattern: String) -> Bool {
        let scalars = String(decoding: line.prefix(80), as: UTF8.self).unicodeScalars
        var rest = scalars.filter { !["\u{200e}", "\u{200f}", "\u{feff}"].contains($0) }.map { scalar in
            ["\u{202f}", "\u{a0}"].contains(scalar) ? " " : scalar
        }[...]
        for expected in pattern.unicodeScalars {
            if expected == "9" {
                let digits = rest.prefix { ("0"..."9").contains($0) }
                guard (1...4).contains(digits.count) else { return false }
                rest = rest.dropFirst(digits.count)
            } else {
                guard let scalar = rest.popFirst() else { return false }
                // The pattern's own AM and PM are letters too.
                guard scalar == expected || (expected == "A" && scalar.properties.isAlphabetic) else { return false }
            }
        }
        return true
    }
}
