package import Cryptography

/// What was received, in figures: the value of the field `content`, committed because all three can be guessed.
///
///     {"digests":{"sha256":"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"},"mediaType":"image/png","size":5}
package struct ExhibitContent: Hashable, Sendable {
    /// The size in bytes, at most 2⁵³−1.
    package let size: UInt64

    /// The media type that the content itself shows; nil when the exhibit is only referenced.
    package let mediaType: String?

    /// The SHA-256 of the bytes.
    package let sha256: Digest

    /// The figures of one original.
    package init(size: UInt64, mediaType: String?, sha256: Digest) {
        self.size = size
        self.mediaType = mediaType
        self.sha256 = sha256
    }

    /// The value as a disclosure has it.
    package var json: CanonicalJSON {
        .object([
            "size": .integer(size), "mediaType": mediaType.map { .string($0) } ?? .null,
            "digests": .object(["sha256": .digest(sha256)]),
        ])
    }

    /// Reads `{size, mediaType, digests}`; a digest by another algorithm is refused, as nothing here could check it.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        size = try members.take("size", as: \.integerValue)
        switch try members.take("mediaType") {
        case .null: mediaType = nil
        case let type:
            guard let word = type.wordValue else { throw .malformed(members.path(of: "mediaType")) }
            mediaType = word
        }
        var digests = try MemberReader(try members.take("digests"), at: members.path(of: "digests"))
        sha256 = try digests.take("sha256", as: \.digestValue)
        try digests.finish()
        try members.finish()
    }
}
