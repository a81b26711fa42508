internal import SwiftASN1

/// One value in DER, not yet opened: a tag, a length in as few octets as it takes, the contents (X.690 § 10.1).
///
/// Only what is opened is looked at, and nothing is copied: an audit reads a million signatures, and building swift-asn1's
/// tree of nodes for each costs a third of what checking the signature does. Tags of one octet are all that the profile has.
struct DERValue {
    /// The identifier octet.
    let tag: UInt8

    /// The whole value, header included.
    let encoding: ArraySlice<UInt8>

    /// What the value holds.
    let contents: ArraySlice<UInt8>

    /// Reads the first value of `bytes` and drops it from them.
    init(takenFrom bytes: inout ArraySlice<UInt8>) throws(CMSError) {
        guard let (contentStart, end) = headerOfFirstValue(in: bytes), end <= bytes.endIndex else { throw .notDER }
        tag = bytes[bytes.startIndex]
        encoding = bytes[bytes.startIndex..<end]
        contents = bytes[contentStart..<end]
        bytes = bytes[end...]
    }

    /// Reads the one value that `bytes` are.
    init(_ bytes: [UInt8]) throws(CMSError) {
        var rest = bytes[...]
        try self.init(takenFrom: &rest)
        guard rest.isEmpty else { throw .trailingBytes(count: rest.count) }
    }

    /// The contents, if the tag is `tag`.
    func octets(tagged tag: UInt8, of field: CMSField) throws(CMSError) -> [UInt8] {
        guard self.tag == tag else { throw .malformed(field) }
        return Array(contents)
    }

    /// The object identifier in dotted decimals.
    func objectIdentifier(of field: CMSField) throws(CMSError) -> String {
        do {
            return try ASN1ObjectIdentifier(derEncoded: encoding).description
        } catch {
            throw .malformed(field)
        }
    }

    /// Whether the encoding of the whole value is `der`.
    func isEncoded(as der: [UInt8]) -> Bool {
        encoding.elementsEqual(der)
    }
}

/// Where the contents of the first value begin and end; nil for a header that is cut, or spelt otherwise than in DER.
private func headerOfFirstValue(in bytes: ArraySlice<UInt8>) -> (contentStart: Int, end: Int)? {
    let start = bytes.startIndex
    guard bytes.count >= 2, bytes[start] & 0x1F != 0x1F else { return nil }
    let first = bytes[start + 1]
    guard first >= 0x80 else { return (start + 2, start + 2 + Int(first)) }
    // 0x80 is the indefinite length of BER; four octets of length are more than any file of ours has.
    let lengthOctets = Int(first & 0x7F)
    guard (1...4).contains(lengthOctets), bytes.count >= 2 + lengthOctets else { return nil }
    let contentStart = start + 2 + lengthOctets
    let length = bytes[start + 2..<contentStart].reduce(0) { $0 << 8 | Int($1) }
    guard length >= 0x80, length >> (8 * (lengthOctets - 1)) != 0 else { return nil }
    return (contentStart, contentStart + length)
}

/// The elements of one SEQUENCE or SET in DER, taken in their order; what is left over is an error.
struct DERElements {
    private var rest: ArraySlice<UInt8>
    private let field: CMSField

    /// Opens `value`, which must be tagged as `tag`; `field` names it in errors.
    init(of value: DERValue, tagged tag: UInt8 = DERTag.sequence, in field: CMSField) throws(CMSError) {
        guard value.tag == tag else { throw .malformed(field) }
        rest = value.contents
        self.field = field
    }

    /// Takes the next element, which stands for `part`.
    mutating func take(_ part: CMSField) throws(CMSError) -> DERValue {
        guard !rest.isEmpty else { throw .missing(part) }
        return try DERValue(takenFrom: &rest)
    }

    /// Takes the next element if it is tagged as `tag`.
    mutating func take(ifTagged tag: UInt8) throws(CMSError) -> DERValue? {
        guard rest.first == tag else { return nil }
        return try DERValue(takenFrom: &rest)
    }

    /// Takes all that is left.
    mutating func takeAll() throws(CMSError) -> [DERValue] {
        var values: [DERValue] = []
        while !rest.isEmpty { values.append(try DERValue(takenFrom: &rest)) }
        return values
    }

    /// Requires that nothing is left.
    func end() throws(CMSError) {
        guard rest.isEmpty else { throw .unexpectedElement(in: field) }
    }
}

extension [DERValue] {
    /// Whether the encodings ascend, as those of a SET OF in DER (X.690 § 11.6), and none stands twice.
    var isStrictlyAscending: Bool {
        zip(self, dropFirst()).allSatisfy { $0.encoding.lexicographicallyPrecedes($1.encoding) }
    }
}

/// Whether `bytes` are one value in DER throughout, of the shape of a ContentInfo that holds SignedData, as a
/// TimeStampToken is (RFC 3161 § 2.4.2).
func isSignedData(_ bytes: [UInt8]) -> Bool {
    // Why it is not DER does not matter: the answer is no.
    guard let root = try? DER.parse(bytes), root.identifier == .sequence, case .constructed(let children) = root.content
    else { return false }
    let parts = Array(children)
    return parts.count == 2 && parts[0].encodedBytes.elementsEqual(CMSIdentifier.signedData)
        && parts[1].identifier == ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
}
