package import Cryptography
package import Custody
package import Wording

/// The recovery kit on paper, which `init` prints once: the age identity that opens a case file when every passphrase is lost.
package struct RecoveryPage: Sendable {
    private let origin: String
    private let identity: AgeIdentity
    private let declaredAt: DeclaredTime

    /// The kit of the ledger `origin`, made at `declaredAt`.
    package init(origin: String, identity: AgeIdentity, declaredAt: DeclaredTime) {
        self.origin = origin
        self.identity = identity
        self.declaredAt = declaredAt
    }

    /// The page, which is also an identity file: `age -d -i PAGE` takes it as it stands.
    ///
    /// Every line but the identity's begins with `#`, as in the files of `age-keygen`.
    package func text(in language: Language) -> SecretBytes {
        var sheet = Sheet(in: language, width: TextPage.width - Self.mark.columns)
        let say = sheet.say
        sheet.title("recovery.title")
        sheet.gap()
        sheet.field("label.ledger", ForeignText(origin).line)
        sheet.field("recovery.made", say.clock(declaredAt))
        sheet.paragraph("recovery.what")
        sheet.paragraph("recovery.cannot")
        sheet.paragraph("recovery.keep")
        sheet.paragraph("recovery.how")
        sheet.command("age -d -i \(say("document.recovery.file"))")
        sheet.gap()
        sheet.field("recovery.recipient", "")
        sheet.command(identity.recipient.description)
        sheet.gap()
        let comments = sheet.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? "#\n" : Self.mark + $0 + "\n" }.joined()
        return SecretBytes(joining: [SecretBytes(comments.utf8), identity.fileLine])
    }

    /// What makes a line a comment of an identity file.
    private static let mark = "# "
}
