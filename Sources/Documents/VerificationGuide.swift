package import Wording

/// `Verification/COMMENT_VERIFIER.txt`: how to check a bundle with stock tools, as a text that is also the program.
///
///     SIGNER=/path/certificate.pem ROOT=/path/root.pem sh Verification/COMMENT_VERIFIER.txt
///
/// Everything a person reads is a comment; the rest is `VerificationScript`. It is the same for every bundle.
package struct VerificationGuide: Sendable {
    /// The guide.
    package init() {}

    /// The file: UTF-8, LF, at most 80 columns.
    package func text(in language: Language) -> String {
        let say = Phrasebook(language)
        let script = VerificationScript.template.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Self.line($0, in: say) }.joined()
        return Self.explanation(in: language) + "\n" + script
    }

    private static func explanation(in language: Language) -> String {
        var sheet = Sheet(in: language, width: TextPage.width - mark.columns)
        sheet.title("guide.title")
        sheet.paragraph("guide.what")
        sheet.paragraph("guide.need")
        sheet.gap()
        sheet.list(["guide.signer", "guide.root"])
        sheet.paragraph("guide.how")
        sheet.gap()
        sheet.command(sheet.say("document.guide.command") + " \\")
        sheet.command("    sh Verification/COMMENT_VERIFIER.txt")
        sheet.paragraph("guide.result")
        sheet.paragraph("guide.expired")
        sheet.paragraph("guide.mac")
        sheet.paragraph("guide.notChecked")
        return commented(sheet.text, indent: "")
    }

    /// One line of the program: a comment written out, or a line with its sentences put in.
    private static func line(_ line: Substring, in say: Phrasebook) -> String {
        let indent = line.prefix { $0 == " " }
        let rest = line.dropFirst(indent.count)
        if line.hasPrefix(tell), line.hasSuffix("\"") {
            return told(filled(line.dropFirst(tell.count).dropLast(), in: say))
        }
        guard rest.hasPrefix("# "), let open = rest.firstIndex(of: "{"), rest.hasSuffix("}") else {
            return filled(line, in: say) + "\n"
        }
        var page = TextPage(width: TextPage.width - indent.count - mark.columns)
        page.paragraph(String(rest[..<open].dropFirst(mark.count)) + filled(rest[open...], in: say))
        return commented(page.text, indent: String(indent))
    }

    /// A sentence of several lines that the program prints.
    private static func told(_ sentence: String) -> String {
        var page = TextPage(width: TextPage.width - tell.columns - 1)
        page.paragraph(sentence)
        return page.text.split(separator: "\n").map { tell + $0 + "\"\n" }.joined()
    }

    /// The line with each `{name}` replaced; other braces are the shell's own.
    private static func filled(_ line: Substring, in say: Phrasebook) -> String {
        String(line).replacing(/\{([a-zA-Z]+[0-9]?[a-z]*)\}/) { match in
            let key = "document.guide.\(match.1)"
            return say.has(key) ? say(key) : String(match.0)
        }
    }

    /// Lines as comments of the shell.
    private static func commented(_ text: String, indent: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { indent + ($0.isEmpty ? "#" : mark + $0) + "\n" }.joined()
    }

    /// How a line of the program begins that prints a sentence; the sentence and a quotation mark end it.
    private static let tell = "tell \""

    /// What makes a line a comment of the shell.
    private static let mark = "# "
}
