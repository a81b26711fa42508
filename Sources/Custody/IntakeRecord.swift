/// What intake found and did not take in, what it reached through a symbolic link, and from where copies were read again:
/// the field `intake` of a submission.
///
///     {"links":[…],"notReceived":[{"name":{"bytes":"…","display":"…"},"reason":"unreadable"}],"reread":"memory"}
///
/// Whoever handed over a folder of which one file could not be read must be able to show that this file was there, and
/// was not received. Names are personal: the field is committed, and opened like every other.
package struct IntakeRecord: Hashable, Sendable {
    /// What was found and not received, in the order in which it was found.
    package let notReceived: [Omission]

    /// The names of the files whose bytes are those of a symbolic link's target, in the order of their entries.
    package let links: [ReceivedName]

    /// Whether a copy was compared from memory, for the medium gave nothing better; otherwise all were read from the medium.
    package let rereadFromMemory: Bool

    /// Something that was found and not received.
    package struct Omission: Hashable, Sendable {
        /// Its name, as it would have been received.
        package let name: ReceivedName
        /// Why it was not.
        package let reason: Reason

        /// The omission of `name`.
        package init(name: ReceivedName, reason: Reason) {
            self.name = name
            self.reason = reason
        }
    }

    /// Why something was not received.
    package enum Reason: String, CaseIterable, Hashable, Sendable {
        /// Made by an operating system, not by anybody: Thumbs.db, .DS_Store, ._…
        case debris
        /// The mark of a program that has a document open: ~$…, .~lock.…#
        case lock
        /// Stands for a file whose bytes lie in somebody's cloud.
        case placeholder
        /// A download or a copy that was not finished.
        case incomplete
        /// The case folder, which never seals itself.
        case caseFolder
        /// It could not be read, and the call was told to go on without it.
        case unreadable
    }

    /// A record of these.
    package init(notReceived: [Omission], links: [ReceivedName], rereadFromMemory: Bool = false) {
        self.notReceived = notReceived
        self.links = links
        self.rereadFromMemory = rereadFromMemory
    }

    /// The same of a call whose copies were read again so.
    package func rereading(fromMemory isFromMemory: Bool) -> IntakeRecord {
        IntakeRecord(notReceived: notReceived, links: links, rereadFromMemory: isFromMemory)
    }
}

// MARK: - Committed value

extension IntakeRecord {
    /// The value as a disclosure has it; `null` when there is nothing to tell.
    package var json: CanonicalJSON {
        guard !notReceived.isEmpty || !links.isEmpty || rereadFromMemory else { return .null }
        var members: [String: CanonicalJSON] = [
            "links": .array(links.map(\.json)),
            "notReceived": .array(
                notReceived.map { .object(["name": $0.name.json, "reason": .string($0.reason.rawValue)]) }
            ),
        ]
        if rereadFromMemory { members["reread"] = .string(Self.memory) }
        return .object(members)
    }

    /// The one word that `reread` can be.
    private static let memory = "memory"

    /// Reads `null` or `{links, notReceived}`, with `reread` where it applies; one of the three at least tells something.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        guard json != .null else {
            self.init(notReceived: [], links: [])
            return
        }
        var members = try MemberReader(json, at: path)
        let names = try members.take("links", as: Self.elements)
        let omissions = try members.take("notReceived", as: Self.elements)
        let reread = try members.takeIfPresent("reread") { $0.stringValue == Self.memory ? true : nil } ?? false
        try members.finish()
        guard !names.isEmpty || !omissions.isEmpty || reread else { throw .malformed(path) }
        let linksPlace = members.path(of: "links")
        let place = members.path(of: "notReceived")
        self.init(
            notReceived: try omissions.map { omission throws(ShapeError) in try Omission(omission, at: place) },
            links: try names.map { name throws(ShapeError) in try ReceivedName(name, at: linksPlace) },
            rereadFromMemory: reread
        )
    }

    private static func elements(_ json: CanonicalJSON) -> [CanonicalJSON]? {
        guard case .array(let elements) = json else { return nil }
        return elements
    }
}

extension IntakeRecord.Omission {
    fileprivate init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        let name = try ReceivedName(try members.take("name"), at: members.path(of: "name"))
        let reason = try members.take("reason") { $0.stringValue.flatMap { IntakeRecord.Reason(rawValue: $0) } }
        try members.finish()
        self.init(name: name, reason: reason)
    }
}
