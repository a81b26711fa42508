internal import Cryptography
internal import Operations
internal import Wording

/// What is said about whom a person trusts.
enum TrustPages {
    /// Each item with its name and what it trusts.
    static func list(_ items: [TrustStore.Item], in say: Phrasebook) -> Page {
        var page = Page()
        for (position, item) in items.enumerated() {
            if position > 0 { page.line() }
            page.line(item.name.printable, .heading)
            switch item.content {
            case .signer(let fingerprint, let name):
                page.field(say("trust.signer"), name ?? say("report.nameless"), in: say)
                if let digest = Digest(hex: fingerprint) { page.fingerprint(digest, in: say) }
            case .authority(let name, let fingerprint, let authorityClass):
                page.field(say("trust.authority"), name, in: say)
                page.field(say("authority.class"), authorityClass, in: say)
                if let digest = Digest(hex: fingerprint) { page.fingerprint(digest, in: say) }
            case .policy(let signers, let authorities, let witnesses):
                let words = [
                    "signers": say.number(UInt64(signers)), "authorities": say.number(UInt64(authorities)),
                    "witnesses": say.number(UInt64(witnesses)),
                ]
                page.paragraph(say("trust.policy", words), indent: 2, hanging: 2)
            }
        }
        return page
    }
}

/// Something trusted, as `trust list --json` prints it.
struct TrustJSON: Encodable {
    let name: String
    let kind: String
    let subject: String?
    let fingerprint: String?
    let authorityClass: String?
    let signers: Int?
    let authorities: Int?
    let witnesses: Int?

    init(_ item: TrustStore.Item) {
        name = item.name
        switch item.content {
        case .signer(let fingerprint, let name):
            (kind, subject, self.fingerprint, authorityClass) = ("signer", name, fingerprint, nil)
            (signers, authorities, witnesses) = (nil, nil, nil)
        case .authority(let name, let fingerprint, let authorityClass):
            (kind, subject, self.fingerprint, self.authorityClass) = ("authority", name, fingerprint, authorityClass)
            (signers, authorities, witnesses) = (nil, nil, nil)
        case .policy(let signers, let authorities, let witnesses):
            (kind, subject, fingerprint, authorityClass) = ("policy", nil, nil, nil)
            (self.signers, self.authorities, self.witnesses) = (signers, authorities, witnesses)
        }
    }
}
