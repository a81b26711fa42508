package import Cryptography

/// Which time stamps the ledger obtained for one checkpoint: the facts of `timestamp.recorded`.
///
/// Nothing that was asked or answered can be dropped or swapped afterwards without the entry telling.
package struct RecordedTimestamps: Hashable, Sendable {
    /// The tree size of the stamped checkpoint, from 1.
    package let size: UInt64

    /// Its root hash.
    package let root: Digest

    /// One per answering authority, in the order of the tokens' digests, no token twice.
    package let stamps: [Stamp]

    /// One authority's time stamp, by the digests of what was sent and received.
    package struct Stamp: Hashable, Sendable {
        /// The SHA-256 of the certificate, in DER, that the token names as its signer's.
        package let authority: Digest

        /// The SHA-256 of the TimeStampReq.
        package let query: Digest

        /// The SHA-256 of the whole TimeStampResp.
        package let response: Digest

        /// The SHA-256 of the token alone.
        package let token: Digest

        /// The digests of one exchange.
        package init(authority: Digest, query: Digest, response: Digest, token: Digest) {
            self.authority = authority
            self.query = query
            self.response = response
            self.token = token
        }
    }

    /// The stamps of one checkpoint, given in any order.
    package init(size: UInt64, root: Digest, stamps: [Stamp]) {
        self.size = size
        self.root = root
        self.stamps = stamps.sorted { $0.token < $1.token }
    }

    var json: CanonicalJSON {
        .object(["size": .integer(size), "root": .digest(root), "stamps": .array(stamps.map(\.json))])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        size = try members.take("size") { $0.integerValue.flatMap { $0 > 0 ? $0 : nil } }
        root = try members.take("root", as: \.digestValue)
        let listed = try members.take("stamps")
        try members.finish()

        let stampsPath = members.path(of: "stamps")
        guard case .array(let elements) = listed, !elements.isEmpty else { throw .malformed(stampsPath) }
        var stamps: [Stamp] = []
        for (position, element) in elements.enumerated() {
            let stamp = try Stamp(element, at: "\(stampsPath).\(position)")
            if let last = stamps.last, !(last.token < stamp.token) { throw .malformed(stampsPath) }
            stamps.append(stamp)
        }
        self.stamps = stamps
    }
}

extension RecordedTimestamps.Stamp {
    fileprivate var json: CanonicalJSON {
        .object([
            "authority": .digest(authority), "query": .digest(query), "response": .digest(response),
            "token": .digest(token),
        ])
    }

    fileprivate init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        authority = try members.take("authority", as: \.digestValue)
        query = try members.take("query", as: \.digestValue)
        response = try members.take("response", as: \.digestValue)
        token = try members.take("token", as: \.digestValue)
        try members.finish()
    }
}
