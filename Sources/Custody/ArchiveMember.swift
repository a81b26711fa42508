package import Cryptography

/// One member of an archive as it was listed: a line of the list that `ObservedFacts.members` commits.
///
///     {"digest":"…","name":{"bytes":"X2NoYXQudHh0","display":"_chat.txt"},"size":1726,"state":"read"}
///
/// It is what the archive says and what its bytes gave; no member was written anywhere.
package struct ArchiveMember: Hashable, Sendable {
    /// The name as the archive spells it; nil when it has none.
    package let name: ReceivedName?

    /// The size that the archive declares, or, of a member that was read, has.
    package let size: UInt64

    /// What became of it.
    package let state: State

    /// What is unusual about it, sorted, each once.
    package let marks: [Mark]

    /// The SHA-256 of a member that was read.
    package let digest: Digest?

    /// What became of a member.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// It was read whole, and its check sum is right.
        case read
        /// It is a folder.
        case folder
        /// It is a symbolic link or another special file: nothing followed it.
        case link
        /// It cannot be read without a password.
        case encrypted
        /// It is compressed in a way that is not read here.
        case method
        /// Its bytes are not what the archive says they are.
        case damaged
        /// It lies beyond a limit: not read.
        case limit
    }

    /// What is unusual about a member.
    package enum Mark: String, Hashable, Sendable, CaseIterable {
        /// An absolute name, or a drive letter.
        case absolute
        /// It is an archive itself: nothing opened it.
        case archive
        /// Another member has the same name.
        case duplicate
        /// Its header beside the bytes says something else than the directory.
        case header
        /// Its bytes are those of another member too.
        case overlap
        /// It is more than a hundred times larger than its bytes in the archive.
        case ratio
        /// A name with `..` among its folders, or with a backslash.
        case traversal
    }

    /// A member; `digest` stands exactly for a member that was read.
    package init(name: ReceivedName?, size: UInt64, state: State, marks: Set<Mark> = [], digest: Digest? = nil) {
        self.name = name
        self.size = size
        self.state = state
        self.marks = marks.sorted { $0.rawValue < $1.rawValue }
        self.digest = digest
    }

    /// The line without its LF.
    package var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = ["size": .integer(size), "state": .string(state.rawValue)]
        if let name { members["name"] = name.json }
        if !marks.isEmpty { members["marks"] = .array(marks.map { .string($0.rawValue) }) }
        if let digest { members["digest"] = .digest(digest) }
        return .object(members)
    }

    /// Reads one line.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        name = try members.takeIfPresent("name").map { value throws(ShapeError) in
            try ReceivedName(value, at: members.path(of: "name"))
        }
        size = try members.take("size", as: \.integerValue)
        state = try members.take("state") { $0.stringValue.flatMap { State(rawValue: $0) } }
        marks = try members.takeIfPresent("marks", as: Self.marks) ?? []
        digest = try members.takeIfPresent("digest", as: \.digestValue)
        try members.finish()
        guard (state == .read) == (digest != nil) else { throw .malformed(members.path(of: "digest")) }
    }

    private static func marks(_ json: CanonicalJSON) -> [Mark]? {
        guard case .array(let values) = json, !values.isEmpty else { return nil }
        let marks = values.compactMap { $0.stringValue.flatMap { Mark(rawValue: $0) } }
        guard marks.count == values.count else { return nil }
        return zip(marks, marks.dropFirst()).allSatisfy { $0.rawValue < $1.rawValue } ? marks : nil
    }
}

/// The members of an archive, in the archive's order.
package struct MemberList: Hashable, Sendable {
    /// The members.
    package let members: [ArchiveMember]

    /// Reads the kept lines, which must be those that `committed` names.
    package init(parsing lines: [UInt8], of committed: ObservedFacts.Members) throws(MemberListError) {
        guard Digest(of: lines) == committed.digest else { throw .otherList }
        guard lines.last == UInt8(ascii: "\n") else { throw .malformed }
        var members: [ArchiveMember] = []
        for line in lines.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // A list is whole or it is none: which byte is wrong helps nobody.
            guard let json = try? CanonicalJSON(parsing: Array(line)), let member = try? ArchiveMember(json) else {
                throw .malformed
            }
            members.append(member)
        }
        guard UInt64(members.count) == committed.count else { throw .malformed }
        self.members = members
    }
}

/// Why bytes are not the list of an archive's members.
package enum MemberListError: Error, Hashable {
    /// Their digest is not the one that was committed.
    case otherList
    /// A line is none, or there are more or fewer than were committed.
    case malformed
}
