/// A ledger key that somebody else may have: the facts of `ledger.keyCompromised`.
package struct KeyCompromise: Hashable, Sendable {
    /// The key, as a C2SP verifier key: the one that was in force.
    package let vkey: String

    /// The smallest tree size whose checkpoint proves nothing by that key's signature alone, from 1.
    package let since: UInt64

    /// The facts of one compromise.
    package init(vkey: String, since: UInt64) {
        self.vkey = vkey
        self.since = since
    }

    var json: CanonicalJSON { .object(["vkey": .string(vkey), "since": .integer(since)]) }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        vkey = try members.take("vkey", as: \.wordValue)
        since = try members.take("since") { $0.integerValue.flatMap { $0 > 0 ? $0 : nil } }
        try members.finish()
    }
}
