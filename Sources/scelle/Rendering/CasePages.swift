internal import Cryptography
internal import Custody
internal import Operations
internal import TransparencyLog
internal import Wording

/// What is said about a case file as a whole.
enum CasePages {
    /// The case that was just opened, how its time stands, and its recovery kit if it is to be shown.
    static func opened(_ opened: OpenCase.OpenedCase, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("case.opened", ["path": opened.path.printable]), .heading)
        page.field(say("report.origin"), opened.origin, in: say)
        page.fingerprint(
            Digest(of: opened.ledgerKey.publicKey.bytes),
            in: say,
            under: say("case.ledgerKey")
        )
        page.fingerprint(opened.certificate.fingerprint, in: say)
        page.field(say("case.zone"), opened.zone ?? say("case.zoneNone"), in: say)
        TimePages.describe(opened.time, on: &page, in: say)
        if let path = opened.recoveryKitPath {
            page.line()
            page.paragraph(say("case.kitWritten", ["path": path.printable]))
        }
        if let kit = opened.recoveryKit {
            page.line()
            for line in String(decoding: kit.bytes, as: UTF8.self).split(separator: "\n") { page.line(String(line)) }
        }
        return page
    }

    /// The folder that was taken over.
    static func adopted(_ adopted: AdoptCase.Adopted, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("adopt.done"), .heading)
        page.field(say("adopt.entry"), say.number(adopted.move.size), in: say)
        page.field(say("adopt.reason"), say("adopt.reason.\(adopted.move.reason.rawValue)"), in: say)
        page.paragraph(say("adopt.afterwards"))
        return page
    }
}
