internal import Cryptography
internal import Custody
package import Wording

/// `00_LISEZ-MOI.txt`: what a bundle is, how to check it without installing anything, what that shows and what it does not.
package struct ReadMe: Sendable {
    private let bundle: BundleSummary

    /// The text for `bundle`.
    package init(_ bundle: BundleSummary) {
        self.bundle = bundle
    }

    /// The document: UTF-8, LF, at most 80 columns.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.title("readMe.title")
        sheet.head(bundle)
        sheet.paragraph("readMe.what", ["count": String(bundle.pieces.count)])
        contents(on: &sheet)
        singleFile(on: &sheet)
        wholeList(on: &sheet)
        everything(on: &sheet)
        SealingAttestation(bundle).claims(on: &sheet, "claims.headingBundle", "limits.headingBundle")
        sheet.heading("scope.heading")
        sheet.paragraph("scope.text")
        sheet.heading("readMe.advice")
        sheet.list(["readMe.adviceRecord", "readMe.adviceDevice", "readMe.adviceSpread"])
        sheet.ties(bundle)
        return sheet.text
    }

    private func contents(on sheet: inout Sheet) {
        sheet.heading("readMe.contents")
        sheet.list([
            "readMe.fileInventory", "readMe.fileAttestation", "readMe.fileTraceability", "readMe.filePieces",
            "readMe.fileDigests", "readMe.fileContainer", "readMe.fileGuide",
        ])
    }

    /// The notice of DOMAIN 8.5, with a piece of this bundle for its example.
    private func singleFile(on sheet: inout Sheet) {
        let name = bundle.pieces.example.map { ForeignText($0).line } ?? "Piece_001.png"
        sheet.heading("readMe.oneFile")
        sheet.paragraph("readMe.windows")
        sheet.command("certutil -hashfile \"Pieces\\\(name)\" SHA256")
        sheet.paragraph("readMe.powerShell")
        sheet.command("Get-FileHash \"Pieces\\\(name)\"")
        sheet.paragraph("readMe.mac")
        sheet.command("shasum -a 256 Pieces/\(name)")
        sheet.paragraph("readMe.linux")
        sheet.command("sha256sum Pieces/\(name)")
        sheet.paragraph("readMe.compare")
    }

    /// All pieces at once, and the one digest that stands for them on paper.
    private func wholeList(on sheet: inout Sheet) {
        sheet.heading("readMe.allFiles")
        sheet.paragraph("readMe.allLinux")
        sheet.command("sha256sum -c EMPREINTES.sha256")
        sheet.paragraph("readMe.allMac")
        sheet.command("shasum -a 256 -c EMPREINTES.sha256")
        sheet.paragraph("readMe.listDigest")
        sheet.digest("label.digestList", bundle.digestList)
    }

    private func everything(on sheet: inout Sheet) {
        sheet.heading("readMe.everything")
        sheet.paragraph("readMe.withTool")
        sheet.paragraph("readMe.withStockTools")
        sheet.paragraph("readMe.whoseKey")
        for signer in bundle.signers {
            sheet.gap()
            sheet.field("label.signer", signer.name.map { sheet.say.shown($0) } ?? "")
            sheet.fingerprint("label.signingKey", signer.certificate)
        }
    }
}
