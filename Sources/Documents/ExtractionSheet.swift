package import Cryptography
package import Custody
package import Wording

/// What lies beside members that were taken out of a sealed archive: that they are copies, what each was called in the
/// archive, and what was left in it.
package struct ExtractionSheet: Sendable {
    /// A member that was written to a file.
    package struct Written: Sendable {
        /// The name of the file.
        package let fileName: String
        /// The member.
        package let member: ArchiveMember

        /// `member`, which was written to the file `fileName`.
        package init(fileName: String, member: ArchiveMember) {
            self.fileName = fileName
            self.member = member
        }
    }

    /// A member that was asked for and not written.
    package struct Left: Sendable {
        /// Its number in the list.
        package let number: UInt64
        /// The member.
        package let member: ArchiveMember
        /// Why, as the keys `document.extraction.reason.…` have it.
        package let reason: String

        /// `member`, which was left in the archive.
        package init(number: UInt64, member: ArchiveMember, reason: String) {
            self.number = number
            self.member = member
            self.reason = reason
        }
    }

    /// The name under which the archive was received, where it is known.
    package let archive: ReceivedName?

    /// The exhibit that the archive is.
    package let exhibit: ExhibitID

    /// The SHA-256 of the archive.
    package let digest: Digest

    /// What was written.
    package let written: [Written]

    /// What was not.
    package let left: [Left]

    /// The sheet of what was taken out of the archive `exhibit`.
    package init(archive: ReceivedName?, exhibit: ExhibitID, digest: Digest, written: [Written], left: [Left]) {
        self.archive = archive
        self.exhibit = exhibit
        self.digest = digest
        self.written = written
        self.left = left
    }

    /// The sheet as text.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.title("extraction.title")
        for key in ["extraction.copy", "extraction.checked", "extraction.names", "extraction.care"] {
            sheet.paragraph(key)
        }
        sheet.gap()
        sheet.field("extraction.archive", archive.map { ForeignText($0.display).line } ?? "")
        sheet.field("extraction.exhibit", exhibit.hex)
        sheet.digest("extraction.digest", digest)
        sheet.heading("extraction.written", ["count": sheet.say.number(UInt64(written.count))])
        for item in written {
            sheet.gap()
            sheet.field("extraction.file", item.fileName)
            sheet.field("extraction.name", name(of: item.member), indent: 2)
            sheet.field("extraction.size", sheet.say.number(item.member.size), indent: 2)
            if let digest = item.member.digest { sheet.digest("extraction.digest", digest, indent: 2) }
        }
        guard !left.isEmpty else { return sheet.text }
        sheet.heading("extraction.left", ["count": sheet.say.number(UInt64(left.count))])
        for item in left {
            sheet.gap()
            sheet.field("extraction.number", "\(item.number)")
            sheet.field("extraction.name", name(of: item.member), indent: 2)
            sheet.field("extraction.reason", sheet.say("document.extraction.reason.\(item.reason)"), indent: 2)
        }
        return sheet.text
    }

    private func name(of member: ArchiveMember) -> String { member.name.map { ForeignText($0.display).line } ?? "" }
}
