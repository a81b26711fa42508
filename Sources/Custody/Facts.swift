/// What a statement says in clear: public by nature, with members that the kind fixes.
package enum Facts: Hashable, Sendable {
    /// `{recovery, vkey}` of `ledger.opened` and `ledger.rekeyed`: the ledger's key from now on, as a C2SP verifier key,
    /// and the age recipient of the recovery kit from now on; `recovery` is absent where there is no kit.
    case ledgerKey(vkey: String, recovery: String? = nil)
    /// `{since, vkey}` of `ledger.keyCompromised`.
    case keyCompromise(KeyCompromise)
    /// `{place, reason, root, size}` of `ledger.moved`.
    case move(LedgerMove)
    /// `{certificate, recipient, role, acceptance}` of `custodian.enrolled`.
    case enrolment(Enrolment)
    /// `{certificate, reason, since}` of `custodian.retired`.
    case retirement(Retirement)
    /// `{size, root, stamps}` of `timestamp.recorded`.
    case timestamps(RecordedTimestamps)
    /// `{edition}` of `bundle.prepared`.
    case bundle(BundleEdition)
    /// The facts of an unknown kind, as they stand.
    case unknown(CanonicalJSON)

    /// Which of the shapes above a kind has.
    package enum Grammar: Hashable, Sendable {
        case ledgerKey
        case keyCompromise
        case move
        case enrolment
        case retirement
        case timestamps
        case bundle
    }

    /// The object as a statement has it.
    package var json: CanonicalJSON {
        switch self {
        case .ledgerKey(let vkey, nil): .object(["vkey": .string(vkey)])
        case .ledgerKey(let vkey, let recovery?): .object(["vkey": .string(vkey), "recovery": .string(recovery)])
        case .keyCompromise(let compromise): compromise.json
        case .move(let move): move.json
        case .enrolment(let enrolment): enrolment.json
        case .retirement(let retirement): retirement.json
        case .timestamps(let timestamps): timestamps.json
        case .bundle(let edition): .object(["edition": .string(edition.rawValue)])
        case .unknown(let json): json
        }
    }

    /// Reads the object as `grammar` has it; a nil grammar keeps it as it stands.
    init(_ json: CanonicalJSON, grammar: Grammar?) throws(ShapeError) {
        let path = StatementMember.facts.rawValue
        var members = try MemberReader(json, at: path)
        switch grammar {
        case .ledgerKey:
            self = .ledgerKey(
                vkey: try members.take("vkey", as: \.wordValue),
                recovery: try members.takeIfPresent("recovery", as: \.wordValue)
            )
            try members.finish()
        case .keyCompromise: self = .keyCompromise(try KeyCompromise(json, at: path))
        case .move: self = .move(try LedgerMove(json, at: path))
        case .bundle:
            self = .bundle(try members.take("edition") { $0.stringValue.flatMap(BundleEdition.init(rawValue:)) })
            try members.finish()
        case .enrolment: self = .enrolment(try Enrolment(json, at: path))
        case .retirement: self = .retirement(try Retirement(json, at: path))
        case .timestamps: self = .timestamps(try RecordedTimestamps(json, at: path))
        case nil: self = .unknown(json)
        }
    }
}

/// How much of a case file a bundle shows.
package enum BundleEdition: String, CaseIterable, Hashable, Sendable {
    /// Every entry of the ledger.
    case complete
    /// Some exhibits, with all their openings.
    case extract = "extrait"
}
