internal import Cryptography
internal import SwiftASN1

/// The elements of one SEQUENCE in DER, taken in their order; what is left over is an error.
struct DERFields {
    private var rest: ASN1NodeCollection.Iterator
    private var upcoming: ASN1Node?
    private let part: TimeStampPart

    /// Opens the one value that `der` holds; `part` names it in errors.
    init(parsing der: [UInt8], as part: TimeStampPart) throws(TimeStampFormatError) {
        let node: ASN1Node
        do {
            node = try DER.parse(der)
        } catch {
            throw .notDER(part)
        }
        try self.init(of: node, as: part)
    }

    /// Opens `node`, which must be constructed and tagged as `identifier`.
    init(
        of node: ASN1Node,
        tagged identifier: ASN1Identifier = .sequence,
        as part: TimeStampPart
    ) throws(TimeStampFormatError) {
        guard node.identifier == identifier, case .constructed(let children) = node.content else {
            throw .malformed(part)
        }
        rest = children.makeIterator()
        upcoming = rest.next()
        self.part = part
    }

    /// Takes the next element, which stands for `part`.
    mutating func take(_ part: TimeStampPart) throws(TimeStampFormatError) -> ASN1Node {
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
    func end() throws(TimeStampFormatError) {
        guard upcoming == nil else { throw .unexpectedElement(in: part) }
    }
}

extension ASN1Node {
    /// The content octets, if the node is primitive and tagged as `identifier`.
    func octets(
        tagged identifier: ASN1Identifier,
        of part: TimeStampPart
    ) throws(TimeStampFormatError) -> [UInt8] {
        guard self.identifier == identifier, case .primitive(let octets) = content else { throw .malformed(part) }
        return Array(octets)
    }

    /// The content octets of an INTEGER: two's complement, no octet to spare (X.690 § 8.3.2).
    func integerOctets(
        tagged identifier: ASN1Identifier = .integer,
        of part: TimeStampPart
    ) throws(TimeStampFormatError) -> [UInt8] {
        let octets = try octets(tagged: identifier, of: part)
        guard let first = octets.first else { throw .malformed(part) }
        if octets.count > 1, first == (octets[1] < 0x80 ? 0x00 : 0xFF) { throw .malformed(part) }
        return octets
    }

    /// An INTEGER from 0 that fits in 32 bits.
    func smallInteger(
        tagged identifier: ASN1Identifier = .integer,
        of part: TimeStampPart
    ) throws(TimeStampFormatError) -> Int64 {
        let octets = try integerOctets(tagged: identifier, of: part)
        guard octets[0] < 0x80, octets.count <= 4 else { throw .malformed(part) }
        return octets.reduce(0) { $0 << 8 | Int64($1) }
    }

    /// An object identifier in dotted decimals.
    func objectIdentifier(of part: TimeStampPart) throws(TimeStampFormatError) -> String {
        let octets = try octets(tagged: .objectIdentifier, of: part)
        guard let text = String(objectIdentifier: octets) else { throw .malformed(part) }
        return text
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

    /// Appends an INTEGER from 0.
    mutating func append(_ identifier: ASN1Identifier = .integer, integer: Int64) {
        var octets: [UInt8] = []
        var rest = integer
        repeat {
            octets.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        if octets[0] >= 0x80 { octets.insert(0, at: 0) }
        append(identifier, octets: octets)
    }
}
