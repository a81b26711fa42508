package import Cryptography

/// An ASiCManifest of our profile: which signature covers which files (EN 319 162-1 § A.4).
///
/// The signature is over the bytes as stored; nothing is canonicalised. `docs/formats/container.md` § 4 has the layout:
///
///     <?xml version="1.0" encoding="UTF-8"?>
///     <asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
///      <asic:SigReference URI="META-INF/signature001.p7s" MimeType="application/pkcs7-signature"/>
///      <asic:DataObjectReference URI="data/chat.txt" MimeType="text/plain">
///       <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>…</ds:DigestValue>
///      </asic:DataObjectReference>
///     </asic:ASiCManifest>
package struct ASiCManifest: Hashable, Sendable {
    /// The signature over this manifest.
    package let signature: ObjectName

    /// The signature's media type.
    package let signatureMediaType: String

    /// The files that it covers, in the order of the manifest; at least one, none twice.
    package let references: [Reference]

    /// What a manifest says of one file.
    package struct Reference: Hashable, Sendable {
        /// The file.
        package let name: ObjectName

        /// Its media type, `type/subtype`.
        package let mediaType: String

        /// The SHA-256 of its bytes.
        package let digest: Digest

        /// A reference to the file `name`, whose bytes have this digest.
        package init(name: ObjectName, mediaType: String, digest: Digest) {
            self.name = name
            self.mediaType = mediaType
            self.digest = digest
        }
    }

    /// The media type of a CAdES signature in a container.
    package static let cadesMediaType = "application/pkcs7-signature"

    /// A manifest that says that `signature` covers `references`.
    package init(
        signature: ObjectName,
        signatureMediaType: String = Self.cadesMediaType,
        references: [Reference]
    ) throws(ManifestError) {
        guard !references.isEmpty else { throw .missingElement("DataObjectReference") }
        guard references.count <= ManifestParser.maximumReferences else { throw .tooManyReferences }
        guard Self.isMediaType(signatureMediaType) else { throw .mediaType(signatureMediaType) }
        var names: Set<ObjectName> = []
        names.reserveCapacity(references.count)
        var known = signatureMediaType
        for reference in references {
            guard names.insert(reference.name).inserted else { throw .duplicateReference(reference.name.text) }
            // Most files have the type of the one before.
            guard reference.mediaType.utf8.elementsEqual(known.utf8) || Self.isMediaType(reference.mediaType) else {
                throw .mediaType(reference.mediaType)
            }
            known = reference.mediaType
        }
        self.signature = signature
        self.signatureMediaType = signatureMediaType
        self.references = references
    }
}

// MARK: - Bytes

extension ASiCManifest {
    /// The namespace of EN 319 162-1, bound to `asic`.
    static let namespace = "http://uri.etsi.org/02918/v1.2.1#"

    /// The namespace of XML signatures, bound to `ds`.
    static let signatureNamespace = "http://www.w3.org/2000/09/xmldsig#"

    /// The manifest as it is stored and signed.
    package var bytes: [UInt8] {
        var text = Self.opening(signature: signature, mediaType: signatureMediaType)
        for reference in references { text += Self.element(of: reference) }
        return Array((text + Self.closing).utf8)
    }

    /// What stands before the first reference.
    static func opening(signature: ObjectName, mediaType: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <asic:ASiCManifest xmlns:asic="\(namespace)" xmlns:ds="\(signatureNamespace)">
         <asic:SigReference URI="\(signature.uri)" MimeType="\(escaped(mediaType))"/>

        """
    }

    /// The lines of one reference.
    static func element(of reference: Reference) -> String {
        """
         <asic:DataObjectReference URI="\(reference.name.uri)" MimeType="\(escaped(reference.mediaType))">
          <ds:DigestMethod Algorithm="\(ManifestDigestAlgorithm.sha256.uri)"/>\
        <ds:DigestValue>\(reference.digest.base64)</ds:DigestValue>
         </asic:DataObjectReference>

        """
    }

    /// What stands behind the last reference.
    static let closing = "</asic:ASiCManifest>\n"

    /// Reads the bytes of a manifest of our profile; any other spelling is refused.
    package init(parsing bytes: [UInt8]) throws(ManifestError) {
        if let scanned = Self.scanned(bytes) {
            self = scanned
            return
        }
        let received = try ReceivedManifest(parsing: bytes)
        guard let signatureMediaType = received.signatureMediaType else { throw .notOurProfile }
        var references: [Reference] = []
        references.reserveCapacity(received.references.count)
        for reference in received.references {
            guard let mediaType = reference.mediaType, reference.algorithm == .sha256, !reference.isRootfile,
                let digest = Digest(bytes: reference.digest)
            else { throw .notOurProfile }
            references.append(Reference(name: reference.name, mediaType: mediaType, digest: digest))
        }
        try self.init(
            signature: received.signature,
            signatureMediaType: signatureMediaType,
            references: references
        )
        guard self.bytes == bytes else { throw .notOurProfile }
    }

    /// The manifest whose bytes these are, when they have our spelling and nothing is wrong with them; what is, is said by the reader
    /// of XML, in the order in which XML is read.
    private static func scanned(_ bytes: [UInt8]) -> ASiCManifest? {
        var rest = bytes[...]
        var references: [Reference] = []
        // `try?`: bytes in memory can always be read.
        let signature = try? ManifestScanner.scan { buffer in
            let next = rest.prefix(buffer.count)
            buffer.copyBytes(from: next)
            rest = rest.dropFirst(next.count)
            return next.count
        } reference: { reference in
            // `try?`: the reader of XML says why it is no name.
            guard let name = try? ObjectName(bytes: reference.name) else { return false }
            references.append(Reference(name: name, mediaType: reference.mediaType, digest: reference.digest))
            return true
        }
        guard let signature else { return nil }
        // `try?`: and why there can be no such manifest.
        return try? ASiCManifest(
            signature: signature.signature,
            signatureMediaType: signature.mediaType,
            references: references
        )
    }

    /// Of the five characters that XML escapes, a media type can hold one.
    private static func escaped(_ mediaType: String) -> String {
        guard mediaType.utf8.contains(UInt8(ascii: "&")) else { return mediaType }
        return mediaType.utf8.map { $0 == UInt8(ascii: "&") ? "&amp;" : String(UnicodeScalar($0)) }.joined()
    }

    /// Whether `text` is `type/subtype` in the restricted names of RFC 6838 § 4.2, without parameters.
    static func isMediaType(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                (1...127).contains(part.count) && part.allSatisfy(Self.isRestrictedNameCharacter)
            }
    }

    private static func isRestrictedNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: restrictedNameMarks.contains(byte)
        }
    }

    private static let restrictedNameMarks = Array("!#$&-^_.+".utf8)
}
