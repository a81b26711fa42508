/// Why bytes are not an ASiCManifest, or not one of our profile (`docs/formats/container.md` § 5).
package enum ManifestError: Error, Hashable, Sendable {
    /// The document is longer than 64 MiB.
    case tooLarge(byteCount: Int)
    case notUTF8
    /// A document type, an entity or a CDATA section.
    case declaration
    case processingInstruction(line: Int)
    case malformedXML(line: Int)
    /// Elements are nested deeper than 16 levels.
    case tooDeep(line: Int)

    /// The root element is not ASiCManifest in the namespace of EN 319 162-1.
    case wrongRoot(String)
    case missingElement(String)
    case unexpectedElement(String)
    case missingAttribute(String, element: String)
    case unexpectedAttribute(String, element: String)
    case unexpectedText(element: String)

    /// The URI is not that of a file in the container.
    case uri(String, ObjectNameError)
    case mediaType(String)
    /// An attribute that is true or false is neither.
    case boolean(String)
    /// Two references to one file.
    case duplicateReference(String)
    case tooManyReferences

    /// The algorithm's URI is not one of SHA-256, SHA-384 and SHA-512.
    case unknownDigestAlgorithm(String)
    /// The digest is not base64, or not as long as its algorithm's.
    case digest(String)
    /// An extension that must be understood, and is not.
    case criticalExtension

    /// A sound manifest, but not, byte for byte, what our writer prints.
    case notOurProfile
}
