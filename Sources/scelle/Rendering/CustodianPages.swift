internal import Cryptography
internal import Custody
internal import Operations
internal import TransparencyLog
internal import Wording

/// What is said about who may sign in a case.
enum CustodianPages {
    /// The newcomer's request, and where it goes.
    static func requested(_ identity: StoredIdentity, path: String, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("custodian.requested", ["path": path.printable]), .heading)
        page.fingerprint(identity.certificate.fingerprint, in: say)
        page.paragraph(say("custodian.requestedNext"))
        return page
    }

    /// The terms, and what to compare before they are sent.
    static func offered(_ offer: OfferEnrolment.Offer, path: String, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("custodian.offered", ["path": path.printable]), .heading)
        name(of: offer.certificate, on: &page, in: say)
        page.field(say("custodian.role"), say("custodian.role.\(offer.terms.role.rawValue)"), in: say)
        page.field(say("custodian.entry"), say.number(offer.terms.index), in: say)
        page.fingerprint(offer.certificate.fingerprint, in: say)
        page.paragraph(say("custodian.offeredNext"))
        return page
    }

    /// What was accepted, and where the file goes.
    static func accepted(_ terms: EnrolmentTerms, path: String, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("custodian.accepted", ["path": path.printable]), .heading)
        page.field(say("report.origin"), terms.origin, in: say)
        page.field(say("custodian.role"), say("custodian.role.\(terms.role.rawValue)"), in: say)
        page.field(say("custodian.entry"), say.number(terms.index), in: say)
        page.paragraph(say("custodian.acceptedNext"))
        return page
    }

    /// Who was enrolled.
    static func enrolled(_ enrolled: EnrolCustodian.Enrolled, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("custodian.enrolled"), .heading)
        name(of: enrolled.certificate, on: &page, in: say)
        page.field(say("custodian.role"), say("custodian.role.\(enrolled.role.rawValue)"), in: say)
        page.field(say("custodian.entry"), say.number(enrolled.index), in: say)
        page.fingerprint(enrolled.certificate.fingerprint, in: say)
        if !enrolled.isComplete { page.paragraph(say("custodian.incomplete")) }
        return page
    }

    /// Who was retired, and the ledger's new key.
    static func retired(_ retired: RetireCustodian.Retired, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("custodian.retired"), .heading)
        page.fingerprint(retired.certificate, in: say)
        page.field(say("custodian.entry"), say.number(retired.index), in: say)
        page.field(say("custodian.since"), say.number(retired.since), in: say)
        newKey(retired.key, isComplete: retired.isComplete, on: &page, in: say)
        return page
    }

    /// The ledger's new key, and the recovery kit if it was made anew.
    static func rekeyed(_ rekeyed: RekeyLedger.Rekeyed, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("custodian.rekeyed"), .heading)
        page.field(say("custodian.entry"), say.number(rekeyed.index), in: say)
        newKey(rekeyed.key, isComplete: rekeyed.isComplete, on: &page, in: say)
        if let path = rekeyed.recoveryKitPath {
            page.paragraph(say("case.kitWritten", ["path": path.printable]))
        }
        return page
    }

    /// Everyone who was ever enrolled.
    static func list(_ listing: ListCustodians.Listing, in say: Phrasebook) -> Page {
        var page = Page()
        for (position, line) in listing.lines.enumerated() {
            if position > 0 { page.line() }
            describe(line, on: &page, in: say)
        }
        page.line()
        page.fingerprint(Digest(of: listing.key.publicKey.bytes), in: say, under: say("custodian.newKey"), indent: 0)
        let recovery = say(listing.hasRecovery ? "custodian.recovery.yes" : "custodian.recovery.no")
        page.field(say("custodian.recovery"), recovery, in: say, indent: 0)
        for index in listing.withoutEffect {
            page.paragraph(say("custodian.withoutEffect", ["index": say.number(index)]), .bad)
        }
        if !listing.isComplete { page.paragraph(say("custodian.incomplete"), .doubtful) }
        return page
    }

    private static func describe(_ line: ListCustodians.Line, on page: inout Page, in say: Phrasebook) {
        let member = line.member
        let name = line.certificate.map { $0.commonName ?? say("report.nameless") }
        page.line((name ?? say("custodian.certificateMissing")).printable, .heading)
        page.field(say("custodian.role"), say("custodian.role.\(member.role.rawValue)"), in: say)
        page.field(say("custodian.enrolledAt"), say.number(member.enrolledAt), in: say)
        if let retirement = member.retirement {
            page.field(say("custodian.retiredAt"), say.number(retirement.at), in: say)
            page.field(say("custodian.reason"), say("custodian.reason.\(retirement.facts.reason.rawValue)"), in: say)
            page.field(say("custodian.since"), say.number(retirement.facts.since), in: say)
        }
        page.fingerprint(member.certificate, in: say)
    }

    private static func name(of certificate: Certificate, on page: inout Page, in say: Phrasebook) {
        page.field(say("identity.certificateName"), certificate.commonName ?? say("report.nameless"), in: say)
    }

    private static func newKey(_ key: VerifierKey, isComplete: Bool, on page: inout Page, in say: Phrasebook) {
        page.fingerprint(Digest(of: key.publicKey.bytes), in: say, under: say("custodian.newKey"))
        page.paragraph(say("custodian.rekeyedNext"))
        if !isComplete { page.paragraph(say("custodian.incomplete")) }
    }
}
