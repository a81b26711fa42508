import Custody
import Observation
import Testing

@Suite("what documents, messages and texts show")
struct OtherFileTests {
    private static func codes(_ text: String) -> [String] { ImageTests.codes(Array(text.utf8)) }

    @Test("an empty file")
    func empty() {
        let seen = ImageTests.look([])
        #expect(seen.mediaType == "inode/x-empty")
        #expect(seen.observed.observations.map(\.code) == ["file.empty"])
    }

    @Test("PDF: versions, additions, scripts and times")
    func pdf() {
        let one =
            "%PDF-1.4\n1 0 obj<</Producer (Example \\(1\\))/CreationDate (D:20251103221033+01'00')>>\nstartxref\n0\n%%EOF\n"
        #expect(Self.codes(one) == ["text.charset", "pdf.version", "software.named", "time.withOffset", "file.kind"])
        #expect(Self.codes(one + "2 0 obj\n%%EOF\n").contains("pdf.updates"))
        #expect(Self.codes(one + "PK..").contains("file.trailing"))
        #expect(
            Self.codes("%PDF-1.7\n<</JavaScript 1/Encrypt 2/EmbeddedFile 3>>").filter { $0 != "file.kind" } == [
                "text.charset", "pdf.version", "file.truncated", "pdf.encrypted", "pdf.script", "pdf.attachment",
            ]
        )
    }

    /// RFC 6376 § 3.4.5: the body of that section, whose digest in either form the IETF's own example has.
    @Test("the body that a DKIM signature names")
    func mail() {
        func message(_ method: String, _ digest: String, _ body: String, _ more: String = "") -> String {
            "From: a@example.org\r\nTo: b@example.org\r\nDate: Mon, 3 Nov 2025 20:02:44 +0100\r\nSubject: x\r\n"
                + "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/\(method);\r\n d=example.org; s=k1;\(more) bh=\(digest); b=x\r\n\r\n"
                + body
        }
        // sha256 of CRLF, and of nothing: the digests that RFC 6376 § 3.4.3 and § 3.4.4 give for an empty body.
        let simple = "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="
        let relaxed = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        #expect(Self.codes(message("simple", simple, "")).contains("mail.dkimSame"))
        #expect(Self.codes(message("relaxed", relaxed, "")).contains("mail.dkimSame"))
        #expect(Self.codes(message("simple", relaxed, "")).contains("mail.dkimDiffers"))
        #expect(Self.codes(message("simple", simple, "\r\n\r\n")).contains("mail.dkimSame"))
        #expect(Self.codes(message("simple", simple, "\n")).contains("mail.dkimSameWithCRLF"))
        #expect(Self.codes(message("odd", simple, "")).contains("mail.dkimNotComputed"))
        #expect(Self.codes(message("simple", relaxed, "x", " l=0;")).contains("mail.dkimLength"))
        #expect(
            Self.codes("From: a@example.org\r\nDate: Mon, 3 Nov 2025 20:02:44\r\nSubject: x\r\nTo: b\r\n\r\nx")
                .contains("mail.unsigned")
        )
    }

    @Test("a text that merely looks like a conversation in one line is none")
    func texts() {
        #expect(!Self.codes("03/11/2025 à 20:02 - rendez-vous chez l'avocat\nAutre chose\n").contains("export.layout"))
        #expect(Self.codes("[03/11/2025 20:02:44] A: x\n[03/11/2025 20:02:45] B: y\n").contains("export.layout"))
        #expect(Self.codes("Bonjour à tous\n").last == "file.kind")
    }
}
