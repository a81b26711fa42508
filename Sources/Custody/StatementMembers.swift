internal import Cryptography

extension Statement {
    /// The members as one object.
    var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = furtherMembers
        func put(_ member: StatementMember, _ value: CanonicalJSON?) {
            if let value { members[member.rawValue] = value }
        }
        put(.origin, .string(origin))
        put(.index, .integer(index))
        put(.kind, .string(kind.name))
        put(.declaredAt, .string(declaredAt.description))
        put(.actor, .digest(actor))
        put(.tool, tool.json)
        put(.after, after?.json)
        put(.governance, governance.map { .digest($0) })
        put(.exhibit, exhibit.map { .string($0.hex) })
        put(.submission, submission.map { .string($0.hex) })
        put(.previous, previous.map { .digest($0) })
        put(.facts, facts?.json)
        put(.lists, lists.isEmpty ? nil : .object(lists.mapValues(\.json)))
        put(.commitments, commitments.isEmpty ? nil : .object(commitments.mapValues { .digest($0) }))
        return .object(members)
    }

    /// Carries out checks 2 to 8 of `docs/formats/statement.md` § 7, in that order.
    init(_ json: CanonicalJSON) throws(ShapeError) {
        // 2: an object, and nothing empty in it
        var members = try MemberReader(json, at: "")
        try members.refuseEmptyObjects()

        // 3: the kind and the members of every statement
        kind = try members.take(.kind) { $0.stringValue.flatMap { StatementKind($0) } }
        origin = try members.take(.origin, as: Self.origin)
        index = try members.take(.index, as: \.integerValue)
        declaredAt = try members.take(.declaredAt) { $0.stringValue.flatMap { DeclaredTime($0) } }
        actor = try members.take(.actor, as: \.digestValue)
        tool = try Tool(try members.take(StatementMember.tool.rawValue), at: StatementMember.tool.rawValue)

        // 4: the members that the kind demands, allows and forbids
        let shape = kind.shape
        if let shape { try members.check(against: shape) }

        // 5: governance, absent in entry 0 only; the chain of the exhibit
        governance = try members.takeIfPresent(.governance, as: \.digestValue)
        guard index == 0 || governance != nil else { throw .missing(StatementMember.governance.rawValue) }
        guard index > 0 || governance == nil else { throw .unexpected(StatementMember.governance.rawValue) }
        guard index > 0 || kind.governs else { throw .malformed(StatementMember.index.rawValue) }
        exhibit = try members.takeIfPresent(.exhibit, as: \.exhibitValue)
        submission = try members.takeIfPresent(.submission, as: \.submissionValue)
        previous = try members.takeIfPresent(.previous, as: \.digestValue)
        guard previous == nil || exhibit != nil else { throw .unexpected(StatementMember.previous.rawValue) }

        // 6: the stamped head, which lies before this entry
        let after = members.takeIfPresent(StatementMember.after.rawValue)
        self.after = try Self.stampedHead(after, before: index)

        // 7: the facts
        let facts = members.takeIfPresent(StatementMember.facts.rawValue)
        self.facts = try Self.facts(facts, of: shape, before: index)

        // 8: the lists and the commitments, exactly those of the kind
        lists = try Self.lists(members.takeIfPresent(StatementMember.lists.rawValue), of: shape)
        commitments = try Self.commitments(members.takeIfPresent(StatementMember.commitments.rawValue), of: shape)

        furtherMembers = shape == nil ? members.takeRest() : [:]
        try members.finish()
    }

    /// The bytes that begin every origin (`docs/formats/statement.md` § 3).
    private static let originPrefix = "scelle.invalid/"

    // Cut by bytes: a combining mark after the slash would go with it, unseen, if Characters were counted.
    private static func origin(_ json: CanonicalJSON) -> String? {
        guard let origin = json.stringValue, origin.utf8.starts(with: originPrefix.utf8),
            let digits = [UInt8](hex: Substring(origin.utf8.dropFirst(originPrefix.utf8.count))), digits.count == 16
        else { return nil }
        return origin
    }

    private static func stampedHead(
        _ json: CanonicalJSON?,
        before index: UInt64
    ) throws(ShapeError) -> StampedHead? {
        guard let json else { return nil }
        let head = try StampedHead(json, at: StatementMember.after.rawValue)
        // The checkpoint was recorded by an entry that comes after its leaves and before this one.
        guard head.size < index else { throw .malformed("after.size") }
        return head
    }

    private static func facts(
        _ json: CanonicalJSON?,
        of shape: StatementShape?,
        before index: UInt64
    ) throws(ShapeError) -> Facts? {
        guard let json else { return nil }
        let facts = try Facts(json, grammar: shape?.facts)
        switch facts {
        case .timestamps(let timestamps) where timestamps.size > index: throw .malformed("facts.size")
        // What was taken over is all that stands before the entry.
        case .move(let move) where move.size != index: throw .malformed("facts.size")
        case .keyCompromise(let compromise) where compromise.since > index: throw .malformed("facts.since")
        default: return facts
        }
    }

    private static func lists(
        _ json: CanonicalJSON?,
        of shape: StatementShape?
    ) throws(ShapeError) -> [String: EntryList] {
        guard let json else { return [:] }
        var members = try MemberReader(json, at: StatementMember.lists.rawValue)
        var lists: [String: EntryList] = [:]
        for name in shape?.lists ?? members.names {
            lists[name] = try EntryList(try members.take(name), at: members.path(of: name))
        }
        try members.finish()
        return lists
    }

    private static func commitments(
        _ json: CanonicalJSON?,
        of shape: StatementShape?
    ) throws(ShapeError) -> [String: Digest] {
        guard let json else { return [:] }
        var members = try MemberReader(json, at: StatementMember.commitments.rawValue)
        var commitments: [String: Digest] = [:]
        commitments.reserveCapacity(shape?.commitments.count ?? 0)
        for name in shape?.commitments.map(\.name) ?? members.names {
            commitments[name] = try members.take(name, as: \.digestValue)
        }
        try members.finish()
        return commitments
    }
}

// MARK: - Reading by member

extension MemberReader {
    fileprivate mutating func take<Value>(
        _ member: StatementMember,
        as read: (CanonicalJSON) -> Value?
    ) throws(ShapeError) -> Value {
        try take(member.rawValue, as: read)
    }

    fileprivate mutating func takeIfPresent<Value>(
        _ member: StatementMember,
        as read: (CanonicalJSON) -> Value?
    ) throws(ShapeError) -> Value? {
        try takeIfPresent(member.rawValue, as: read)
    }

    /// Refuses what the kind forbids, then misses what it demands; the members of every statement are taken already.
    fileprivate func check(against shape: StatementShape) throws(ShapeError) {
        if let name = firstStray(besides: shape.allowedNames) { throw .unexpected(path(of: name)) }
        if let name = shape.requiredNames.first(where: { !holds($0) }) { throw .missing(path(of: name)) }
    }
}
