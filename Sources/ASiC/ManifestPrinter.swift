/// Prints the bytes of an `ASiCManifest` reference by reference, so that nobody has to hold them all.
///
///     var printer = ManifestPrinter(signature: name)
///     var bytes = printer.opening
///     for reference in references { bytes += try printer.element(of: reference) }
///     bytes += try printer.closing
///
/// That no file is referred to twice is the container's to refuse, which has each name once.
package struct ManifestPrinter {
    /// How many references a manifest can have.
    package static var maximumReferences: Int { ManifestParser.maximumReferences }

    private let signature: ObjectName
    private var count = 0

    /// A manifest that says what `signature`, a CAdES signature, covers.
    package init(signature: ObjectName) {
        self.signature = signature
    }

    /// What stands before the first reference.
    package var opening: [UInt8] {
        Array(ASiCManifest.opening(signature: signature, mediaType: ASiCManifest.cadesMediaType).utf8)
    }

    /// The lines of the next reference.
    package mutating func element(of reference: ASiCManifest.Reference) throws(ManifestError) -> [UInt8] {
        try Self.check(mediaType: reference.mediaType)
        guard count < Self.maximumReferences else { throw .tooManyReferences }
        count += 1
        return Array(ASiCManifest.element(of: reference).utf8)
    }

    /// What stands behind the last reference, of which there is one at least.
    package var closing: [UInt8] {
        get throws(ManifestError) {
            guard count > 0 else { throw .missingElement("DataObjectReference") }
            return Array(ASiCManifest.closing.utf8)
        }
    }

    /// Refuses what no manifest can state as a media type.
    package static func check(mediaType: String) throws(ManifestError) {
        guard ASiCManifest.isMediaType(mediaType) else { throw .mediaType(mediaType) }
    }
}
