package import Cryptography

/// What one entry of a ledger says, in the bytes that its signer signed.
///
/// A statement is canonical JSON without `null`; `docs/formats/statement.md` has its grammar, an example of every kind,
/// and the checks that `init(parsing:)` carries out in the same order. An example, on several lines here:
///
///     {"actor":"…","after":{"root":"…","size":17,"tokens":["…"]},"commitments":{"container":"…"},
///     "declaredAt":"2020-06-18T09:00:00+02:00","governance":"…","index":21,"kind":"bundle.released@1",
///     "origin":"scelle.invalid/ab12…","tool":{"name":"scelle","platform":"linux-x86_64","version":"0.1.0"}}
///
/// A value of this type has the members its kind demands: there is no other way to make one.
package struct Statement: Hashable, Sendable {
    /// The ledger: `scelle.invalid/` and 32 lower-case hexadecimal digits.
    package let origin: String

    /// The entry's own leaf index, so that the statement stands nowhere else.
    package let index: UInt64

    /// What happened.
    package let kind: StatementKind

    /// What the signer's computer showed: declared, never attested.
    package let declaredAt: DeclaredTime

    /// The SHA-256 of the signing certificate's DER.
    package let actor: Digest

    /// The program that wrote the statement.
    package let tool: Tool

    /// The newest stamped checkpoint before this entry; nil when there is none.
    package let after: StampedHead?

    /// The leaf hash of the newest `ledger.*` or `custodian.*` entry before this one; nil in entry 0 only.
    package let governance: Digest?

    /// The exhibit that the entry is about.
    package let exhibit: ExhibitID?

    /// The submission that the entry is about, or to which its exhibit belongs.
    package let submission: SubmissionID?

    /// The leaf hash of the last entry about the same exhibit; nil in its first.
    package let previous: Digest?

    /// What is public by nature.
    package let facts: Facts?

    /// The long lists, by name.
    package let lists: [String: EntryList]

    /// The commitment to each field of the kind, by the field's name.
    package let commitments: [String: Digest]

    /// Members of an unknown kind that no known kind has, as they stand; empty for a known kind.
    package let furtherMembers: [String: CanonicalJSON]
}

// MARK: - Making

extension Statement {
    /// A statement of a known kind.
    ///
    /// It goes through the checks that a statement read from bytes goes through.
    ///
    /// - Throws: `StatementError` when the kind demands other members.
    package init(
        origin: String,
        index: UInt64,
        kind: StatementKind,
        declaredAt: DeclaredTime,
        actor: Digest,
        tool: Tool,
        after: StampedHead? = nil,
        governance: Digest? = nil,
        exhibit: ExhibitID? = nil,
        submission: SubmissionID? = nil,
        previous: Digest? = nil,
        facts: Facts? = nil,
        lists: [String: EntryList] = [:],
        commitments: [String: Digest] = [:]
    ) throws(StatementError) {
        let draft = Statement(
            origin: origin,
            index: index,
            kind: kind,
            declaredAt: declaredAt,
            actor: actor,
            tool: tool,
            after: after,
            governance: governance,
            exhibit: exhibit,
            submission: submission,
            previous: previous,
            facts: facts,
            lists: lists,
            commitments: commitments,
            furtherMembers: [:]
        )
        guard kind.shape != nil else { throw .unknownKind(kind.name) }
        do throws(ShapeError) {
            try self.init(draft.json)
        } catch {
            throw .shape(error)
        }
    }
}

// MARK: - Bytes

extension Statement {
    /// The canonical JSON that is signed.
    package var bytes: [UInt8] {
        // Members of a kind that is not known stand among the others.
        furtherMembers.isEmpty ? printed : json.bytes
    }

    /// Reads the canonical JSON of a statement; a kind that is not known is read as far as every kind goes.
    ///
    /// - Throws: `StatementError`.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        if let plain = bytes.withUnsafeBufferPointer({ Statement.plain($0) }) {
            self = plain
        } else {
            try self.init(takingApart: bytes)
        }
    }

    /// Reads the canonical JSON of any statement, member by member.
    init(takingApart bytes: [UInt8]) throws(StatementError) {
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON.read(bytes, nulls: .refused)
        } catch {
            throw .notCanonical(error)
        }
        do throws(ShapeError) {
            try self.init(json)
        } catch {
            throw .shape(error)
        }
        guard self.bytes == bytes else { throw .notReproduced }
    }
}

/// Why bytes or members are not a statement.
package enum StatementError: Error, Hashable {
    case notCanonical(CanonicalJSONError)
    /// A member is missing, not of the kind, or not of its grammar.
    case shape(ShapeError)
    /// The typed value does not give back the bytes it was read from.
    case notReproduced
    /// A statement of a kind without a shape cannot be made, only read.
    case unknownKind(String)
}
