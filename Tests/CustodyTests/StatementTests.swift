import Cryptography
import Custody
import Testing

@Suite("statements")
struct StatementTests {
    @Test("every kind is read back from its bytes, and printed alike", arguments: StatementShape.table.map(\.kind))
    func roundTrip(kind: StatementKind) throws {
        let statement = try Samples.statement(of: kind)
        let read = try Statement(parsing: statement.bytes)
        #expect(read == statement)
        #expect(read.bytes == statement.bytes)
        #expect(read.kind == kind)
        #expect(read.furtherMembers.isEmpty)
    }

    @Test("a kind is read from its name and printed alike; ledger and custodian kinds govern")
    func kinds() {
        for shape in StatementShape.table {
            #expect(StatementKind(shape.name) == shape.kind)
            #expect(shape.kind.name == shape.name)
        }
        let governing = StatementShape.table.filter(\.kind.governs).map(\.name)
        #expect(
            governing == [
                "ledger.opened@1", "ledger.rekeyed@1", "ledger.keyCompromised@1", "ledger.moved@1",
                "custodian.enrolled@1", "custodian.retired@1",
            ]
        )
        #expect(StatementKind("ledger.sold@1")?.governs == true)
        #expect(StatementKind("custodian.enrolled@2") == .unknown("custodian.enrolled@2"))
        #expect(StatementKind("custody.transferred@1")?.governs == false)
        #expect(StatementKind("ledgers.moved@1")?.governs == false)
    }

    @Test(
        "each of these names no kind",
        arguments: [
            "", "exhibit", "exhibit.sealed", "exhibit.sealed@", "exhibit.sealed@0", "exhibit.sealed@01",
            "exhibit.sealed@1@1", "exhibit.sealed@1 ", "Exhibit.sealed@1", "exhibit.Sealed@1", "exhibit..sealed@1",
            "exhibit.@1", ".sealed@1", "exhibit.sealed@x", "exhibit.séaled@1", "exhibit.sealed@1234567",
        ]
    )
    func notAKind(name: String) {
        #expect(StatementKind(name) == nil)
    }

    @Test("a member missing, added, null, empty or of another type is refused, whatever the kind")
    func memberSets() throws {
        for statement in try Samples.statements() {
            let members = try members(of: statement)
            for name in members.keys {
                #expect(throws: StatementError.self, "\(statement.kind) with \(name) = {}") {
                    try parse(members.merging([name: .object([:])]) { $1 })
                }
                #expect(throws: StatementError.self, "\(statement.kind) with \(name) = null") {
                    try parse(members.merging([name: .null]) { $1 })
                }
                #expect(throws: StatementError.self, "\(statement.kind) with \(name) = []") {
                    try parse(members.merging([name: .array([])]) { $1 })
                }
                // `after` alone is optional: the first entries have no stamped head.
                if name != "after" {
                    #expect(throws: StatementError.shape(.missing(name)), "\(statement.kind) without \(name)") {
                        try parse(members.filter { $0.key != name })
                    }
                }
            }
            #expect(throws: StatementError.shape(.unexpected("counterpart"))) {
                try parse(members.merging(["counterpart": .string("x")]) { $1 })
            }
        }
    }

    @Test("a member that another kind has is refused where the table does not have it")
    func foreignMembers() throws {
        let statements = try Samples.statements()
        let all = try statements.map(members(of:)).reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        for statement in statements {
            let own = try members(of: statement)
            let shape = try #require(statement.kind.shape)
            let allowed = Set(StatementMember.always.union(shape.required).union(shape.optional).map(\.rawValue))
            for (name, value) in all where !allowed.contains(name) {
                #expect(throws: StatementError.shape(.unexpected(name)), "\(statement.kind) with \(name)") {
                    try parse(own.merging([name: value]) { $1 })
                }
            }
        }
    }

    @Test("facts, lists and commitments are exactly those of the kind")
    func nestedMembers() throws {
        for statement in try Samples.statements() {
            let members = try members(of: statement)
            for name in ["facts", "lists", "commitments", "tool", "after"] {
                guard case .object(let inner)? = members[name] else { continue }
                for key in inner.keys {
                    let lacking = members.merging([name: .object(inner.filter { $0.key != key })]) { $1 }
                    // The one member that may be absent: a case need not have a recovery kit.
                    if key == "recovery" {
                        #expect(try parse(lacking).facts == .ledgerKey(vkey: Samples.vkey))
                    } else {
                        #expect(throws: StatementError.self, "\(statement.kind) without \(name).\(key)") {
                            try parse(lacking)
                        }
                    }
                    #expect(throws: StatementError.shape(.malformed("\(name).\(key)")), "\(statement.kind)") {
                        try parse(members.merging([name: .object(inner.merging([key: .string("")]) { $1 })]) { $1 })
                    }
                }
                let grown = inner.merging(["zz": .string("x")]) { $1 }
                #expect(throws: StatementError.shape(.unexpected("\(name).zz")), "\(statement.kind)") {
                    try parse(members.merging([name: .object(grown)]) { $1 })
                }
            }
        }
    }

    @Test("a move takes over what stands before it, and a key is given up for sizes that there are")
    func governanceSizes() throws {
        let move = try members(of: Samples.statement(of: .ledgerMoved))
        guard case .object(let facts)? = move["facts"] else { throw Samples.Missing() }
        for size: UInt64 in [0, 11, 13] {
            #expect(throws: StatementError.shape(.malformed("facts.size"))) {
                try parse(move.merging(["facts": .object(facts.merging(["size": .integer(size)]) { $1 })]) { $1 })
            }
        }
        let lost = try members(of: Samples.statement(of: .ledgerKeyCompromised))
        for since: UInt64 in [0, 13] {
            let facts: [String: CanonicalJSON] = ["vkey": .string(Samples.vkey), "since": .integer(since)]
            #expect(throws: StatementError.shape(.malformed("facts.since"))) {
                try parse(lost.merging(["facts": .object(facts)]) { $1 })
            }
        }
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("index", CanonicalJSON.integer(0), ShapeError.unexpected("governance")),
            ("origin", .string("scelle.invalid/35070C897639A9D63B9360394E86BDD3"), .malformed("origin")),
            ("origin", .string("scelle.invalid/35070c897639a9d63b9360394e86bd"), .malformed("origin")),
            ("origin", .string("example.com/35070c897639a9d63b9360394e86bdd3"), .malformed("origin")),
            ("origin", .string("scelle.invalid/\u{301}35070c897639a9d63b9360394e86bdd3"), .malformed("origin")),
            ("declaredAt", .string("2020-06-17T16:22:31Z"), .malformed("declaredAt")),
            ("kind", .string("timestamp.recorded"), .malformed("kind")),
            ("actor", .string(Samples.actorHex), .malformed("actor")),
            ("actor", .string(Samples.digest("x").base64), .malformed("actor")),
            (
                "facts", .object(["size": .integer(13), "root": .string(Samples.digest("x").base64url)]),
                .missing("facts.stamps")
            ),
            ("tool", .object(["name": .string("a b"), "version": .string("1")]), .malformed("tool.name")),
            (
                "after",
                .object([
                    "size": .integer(12), "root": .string(Samples.digest("x").base64url),
                    "tokens": .array([.string(Samples.digest("x").base64url)]),
                ]), .malformed("after.size")
            ),
            (
                "after",
                .object([
                    "size": .integer(0), "root": .string(Samples.digest("x").base64url),
                    "tokens": .array([.string(Samples.digest("x").base64url)]),
                ]), .malformed("after.size")
            ),
            (
                "after",
                .object([
                    "size": .integer(2), "root": .string(Samples.digest("x").base64url), "tokens": .array([]),
                ]), .malformed("after.tokens")
            ),
            (
                "after",
                .object([
                    "size": .integer(2), "root": .string(Samples.digest("x").base64url),
                    "tokens": .array([
                        .string(Samples.digest("x").base64url), .string(Samples.digest("x").base64url),
                    ]),
                ]), .malformed("after.tokens")
            ),
        ]
    )
    func refuses(member: String, value: CanonicalJSON, error: ShapeError) throws {
        let members = try members(of: Samples.statement(of: .timestampRecorded))
        #expect(throws: StatementError.shape(error)) { try parse(members.merging([member: value]) { $1 }) }
    }

    @Test("time stamps stand in the order of their tokens, none twice, over a tree that was there")
    func stamps() throws {
        func stamp(_ token: String) -> RecordedTimestamps.Stamp {
            .init(
                authority: Samples.digest("a"),
                query: Samples.digest("q"),
                response: Samples.digest("r"),
                token: Samples.digest(token)
            )
        }
        func parse(_ stamps: [CanonicalJSON], size: UInt64 = 9) throws -> Statement {
            var members = try members(of: Samples.statement(of: .timestampRecorded))
            guard case .object(var facts)? = members["facts"] else { throw Samples.Missing() }
            facts["stamps"] = .array(stamps)
            facts["size"] = .integer(size)
            members["facts"] = .object(facts)
            return try self.parse(members)
        }
        func json(_ stamps: [RecordedTimestamps.Stamp]) throws -> [CanonicalJSON] {
            let facts = Facts.timestamps(.init(size: 9, root: Samples.digest("root"), stamps: stamps)).json
            guard case .object(let members) = facts, case .array(let array)? = members["stamps"] else {
                throw Samples.Missing()
            }
            return array
        }
        let both = try json([stamp("one"), stamp("two")])
        #expect(
            try parse(both).facts
                == .timestamps(
                    .init(size: 9, root: Samples.digest("root at 9"), stamps: [stamp("two"), stamp("one")])
                )
        )
        #expect(throws: StatementError.shape(.malformed("facts.stamps"))) { try parse(both.reversed()) }
        #expect(throws: StatementError.shape(.malformed("facts.stamps"))) { try parse([both[0], both[0]]) }
        #expect(throws: StatementError.shape(.malformed("facts.stamps"))) { try parse([]) }
        #expect(throws: StatementError.shape(.malformed("facts.stamps.0"))) { try parse([.string("x")]) }
        #expect(throws: StatementError.shape(.malformed("facts.size"))) { try parse(both, size: 13) }
        #expect(throws: StatementError.shape(.malformed("facts.size"))) { try parse(both, size: 0) }
    }

    @Test("what is not canonical is refused with the reader's reason")
    func notCanonical() throws {
        let bytes = try Samples.statement(of: .ledgerOpened).bytes
        #expect(throws: StatementError.notCanonical(.trailingBytes(at: bytes.count))) {
            try Statement(parsing: bytes + [0x0a])
        }
        #expect(throws: StatementError.notCanonical(.unexpectedByte(at: 0))) {
            try Statement(parsing: [0xef, 0xbb, 0xbf] + bytes)
        }
        #expect(throws: StatementError.shape(.malformed(""))) { try Statement(parsing: Array("[]".utf8)) }
        #expect(throws: StatementError.shape(.empty(""))) { try Statement(parsing: Array("{}".utf8)) }
    }

    @Test("what has only a guessable value stands nowhere in clear")
    func nothingPersonal() throws {
        for statement in try Samples.statements() {
            let text = String(decoding: statement.bytes, as: UTF8.self)
            for word in ["Maître", "Lefèvre", "Camille", "Capture", "TikTok", "Conversation", "Lyon", "image/png"] {
                #expect(!text.contains(word), "\(statement.kind)")
            }
            #expect(!text.contains(Samples.digest("hello").base64url))
            #expect(!text.contains(Samples.digest("hello").hex))
        }
    }

    // MARK: - Unknown kinds

    @Test("an unknown kind keeps its bytes, its generic members and whether it governs")
    func unknownKind() throws {
        var members = try members(of: Samples.statement(of: .exhibitErased))
        members["kind"] = .string("custody.transferred@1")
        members["counterpart"] = .object(["origin": .string("x"), "new": .array([])])
        members["facts"] = .object(["anything": .integer(1)])
        members["lists"] = .object([
            "more": .object(["count": .integer(1), "root": .string(Samples.digest("x").base64url)])
        ])
        let statement = try parse(members)
        #expect(statement.kind == .unknown("custody.transferred@1"))
        #expect(statement.kind.shape == nil)
        #expect(!statement.kind.governs)
        #expect(statement.bytes == CanonicalJSON.object(members).bytes)
        #expect(statement.index == 12)
        #expect(statement.previous == Samples.digest("previous entry"))
        #expect(statement.governance == Samples.digest("governing entry"))
        #expect(try statement.exhibit == Samples.exhibit())
        #expect(statement.facts == .unknown(.object(["anything": .integer(1)])))
        #expect(Set(statement.furtherMembers.keys) == ["counterpart"])
        #expect(statement.lists["more"]?.count == 1)
    }

    @Test("the generic members of an unknown kind keep their grammar")
    func unknownKindRefusals() throws {
        var members = try members(of: Samples.statement(of: .bundleReleased))
        members["kind"] = .string("ledger.sold@1")
        #expect(try parse(members).kind.governs)
        for (name, value, error) in [
            ("governance", CanonicalJSON.string("x"), ShapeError.malformed("governance")),
            ("previous", .string(Samples.actorHex), .malformed("previous")),
            ("commitments", .object(["a": .string("x")]), .malformed("commitments.a")),
            ("lists", .object(["a": .object(["count": .integer(0)])]), .malformed("lists.a.count")),
            ("exhibit", .string("x"), .malformed("exhibit")),
            ("extra", .object([:]), .empty("extra")),
            ("index", .string("1"), .malformed("index")),
        ] {
            #expect(throws: StatementError.shape(error)) { try parse(members.merging([name: value]) { $1 }) }
        }
        members["governance"] = nil
        #expect(throws: StatementError.shape(.missing("governance"))) { try parse(members) }
        members["index"] = .integer(0)
        members["after"] = nil
        #expect(try parse(members).index == 0)
        members["kind"] = .string("custody.verified@1")
        #expect(throws: StatementError.shape(.malformed("index"))) { try parse(members) }
    }

    @Test("a statement of an unknown kind can be read but not made")
    func unknownKindIsNotMade() throws {
        #expect(throws: StatementError.unknownKind("ledger.sold@1")) {
            try Statement(
                origin: Samples.origin,
                index: 3,
                kind: .unknown("ledger.sold@1"),
                declaredAt: Samples.time(),
                actor: Samples.actor(),
                tool: Samples.tool,
                governance: Samples.digest("g")
            )
        }
    }

    // MARK: -

    private func members(of statement: Statement) throws -> [String: CanonicalJSON] {
        guard case .object(let members) = try CanonicalJSON(parsing: statement.bytes) else { throw Samples.Missing() }
        return members
    }

    @discardableResult
    private func parse(_ members: [String: CanonicalJSON]) throws -> Statement {
        try Statement(parsing: CanonicalJSON.object(members).bytes)
    }
}
