internal import Cryptography

/// Reads the elements of an ASiCManifest in the order of its schema (en_31916201v010101.xsd).
struct ManifestParser {
    private let reader: XMLReader
    private var names: Set<ObjectName> = []

    /// As many references as a manifest may have.
    static let maximumReferences = 1_000_000

    private static let asic = [UInt8](ASiCManifest.namespace.utf8)
    private static let ds = [UInt8](ASiCManifest.signatureNamespace.utf8)
    private static let schemaInstance = [UInt8]("http://www.w3.org/2001/XMLSchema-instance".utf8)

    init(reader: XMLReader) {
        self.reader = reader
    }

    /// The whole document: the root element and nothing after it.
    mutating func manifest() throws(ManifestError) -> ReceivedManifest {
        // Well-formed XML begins with an element; anything else has been refused by the reader.
        guard case .start(let root) = try nextTag(in: "ASiCManifest") else { throw .missingElement("ASiCManifest") }
        guard Self.is(root, Self.asic, "ASiCManifest") else { throw .wrongRoot(root.text) }
        _ = try Self.attributes(of: root, allowed: [])
        let signature = try signatureReference()
        var references: [ReceivedManifest.Reference] = []
        while case .start(let element) = try nextTag(in: "ASiCManifest") {
            if Self.is(element, Self.asic, "DataObjectReference") {
                guard references.count < Self.maximumReferences else { throw .tooManyReferences }
                references.append(try dataObjectReference(element))
                continue
            }
            guard Self.is(element, Self.asic, "ASiCManifestExtensions") else { throw .unexpectedElement(element.text) }
            try skipExtensions(element)
            try expectEnd(of: "ASiCManifest")
            break
        }
        guard !references.isEmpty else { throw .missingElement("DataObjectReference") }
        guard case .endOfDocument = try reader.next() else { throw .unexpectedText(element: "ASiCManifest") }
        return ReceivedManifest(
            signature: signature.name,
            signatureMediaType: signature.mediaType,
            references: references
        )
    }

    private func signatureReference() throws(ManifestError) -> (name: ObjectName, mediaType: String?) {
        let element = try expectStart(Self.asic, "SigReference", in: "ASiCManifest")
        let values = try Self.attributes(of: element, allowed: ["URI", "MimeType"])
        try expectEnd(of: "SigReference")
        return (try Self.name(values[0], element: "SigReference"), try Self.mediaType(values[1]))
    }

    private mutating func dataObjectReference(
        _ element: XMLReader.Element
    ) throws(ManifestError) -> ReceivedManifest.Reference {
        let values = try Self.attributes(of: element, allowed: ["URI", "MimeType", "Rootfile"])
        let name = try Self.name(values[0], element: "DataObjectReference")
        guard names.insert(name).inserted else { throw .duplicateReference(name.text) }
        let algorithm = try digestMethod()
        _ = try expectStart(Self.ds, "DigestValue", in: "DataObjectReference", allowed: [])
        guard let digest = Self.base64(try textToEnd(of: "DigestValue")), digest.count == algorithm.byteCount else {
            throw .digest(name.text)
        }
        if case .start(let extensions) = try nextTag(in: "DataObjectReference") {
            guard Self.is(extensions, Self.asic, "DataObjectReferenceExtensions") else {
                throw .unexpectedElement(extensions.text)
            }
            try skipExtensions(extensions)
            try expectEnd(of: "DataObjectReference")
        }
        return ReceivedManifest.Reference(
            name: name,
            mediaType: try Self.mediaType(values[1]),
            isRootfile: try values[2].map(Self.boolean) ?? false,
            algorithm: algorithm,
            digest: digest
        )
    }

    private func digestMethod() throws(ManifestError) -> ManifestDigestAlgorithm {
        let element = try expectStart(Self.ds, "DigestMethod", in: "DataObjectReference")
        let values = try Self.attributes(of: element, allowed: ["Algorithm"])
        guard let uri = values[0] else { throw .missingAttribute("Algorithm", element: "DigestMethod") }
        let algorithm = ManifestDigestAlgorithm.allCases.first { $0.uri.utf8.elementsEqual(uri) }
        guard let algorithm else { throw .unknownDigestAlgorithm(ContainerError.shown(uri)) }
        try expectEnd(of: "DigestMethod")
        return algorithm
    }

