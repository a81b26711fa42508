package import Cryptography

/// The disclosures of one entry, in the order of its kind's fields.
///
/// A new entry has one for every field; a bundle or a case file after an erasure may have fewer.
package struct Openings: Hashable, Sendable {
    /// At most one for each field, in field order.
    package let disclosures: [Disclosure]

    /// Opens every field of `kind` under fresh salts; a field without a value is one that was not asked.
    ///
    /// - Throws: `DisclosureError` when a value is not of its field's grammar, when a field that always has a value has
    ///   none, and when a value has no field.
    package init(of kind: StatementKind, values: [String: CanonicalJSON]) throws(DisclosureError) {
        let fields = kind.shape?.commitments ?? []
        let names = Set(fields.map(\.name))
        if let stray = values.keys.sorted().first(where: { !names.contains($0) }) { throw .unknownField(stray) }
        var disclosures: [Disclosure] = []
        for field in fields {
            guard let value = values[field.name] ?? field.notAsked else { throw .missingValue(field: field.name) }
            disclosures.append(try Disclosure(field, value: value))
        }
        self.disclosures = disclosures
    }

    /// Reads the texts kept or shipped for `statement`, and checks that each opens what the statement commits.
    ///
    /// For an unknown kind the order is that of the names.
    package init(parsing texts: [String], for statement: Statement) throws(DisclosureError) {
        let order = statement.kind.shape?.commitments.map(\.name) ?? statement.commitments.keys.sorted()
        var disclosures: [Disclosure] = []
        var last = -1
        for text in texts {
            let disclosure = try Disclosure(parsing: text)
            try statement.check(disclosure)
            guard let position = order.firstIndex(of: disclosure.name), position > last else {
                throw .outOfOrder(field: disclosure.name)
            }
            last = position
            disclosures.append(disclosure)
        }
        self.disclosures = disclosures
    }

    /// What a statement commits: each field's name and the digest of its disclosure.
    package var commitments: [String: Digest] {
        Dictionary(uniqueKeysWithValues: disclosures.map { ($0.name, $0.commitment) })
    }

    /// The texts, as they are kept and shipped.
    package var texts: [String] { disclosures.map(\.text) }

    /// The opened value of `field`; nil when it is withheld or erased.
    package subscript(field: String) -> CanonicalJSON? {
        disclosures.first { $0.name == field }?.value
    }
}

extension Disclosure {
    fileprivate init(_ field: CommittedField, value: CanonicalJSON) throws(DisclosureError) {
        do throws(ShapeError) {
            try field.check(value)
        } catch {
            throw .malformedValue(error)
        }
        self.init(name: field.name, value: value)
    }
}

extension Statement {
    /// Checks that `disclosure` opens one of this statement's commitments to a value of its field's grammar.
    ///
    /// The steps are 6 to 8 of `docs/formats/disclosure.md` § 5. The values of an unknown kind have no grammar.
    package func check(_ disclosure: Disclosure) throws(DisclosureError) {
        try check(disclosure, among: kind.shape?.commitments)
    }

    /// The same, for whoever checks many: `fields` are those of this statement's kind, nil when it is unknown.
    package func check(_ disclosure: Disclosure, among fields: [CommittedField]?) throws(DisclosureError) {
        guard let committed = commitments[disclosure.name] else { throw .notCommitted(field: disclosure.name) }
        let calculated = disclosure.commitment
        guard calculated == committed else {
            throw .commitmentMismatch(field: disclosure.name, calculated: calculated, committed: committed)
        }
        guard let field = fields?.first(where: { $0.name == disclosure.name }) else { return }
        do throws(ShapeError) {
            try field.check(disclosure.value)
        } catch {
            throw .malformedValue(error)
        }
    }
}
