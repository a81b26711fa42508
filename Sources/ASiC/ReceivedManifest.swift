/// An ASiCManifest as anyone may have written it: its meaning, not its bytes (EN 319 162-1 § A.4).
///
/// Prefixes, white space, the order of attributes and comments are free; what is said is not: an unknown element, attribute
/// or digest algorithm, and an extension marked critical, are errors. Digests are claims: nothing has been hashed.
package struct ReceivedManifest: Hashable, Sendable {
    /// The signature or time stamp over this manifest's bytes.
    package let signature: ObjectName

    /// The media type that the manifest gives it, if any.
    package let signatureMediaType: String?

    /// The files that the manifest covers, in its order; at least one, none twice.
    package let references: [Reference]

    /// What a manifest says of one file.
    package struct Reference: Hashable, Sendable {
        /// The file.
        package let name: ObjectName

        /// Its media type, if the manifest gives one.
        package let mediaType: String?

        /// Whether the file is the manifest before this one, in a chain of archive manifests (§ A.7).
        package let isRootfile: Bool

        /// How the digest was made.
        package let algorithm: ManifestDigestAlgorithm

        /// The digest, as long as the algorithm's digests are.
        package let digest: [UInt8]
    }

    /// The longest manifest that is read, in bytes.
    package static let maximumByteCount = XMLReader.maximumByteCount

    /// Reads a manifest, without hashing anything.
    package init(parsing bytes: [UInt8]) throws(ManifestError) {
        var parser = ManifestParser(reader: try XMLReader(bytes))
        self = try parser.manifest()
    }

    init(signature: ObjectName, signatureMediaType: String?, references: [Reference]) {
        self.signature = signature
        self.signatureMediaType = signatureMediaType
        self.references = references
    }
}

/// The digest algorithms that a manifest may name.
package enum ManifestDigestAlgorithm: String, Hashable, Sendable, CaseIterable {
    case sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    case sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
    case sha512 = "http://www.w3.org/2001/04/xmlenc#sha512"

    /// The algorithm's URI (RFC 6931 § 2.1).
    package var uri: String { rawValue }

    /// The length of its digests in bytes.
    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}
