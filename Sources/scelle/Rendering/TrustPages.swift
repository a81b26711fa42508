internal import Cryptography
internal import Operations
internal import TransparencyLog
internal import Verification
internal import Wording

/// What is said about whom a person trusts.
enum TrustPages {
    /// Each item with its name and everyone it trusts.
    static func list(_ kept: [KeepTrust.Kept], in say: Phrasebook) -> Page {
        var page = Page()
        for (position, item) in kept.enumerated() {
            if position > 0 { page.line() }
            page.line(item.item.name.printable, .heading)
            if case .policy(let signers, let authorities, let witnesses) = item.item.content {
                let words = [
                    "signers": say.number(UInt64(signers)), "authorities": say.number(UInt64(authorities)),
                    "witnesses": say.number(UInt64(witnesses)),
                ]
                page.paragraph(say("trust.policy", words), indent: 2, hanging: 2)
            }
            write(item.policy, on: &page, in: say)
        }
        return page
    }

    private static func write(_ policy: TrustPolicy, on page: inout Page, in say: Phrasebook) {
        for signer in policy.signers {
            page.field(say("trust.signer"), signer.name ?? say("report.nameless"), in: say)
            page.fingerprint(signer.fingerprint, in: say, indent: 4)
        }
        for authority in policy.authorities {
            page.field(say("trust.authority"), authority.name, in: say)
            page.field(say("authority.class"), authority.authorityClass, in: say, indent: 4)
            page.fingerprint(authority.root.fingerprint, in: say, indent: 4)
        }
        for witness in policy.witnesses {
            page.field(say("trust.witness"), witness.key.name, in: say)
            page.field(say("witness.key"), "\(witness.key)", in: say, indent: 4)
        }
        if policy.witnessQuorum > 0 {
            page.field(say("trust.witnessQuorum"), say.number(UInt64(policy.witnessQuorum)), in: say)
        }
        if policy.timeQuorum > 1 { page.field(say("trust.quorum"), say.number(UInt64(policy.timeQuorum)), in: say) }
    }
}

/// Something trusted, as `trust add|list --json` print it.
struct TrustJSON: Encodable {
    /// A signer, or the root of a time-stamping authority.
    struct Party: Encodable {
        let name: String?
        let fingerprint: String
        let authorityClass: String?

        enum CodingKeys: String, CodingKey {
            case name, fingerprint
            case authorityClass = "class"
        }
    }

    let name: String
    let signers: [Party]
    let authorities: [Party]
    let witnesses: [String]
    let timeQuorum: Int
    let witnessQuorum: Int

    init(_ kept: KeepTrust.Kept) {
        name = kept.item.name
        signers = kept.policy.signers.map {
            Party(name: $0.name, fingerprint: $0.fingerprint.hex, authorityClass: nil)
        }
        authorities = kept.policy.authorities.map {
            Party(name: $0.name, fingerprint: $0.root.fingerprint.hex, authorityClass: $0.authorityClass)
        }
        witnesses = kept.policy.witnesses.map(\.key.description)
        timeQuorum = kept.policy.timeQuorum
        witnessQuorum = kept.policy.witnessQuorum
    }
}
