internal import Cryptography
internal import Operations
internal import TransparencyLog
internal import Wording

/// What is said about witnesses and cosignatures.
enum WitnessPages {
    /// The witness that was just made, and what to do with its key.
    static func made(_ witness: StoredWitness, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("witness.made", ["name": witness.name]), .heading)
        page.field(say("witness.key"), "\(witness.key)", in: say)
        page.line()
        page.paragraph(say("witness.afterwards"))
        page.paragraph(say("witness.oneMemory"))
        return page
    }

    /// What was cosigned, and where it went.
    static func cosigned(_ cosigned: CosignCheckpoint.Cosigned, in say: Phrasebook) -> Page {
        var page = Page()
        let checkpoint = cosigned.checkpoint.checkpoint
        page.line(say("witness.cosigned", ["name": cosigned.witness.name]), .heading)
        page.field(say("witness.ledger"), checkpoint.origin, in: say)
        if let before = cosigned.before { page.field(say("witness.before"), say.number(before), in: say) }
        page.field(say("witness.size"), say.number(checkpoint.treeSize), in: say)
        page.digest(say("witness.root"), checkpoint.rootHash.hex, in: say)
        page.field(say("witness.time"), say.moment(cosigned.cosignature.time), in: say)
        if let path = cosigned.path { page.field(say("witness.file"), path, in: say) }
        page.line()
        page.paragraph(say("witness.giveBack"))
        return page
    }

    /// What a case now keeps.
    static func kept(_ kept: KeepCosignatures.Kept, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("witness.kept", ["size": say.number(kept.size)]), .heading)
        for (witness, cosignature) in kept.cosignatures {
            let words = ["name": witness.name, "time": say.moment(cosignature.time)]
            page.field(say("witness.by"), say("witness.says", words), in: say)
        }
        if kept.newCount == 0 { page.paragraph(say("witness.allKept"), indent: 2) }
        return page
    }

    /// The person's witnesses, then the cosignatures of the case at hand.
    static func list(
        _ own: [ListWitnesses.Witness],
        kept: [ListWitnesses.Kept]?,
        in say: Phrasebook
    ) -> Page {
        var page = Page()
        for witness in own {
            page.heading(witness.witness.name)
            page.field(say("witness.key"), "\(witness.witness.key)", in: say)
            for checkpoint in witness.checkpoints.map(\.checkpoint) {
                let words = ["origin": checkpoint.origin, "size": say.number(checkpoint.treeSize)]
                page.field(say("witness.ledger"), say("witness.last", words), in: say)
            }
            if witness.checkpoints.isEmpty { page.paragraph(say("witness.nothingCosigned"), indent: 2) }
        }
        guard let kept else { return page }
        page.heading(say("witness.inCase"))
        guard !kept.isEmpty else {
            page.paragraph(say("witness.noneInCase"), indent: 2)
            return page
        }
        var table = Table([
            Table.Column(say("witness.column.size"), isNumber: true),
            Table.Column(say("witness.column.name"), shrinks: true),
            Table.Column(say("witness.column.time")),
            Table.Column(say("witness.column.trust"), shrinks: true),
        ])
        for line in kept {
            table.add([
                say.number(line.size), line.name, say.shortMoment(line.time),
                say(line.isTrusted ? "witness.trusted" : "witness.untrusted"),
            ])
        }
        page.table(table)
        return page
    }
}

/// A witness, as `witness new --json` prints it.
struct WitnessJSON: Encodable {
    let name: String
    let key: String

    init(_ witness: StoredWitness) {
        name = witness.name
        key = "\(witness.key)"
    }
}

/// What `witness list --json` prints; `cosignatures` is absent where no case is at hand.
struct WitnessListJSON: Encodable {
    /// A witness with the last size that it cosigned of each ledger.
    struct Witness: Encodable {
        let name: String
        let key: String
        let cosigned: [String: UInt64]
    }

    /// A cosignature that the case keeps.
    struct Cosignature: Encodable {
        let size: UInt64
        let witness: String
        let time: String
        let trusted: Bool
    }

    let witnesses: [Witness]
    let cosignatures: [Cosignature]?

    init(own: [ListWitnesses.Witness], kept: [ListWitnesses.Kept]?) {
        witnesses = own.map { witness in
            Witness(
                name: witness.witness.name,
                key: "\(witness.witness.key)",
                cosigned: Dictionary(
                    witness.checkpoints.map { ($0.checkpoint.origin, $0.checkpoint.treeSize) },
                    uniquingKeysWith: max
                )
            )
        }
        cosignatures = kept?.map {
            Cosignature(size: $0.size, witness: $0.name, time: $0.time.rfc3339, trusted: $0.isTrusted)
        }
    }
}

/// What `witness add --json` prints.
struct KeptCosignaturesJSON: Encodable {
    let size: UInt64
    let witnesses: [String]
    let new: Int

    init(_ kept: KeepCosignatures.Kept) {
        size = kept.size
        witnesses = kept.cosignatures.map { "\($0.witness)" }
        new = kept.newCount
    }
}
