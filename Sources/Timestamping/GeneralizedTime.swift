internal import Cryptography

extension Instant {
    /// Reads the content octets of a genTime: `YYYYMMDDhhmmss[.s…]Z` (RFC 3161 § 2.4.2, X.690 § 11.7).
    ///
    /// In UTC, with seconds; a fraction has no trailing zero and no comma. Digits beyond the microsecond are read and
    /// dropped. A leap second is none: no calendar here shows it.
    init?(genTime octets: [UInt8]) {
        guard octets.count >= 15, octets.last == UInt8(ascii: "Z") else { return nil }
        func digits(_ range: Range<Int>) -> String { String(decoding: octets[range], as: UTF8.self) }
        let date = "\(digits(0..<4))-\(digits(4..<6))-\(digits(6..<8))"
        let time = "\(digits(8..<10)):\(digits(10..<12)):\(digits(12..<14))"
        guard let whole = Instant.parse(rfc3339: "\(date)T\(time)Z"),
            let microseconds = Self.microseconds(fraction: octets[14..<octets.count - 1])
        else { return nil }
        self = whole.instant.adding(microseconds: microseconds)
    }

    /// The microseconds in a fraction of a second, its point included; none when there is no fraction, nil when it is not
    /// spelt as DER has it.
    private static func microseconds(fraction: ArraySlice<UInt8>) -> Int64? {
        guard let point = fraction.first else { return 0 }
        let digits = fraction.dropFirst()
        guard point == UInt8(ascii: "."), let last = digits.last, last != UInt8(ascii: "0"),
            digits.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let padded = (digits + repeatElement(UInt8(ascii: "0"), count: 6)).prefix(6)
        return padded.reduce(0) { $0 * 10 + Int64($1 - 48) }
    }
}
