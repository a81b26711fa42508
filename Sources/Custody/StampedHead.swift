package import Cryptography

/// The newest stamped checkpoint when a statement was made: its member `after`, the lower bound of its time.
///
///     {"root":"…","size":17,"tokens":["…"]}
package struct StampedHead: Hashable, Sendable {
    /// The tree size, from 1 and smaller than the statement's index.
    package let size: UInt64

    /// The root hash at that size.
    package let root: Digest

    /// The SHA-256 of each token's DER, ascending, none twice, at least one.
    package let tokens: [Digest]

    /// The head with its tokens, given in any order and however often.
    package init(size: UInt64, root: Digest, tokens: some Sequence<Digest>) {
        self.size = size
        self.root = root
        self.tokens = Set(tokens).sorted()
    }

    /// The head with tokens that ascend, none twice, at least one.
    init(size: UInt64, root: Digest, ascendingTokens tokens: [Digest]) {
        self.size = size
        self.root = root
        self.tokens = tokens
    }

    var json: CanonicalJSON {
        .object(["size": .integer(size), "root": .digest(root), "tokens": .array(tokens.map { .digest($0) })])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        size = try members.take("size") { $0.integerValue.flatMap { $0 > 0 ? $0 : nil } }
        root = try members.take("root", as: \.digestValue)
        let tokens: [Digest] = try members.take("tokens") { json in
            guard case .array(let elements) = json else { return nil }
            let digests = elements.compactMap(\.digestValue)
            return digests.count == elements.count ? digests : nil
        }
        try members.finish()
        guard !tokens.isEmpty, zip(tokens, tokens.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .malformed(members.path(of: "tokens"))
        }
        self.tokens = tokens
    }
}
