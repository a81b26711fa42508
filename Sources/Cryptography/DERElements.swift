internal import SwiftASN1

/// The elements of one SEQUENCE or SET in DER, taken in their order; what is left over is an error.
struct DERElements {
    private var rest: ASN1NodeCollection.Iterator
    private var upcoming: ASN1Node?
    private let field: CMSField

    /// Opens `node`, which must be constructed and tagged as `identifier`; `field` names it in errors.
    init(of node: ASN1Node, tagged identifier: ASN1Identifier = .sequence, in field: CMSField) throws(CMSError) {
        guard node.identifier == identifier, case .constructed(let children) = node.content else {
            throw .malformed(field)
        }
        rest = children.makeIterator()
        upcoming = rest.next()
        self.field = field
    }

    /// Takes the next element, which stands for `part`.
    mutating func take(_ part: CMSField) throws(CMSError) -> ASN1Node {
        guard let node = upcoming else { throw .missing(part) }
        upcoming = rest.next()
        return node
    }

    /// Takes the next element if it is tagged as `identifier`.
    mutating func take(ifTagged identifier: ASN1Identifier) -> ASN1Node? {
        guard let node = upcoming, node.identifier == identifier else { return nil }
        upcoming = rest.next()
        return node
    }

    /// Takes all that is left.
    mutating func takeAll() -> [ASN1Node] {
        var nodes: [ASN1Node] = []
        while let node = upcoming {
            nodes.append(node)
            upcoming = rest.next()
        }
        return nodes
    }

    /// Requires that nothing is left.
    func end() throws(CMSError) {
        guard upcoming == nil else { throw .unexpectedElement(in: field) }
    }
}

extension ASN1Node {
    /// The content octets, if the node is primitive and tagged as `identifier`.
    func octets(tagged identifier: ASN1Identifier, of field: CMSField) throws(CMSError) -> [UInt8] {
        guard self.identifier == identifier, case .primitive(let octets) = content else { throw .malformed(field) }
        return Array(octets)
    }

    /// The object identifier in dotted decimals.
    func objectIdentifier(of field: CMSField) throws(CMSError) -> String {
        do {
            return try ASN1ObjectIdentifier(derEncoded: self).description
        } catch {
            throw .malformed(field)
        }
    }

    /// Whether the encoding of the whole node is `der`.
    func isEncoded(as der: [UInt8]) -> Bool {
        encodedBytes.elementsEqual(der)
    }
}

extension Sequence<ASN1Node> {
    /// Whether the encodings ascend, as those of a SET OF in DER (X.690 § 11.6), and none stands twice.
    var isStrictlyAscending: Bool {
        var previous: ArraySlice<UInt8>?
        for node in self {
            if let previous, !previous.lexicographicallyPrecedes(node.encodedBytes) { return false }
            previous = node.encodedBytes
        }
        return true
    }
}

extension ASN1Identifier {
    /// The context-specific tag `[number]`.
    static func context(_ number: UInt) -> ASN1Identifier {
        ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}

extension DER.Serializer {
    /// Appends a primitive value with these content octets.
    mutating func append(_ identifier: ASN1Identifier, octets: [UInt8]) {
        appendPrimitiveNode(identifier: identifier) { $0.append(contentsOf: octets) }
    }

    /// Appends a SET OF these encodings, ascending (X.690 § 11.6).
    mutating func append(_ identifier: ASN1Identifier = .set, setOf encodings: [[UInt8]]) {
        appendConstructedNode(identifier: identifier) { set in
            for encoding in encodings.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                set.serializeRawBytes(encoding)
            }
        }
    }
}

/// What `write` writes, as bytes.
func derBytes(_ write: (inout DER.Serializer) -> Void) -> [UInt8] {
    var serializer = DER.Serializer()
    write(&serializer)
    return serializer.serializedBytes
}

/// The number of octets of the first value in `bytes`, as its header says; nil when the header is not whole.
func encodedLength(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 2 else { return nil }
    guard bytes[1] >= 0x80 else { return 2 + Int(bytes[1]) }
    let lengthOctets = Int(bytes[1] & 0x7F)
    guard (1...4).contains(lengthOctets), bytes.count >= 2 + lengthOctets else { return nil }
    return bytes[2..<2 + lengthOctets].reduce(0) { $0 << 8 | Int($1) } + 2 + lengthOctets
}
