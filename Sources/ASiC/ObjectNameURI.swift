/// Names as manifests spell them: relative URI references, percent-encoded (RFC 3986 § 2.1, § 4.2).
extension ObjectName {
    /// The one spelling that our own manifests have: everything but unreserved characters and `/` encoded, upper case.
    package var uri: String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte == Self.slash || Self.isUnreserved(byte) {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "%"), Self.upperHexDigits[Int(byte >> 4)], Self.upperHexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The name that a URI reference from someone else's manifest stands for.
    ///
    /// Unencoded bytes are taken as they are, as common writers leave spaces and accents so; a `%` that two hexadecimal
    /// digits do not follow stands for itself. A scheme, a query or a fragment leads out of the container and is refused.
    package init(receivedURI uri: some Sequence<UInt8>) throws(ObjectNameError) {
        let uri = [UInt8](uri)
        guard !uri.contains(UInt8(ascii: "?")), !uri.contains(UInt8(ascii: "#")) else { throw .notARelativePath }
        guard !uri.prefix(while: { $0 != Self.slash }).contains(UInt8(ascii: ":")) else { throw .notARelativePath }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(uri.count)
        var position = 0
        while position < uri.count {
            if uri[position] == UInt8(ascii: "%"), position + 2 < uri.count,
                let high = Self.hexValue(uri[position + 1]), let low = Self.hexValue(uri[position + 2])
            {
                bytes.append(high << 4 | low)
                position += 3
            } else {
                bytes.append(uri[position])
                position += 1
            }
        }
        try self.init(bytes: bytes)
    }

    private static let upperHexDigits = [UInt8]("0123456789ABCDEF".utf8)

    /// Whether a URI has `byte` as it is.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
