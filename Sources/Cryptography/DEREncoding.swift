/// Tags of the values that the profile writes, universal ones and the context's own (X.690 § 8.1.2).
enum DERTag {
    static let integer: UInt8 = 0x02
    static let octetString: UInt8 = 0x04
    static let utf8String: UInt8 = 0x0C
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
    /// `[0]` over a primitive value.
    static let primitive0: UInt8 = 0x80
    /// `[0]` over a constructed value.
    static let constructed0: UInt8 = 0xA0
    /// `[1]` over a constructed value.
    static let constructed1: UInt8 = 0xA1
}

/// One value in DER: the tag, the length in as few octets as it takes, the contents (X.690 § 10.1).
///
/// swift-asn1's serializer writes a length after the contents and moves them octet by octet to make room, once a level.
/// Reading a signature prints it again, and an audit reads a million: so values are put together from the inside out.
func derValue(_ tag: UInt8, _ contents: [UInt8]...) -> [UInt8] {
    derValue(tag, joining: contents)
}

/// One value in DER whose contents are `parts`, in that order.
func derValue(_ tag: UInt8, joining parts: [[UInt8]]) -> [UInt8] {
    let count = parts.reduce(0) { $0 + $1.count }
    var value: [UInt8] = []
    value.reserveCapacity(count + 6)
    value.append(tag)
    if count < 0x80 {
        value.append(UInt8(count))
    } else {
        let lengthOctets = (Int.bitWidth - count.leadingZeroBitCount + 7) / 8
        value.append(0x80 | UInt8(lengthOctets))
        for position in (0..<lengthOctets).reversed() {
            value.append(UInt8(truncatingIfNeeded: count >> (8 * position)))
        }
    }
    for part in parts { value.append(contentsOf: part) }
    return value
}

/// A SET OF `elements`, each in DER already, in ascending order (X.690 § 11.6).
func derSet(_ tag: UInt8 = DERTag.set, of elements: [[UInt8]]) -> [UInt8] {
    derValue(tag, joining: elements.sorted { $0.lexicographicallyPrecedes($1) })
}
