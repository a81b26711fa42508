internal import Cryptography
internal import Operations
internal import Wording

/// What is said about identities.
enum IdentityPages {
    /// The identity that was just made, and what to do with its fingerprint and its passphrase, if it has one.
    static func made(_ identity: StoredIdentity, hasPassphrase: Bool, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("identity.made", ["name": identity.name]), .heading)
        describe(identity, on: &page, in: say)
        page.line()
        page.paragraph(say("identity.afterwards", ["name": identity.name]))
        if hasPassphrase { page.paragraph(say("identity.keepPassphrase")) }
        return page
    }

    /// Every identity: its name here, the name in its certificate, until when it is good, its fingerprint.
    static func list(_ identities: [StoredIdentity], in say: Phrasebook) -> Page {
        var page = Page()
        for (position, identity) in identities.enumerated() {
            if position > 0 { page.line() }
            page.line(identity.name, .heading)
            describe(identity, on: &page, in: say)
        }
        return page
    }

    /// What is handed out.
    static func exported(_ exported: ExportIdentity.Exported, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("identity.exported", ["name": exported.name]), .heading)
        page.fingerprint(exported.fingerprint, in: say)
        page.field(say("identity.recipient"), exported.recipient, in: say)
        page.line()
        for line in exported.certificatePEM.split(separator: "\n") { page.line(String(line)) }
        return page
    }

    private static func describe(_ identity: StoredIdentity, on page: inout Page, in say: Phrasebook) {
        let certificate = identity.certificate
        let name = [certificate.commonName, certificate.organization].compactMap { $0 }.joined(separator: ", ")
        page.field(say("identity.certificateName"), name.isEmpty ? say("report.nameless") : name, in: say)
        page.field(say("identity.until"), say.moment(certificate.notAfter), in: say)
        page.fingerprint(certificate.fingerprint, in: say)
        page.field(say("identity.recipient"), "\(identity.recipient)", in: say)
    }
}
