internal import CXML

/// Reads XML of others as a run of starts, texts and ends, with everything refused that a manifest has no need of.
///
/// No document type, hence no entity and no external reference; no CDATA, no processing instruction; UTF-8 alone; limits on
/// size and depth. libxml2's pull reader parses, without network and without loading anything.
final class XMLReader {
    /// What comes next in a document; comments are passed over.
    enum Event {
        case start(Element)
        case text([UInt8])
        case end
        case endOfDocument
    }

    /// An element's start tag.
    ///
    /// Names are bytes, because `String` would find more of them equal than XML does.
    struct Element {
        let namespace: [UInt8]
        let name: [UInt8]
        let attributes: [Attribute]

        /// The local name, for messages.
        var text: String { String(decoding: name, as: UTF8.self) }
    }

    /// An attribute of an element; declarations of namespaces are not among them.
    struct Attribute {
        let namespace: [UInt8]
        let name: [UInt8]
        let value: [UInt8]
    }

    /// The longest document.
    static let maximumByteCount = 64 * 1024 * 1024

    /// The deepest nesting, of which a manifest has three levels and its extensions the rest.
    static let maximumDepth: Int32 = 16

    private let bytes: UnsafeMutableBufferPointer<CChar>
    private let reader: xmlTextReaderPtr
    private var owesEnd = false

    /// libxml2 asks to be initialised once, before several threads use it.
    private static let initialised: Void = xmlInitParser()

    /// A reader before the first element of `document`.
    init(_ document: [UInt8]) throws(ManifestError) {
        guard document.count <= Self.maximumByteCount else { throw .tooLarge(byteCount: document.count) }
        guard String(validating: document, as: UTF8.self) != nil else { throw .notUTF8 }
        guard !Self.hasDeclaration(document) else { throw .declaration }
        _ = Self.initialised
        bytes = .allocate(capacity: document.count)
        _ = bytes.initialize(from: document.lazy.map { CChar(bitPattern: $0) })
        // Naming the encoding here keeps the document from naming another.
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let reader = xmlReaderForMemory(bytes.baseAddress, Int32(bytes.count), nil, "UTF-8", Int32(options))
        guard let reader else {
            bytes.deallocate()
            throw .malformedXML(line: 1)
        }
        self.reader = reader
    }

    deinit {
        xmlFreeTextReader(reader)
        bytes.deallocate()
    }

    /// Whether `<!` stands anywhere but at the start of a comment.
    ///
    /// Entities are expanded while libxml2 looks for the root element, before it reports the document type; so none
    /// is let in at all. This refuses CDATA too, and at worst a comment that quotes a declaration.
    private static func hasDeclaration(_ document: [UInt8]) -> Bool {
        var rest = document[...]
        while let position = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(position + 1)...]
            if rest.first == UInt8(ascii: "!"), !rest.starts(with: "!--".utf8) { return true }
        }
        return false
    }
}

// MARK: - Reading

extension XMLReader {
    /// What comes next.
    func next() throws(ManifestError) -> Event {
        if owesEnd {
            owesEnd = false
            return .end
        }
        while true {
            switch xmlTextReaderRead(reader) {
            case 0: return .endOfDocument
            case 1: break
            default: throw .malformedXML(line: line)
            }
            switch xmlReaderTypes(UInt32(bitPattern: xmlTextReaderNodeType(reader))) {
            case XML_READER_TYPE_ELEMENT: return .start(try element())
            case XML_READER_TYPE_END_ELEMENT: return .end
            case XML_READER_TYPE_TEXT, XML_READER_TYPE_WHITESPACE, XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
                return .text(Self.bytes(xmlTextReaderConstValue(reader)))
            case XML_READER_TYPE_COMMENT, XML_READER_TYPE_XML_DECLARATION: continue
            case XML_READER_TYPE_PROCESSING_INSTRUCTION: throw .processingInstruction(line: line)
            default: throw .declaration
            }
        }
    }

    /// The line that the parser has come to, from 1.
    private var line: Int { Int(xmlTextReaderGetParserLineNumber(reader)) }

    /// The start tag that the reader stands on.
    private func element() throws(ManifestError) -> Element {
        guard xmlTextReaderDepth(reader) < Self.maximumDepth else { throw .tooDeep(line: line) }
        owesEnd = xmlTextReaderIsEmptyElement(reader) == 1
        let namespace = Self.bytes(xmlTextReaderConstNamespaceUri(reader))
        let name = Self.bytes(xmlTextReaderConstLocalName(reader))
        var attributes: [Attribute] = []
        var status = xmlTextReaderMoveToFirstAttribute(reader)
        while status == 1 {
            if xmlTextReaderIsNamespaceDecl(reader) == 0 {
                attributes.append(
                    Attribute(
                        namespace: Self.bytes(xmlTextReaderConstNamespaceUri(reader)),
                        name: Self.bytes(xmlTextReaderConstLocalName(reader)),
                        value: Self.bytes(xmlTextReaderConstValue(reader))
                    )
                )
            }
            status = xmlTextReaderMoveToNextAttribute(reader)
        }
        guard status == 0, xmlTextReaderMoveToElement(reader) >= 0 else { throw .malformedXML(line: line) }
        return Element(namespace: namespace, name: name, attributes: attributes)
    }

    private static func bytes(_ text: UnsafePointer<xmlChar>?) -> [UInt8] {
        guard let text else { return [] }
        return [UInt8](UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text))))
    }
}