    /// Passes over extensions that need not be understood.
    private func skipExtensions(_ list: XMLReader.Element) throws(ManifestError) {
        _ = try Self.attributes(of: list, allowed: [])
        var count = 0
        while case .start(let element) = try nextTag(in: list.text) {
            guard Self.is(element, Self.asic, "Extension") else { throw .unexpectedElement(element.text) }
            let values = try Self.attributes(of: element, allowed: ["Critical"])
            guard let critical = values[0] else { throw .missingAttribute("Critical", element: "Extension") }
            guard try !Self.boolean(critical) else { throw .criticalExtension }
            try skipContent()
            count += 1
        }
        guard count > 0 else { throw .missingElement("Extension") }
    }

    /// Passes over all up to the end of the element whose start was read last.
    private func skipContent() throws(ManifestError) {
        var depth = 1
        while depth > 0 {
            switch try reader.next() {
            case .start: depth += 1
            case .end: depth -= 1
            case .text: break
            case .endOfDocument: throw .missingElement("Extension")
            }
        }
    }
}

// MARK: - Elements

extension ManifestParser {
    /// The next start or end of an element; only white space may precede it.
    private func nextTag(in parent: String) throws(ManifestError) -> XMLReader.Event {
        while true {
            let event = try reader.next()
            guard case .text(let text) = event else { return event }
            guard text.allSatisfy(Self.isSpace) else { throw .unexpectedText(element: parent) }
        }
    }

    private func expectStart(
        _ namespace: [UInt8],
        _ name: StaticString,
        in parent: String,
        allowed: [StaticString]? = nil
    ) throws(ManifestError) -> XMLReader.Element {
        switch try nextTag(in: parent) {
        case .start(let element) where Self.is(element, namespace, name):
            if let allowed { _ = try Self.attributes(of: element, allowed: allowed) }
            return element
        case .start(let element): throw .unexpectedElement(element.text)
        default: throw .missingElement(name.description)
        }
    }

    private func expectEnd(of parent: String) throws(ManifestError) {
        switch try nextTag(in: parent) {
        case .end: return
        case .start(let element): throw .unexpectedElement(element.text)
        default: throw .missingElement(parent)
        }
    }

    private func textToEnd(of parent: String) throws(ManifestError) -> [UInt8] {
        var text: [UInt8] = []
        while true {
            switch try reader.next() {
            case .text(let more): text += more
            case .end: return text
            case .start(let element): throw .unexpectedElement(element.text)
            case .endOfDocument: throw .missingElement(parent)
            }
        }
    }

    private static func `is`(_ element: XMLReader.Element, _ namespace: [UInt8], _ name: StaticString) -> Bool {
        element.namespace == namespace && element.name == bytes(name)
    }

    /// The values of the attributes named in `allowed`, in that order; any other attribute is refused.
    private static func attributes(
        of element: XMLReader.Element,
        allowed: [StaticString]
    ) throws(ManifestError) -> [[UInt8]?] {
        var values = [[UInt8]?](repeating: nil, count: allowed.count)
        for attribute in element.attributes where attribute.namespace != schemaInstance {
            let position = allowed.firstIndex { bytes($0) == attribute.name }
            guard attribute.namespace.isEmpty, let position else {
                throw .unexpectedAttribute(ContainerError.shown(attribute.name), element: element.text)
            }
            values[position] = attribute.value
        }
        return values
    }

    private static func bytes(_ text: StaticString) -> [UInt8] {
        text.withUTF8Buffer { [UInt8]($0) }
    }
}

// MARK: - Values

extension ManifestParser {
    private static func name(_ uri: [UInt8]?, element: String) throws(ManifestError) -> ObjectName {
        guard let uri else { throw .missingAttribute("URI", element: element) }
        do throws(ObjectNameError) {
            return try ObjectName(receivedURI: uri)
        } catch {
            throw .uri(ContainerError.shown(uri), error)
        }
    }

    private static func mediaType(_ value: [UInt8]?) throws(ManifestError) -> String? {
        guard let value else { return nil }
        guard value.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw .mediaType(ContainerError.shown(value)) }
        return String(decoding: value, as: UTF8.self)
    }

    /// An `xsd:boolean`.
    private static func boolean(_ value: [UInt8]) throws(ManifestError) -> Bool {
        switch value {
        case bytes("true"), bytes("1"): true
        case bytes("false"), bytes("0"): false
        default: throw .boolean(ContainerError.shown(value))
        }
    }

    /// Base64 with white space anywhere, as `xsd:base64Binary` allows.
    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        [UInt8](base64: String(decoding: text.filter { !isSpace($0) }, as: UTF8.self))
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
