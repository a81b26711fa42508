internal import Cryptography

/// The members of one object, each taken once: a member that nobody took is one that the format does not have.
struct MemberReader {
    /// The dotted path of the object, empty for the outermost.
    let path: String

    private var members: [String: CanonicalJSON]

    /// Opens `value`, which must be an object with at least one member.
    init(_ value: CanonicalJSON, at path: String) throws(ShapeError) {
        guard case .object(let members) = value else { throw .malformed(path) }
        guard !members.isEmpty else { throw .empty(path) }
        self.path = path
        self.members = members
    }

    /// The names of the members that are left.
    var names: [String] { members.keys.sorted() }

    /// The path of the member `name`: `facts.vkey`.
    func path(of name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// The member `name`, nil when absent.
    mutating func takeIfPresent(_ name: String) -> CanonicalJSON? {
        members.removeValue(forKey: name)
    }

    /// The member `name`, which must be there.
    mutating func take(_ name: String) throws(ShapeError) -> CanonicalJSON {
        guard let value = takeIfPresent(name) else { throw .missing(path(of: name)) }
        return value
    }

    /// The member `name`, which must be there and be what `read` understands.
    mutating func take<Value>(_ name: String, as read: (CanonicalJSON) -> Value?) throws(ShapeError) -> Value {
        guard let value = read(try take(name)) else { throw .malformed(path(of: name)) }
        return value
    }

    /// The member `name` where it stands; what stands there must be what `read` understands.
    mutating func takeIfPresent<Value>(_ name: String, as read: (CanonicalJSON) -> Value?) throws(ShapeError) -> Value?
    {
        guard let json = takeIfPresent(name) else { return nil }
        guard let value = read(json) else { throw .malformed(path(of: name)) }
        return value
    }

    /// All members that are left.
    mutating func takeRest() -> [String: CanonicalJSON] {
        defer { members = [:] }
        return members
    }

    /// Whether the member `name` is there and was not taken.
    func holds(_ name: String) -> Bool { members[name] != nil }

    /// The first of the members that are left and not among `names`.
    func firstStray(besides names: Set<String>) -> String? {
        members.keys.lazy.filter { !names.contains($0) }.min()
    }

    /// Refuses a member that is an object without members.
    func refuseEmptyObjects() throws(ShapeError) {
        let empty = members.lazy.filter { if case .object(let inner) = $0.value { inner.isEmpty } else { false } }
        if let name = empty.map(\.key).min() { throw .empty(path(of: name)) }
    }

    /// Refuses members that nobody took.
    func finish() throws(ShapeError) {
        if let name = members.keys.min() { throw .unexpected(path(of: name)) }
    }
}

/// Why a value does not have the members that its place demands.
///
/// Each path is dotted: `facts.stamps.0.token`.
package enum ShapeError: Error, Hashable {
    /// A member that must be there is not.
    case missing(String)
    /// A member that cannot be here.
    case unexpected(String)
    /// A member whose value is not of its grammar.
    case malformed(String)
    /// An object without members.
    case empty(String)
}

// MARK: - Plain values

extension CanonicalJSON {
    /// The string, nil for any other value.
    package var stringValue: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The integer, nil for any other value.
    package var integerValue: UInt64? {
        guard case .integer(let integer) = self else { return nil }
        return integer
    }

    /// A digest in base64url without padding, the spelling of digests in statements.
    var digestValue: Digest? { stringValue.flatMap { Digest(base64url: $0) } }

    /// A word of one or more printable ASCII characters without a space: a kind, a key, a version.
    var wordValue: String? {
        stringValue.flatMap { $0.isWord ? $0 : nil }
    }

    /// `digest` as statements spell it.
    static func digest(_ digest: Digest) -> CanonicalJSON { .string(digest.base64url) }
}

extension String {
    /// Whether this is one or more printable ASCII characters without a space; such strings compare as their bytes.
    var isWord: Bool {
        !utf8.isEmpty && utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}
