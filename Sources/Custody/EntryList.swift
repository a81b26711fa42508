package import Cryptography

/// A list too long for a statement: how many lines there are, and the root of the tree over them.
///
///     {"count":2,"root":"…"}
///
/// The tree is RFC 6962's; a leaf is a line without its LF. The lines travel beside the statement as `ListLines`.
package struct EntryList: Hashable, Sendable {
    /// The number of lines, from 1: a list without lines is not mentioned.
    package let count: UInt64

    /// The root over them.
    package let root: Digest

    /// What is said of `count` lines under `root`.
    package init(count: UInt64, root: Digest) {
        self.count = count
        self.root = root
    }

    var json: CanonicalJSON {
        .object(["count": .integer(count), "root": .digest(root)])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        count = try members.take("count") { $0.integerValue.flatMap { $0 > 0 ? $0 : nil } }
        root = try members.take("root", as: \.digestValue)
        try members.finish()
    }
}
