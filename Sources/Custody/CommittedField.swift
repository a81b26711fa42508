/// One field that a kind of statement commits: its name and the grammar of the value behind the commitment.
package struct CommittedField: Hashable, Sendable {
    /// The member name under `commitments`, and the name in the disclosure.
    package let name: String

    /// What an opened value must look like.
    package let grammar: Grammar

    /// The grammars of committed values (`docs/formats/disclosure.md` § 4).
    package enum Grammar: Hashable, Sendable {
        /// `DeclaredValue`
        case declared
        /// `DeclaredDate`
        case date
        /// `ReceivedName`
        case name
        /// `ExhibitContent`
        case content
        /// A SHA-256 in base64url.
        case digest
        /// `ObservedFacts`, or `null` where nobody looked.
        case observed
        /// `IntakeRecord`
        case intake
    }

    /// Refuses a value that is not of the field's grammar.
    package func check(_ value: CanonicalJSON) throws(ShapeError) {
        switch grammar {
        case .declared: _ = try DeclaredValue(value, at: name)
        case .date: _ = try DeclaredDate(value, at: name)
        case .name: _ = try ReceivedName(value, at: name)
        case .content: _ = try ExhibitContent(value, at: name)
        case .digest: if value.digestValue == nil { throw .malformed(name) }
        case .observed: if value != .null { _ = try ObservedFacts(value, at: name) }
        case .intake: _ = try IntakeRecord(value, at: name)
        }
    }

    /// The value of a question that was not put, or of a record that has nothing to tell; nil for a field that always has one.
    package var notAsked: CanonicalJSON? {
        switch grammar {
        case .declared, .date, .observed, .intake: .null
        case .name, .content, .digest: nil
        }
    }
}
