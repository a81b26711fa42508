internal import Glibc

// An audit reads a million signatures that differ in nothing but content, digests, time and signature value: they are read
// where they stand, against the encoding that the printer gives. Whatever looks otherwise is left to the reading that takes
// it apart, which also says what is wrong: `plainEntry` knows no error, only nil.

extension CAdESSignature {
    /// The signature that `der` encodes, when it envelops its content, holds no certificate and no unsigned attribute, and
    /// says of its content that it is JSON, as every entry of a ledger does; nil says nothing of the bytes.
    ///
    /// It is the value that `init(takingApart:)` gives. Every header is required to be the shortest, every element to end
    /// where what is around it ends, and all between them to be what is printed: no second spelling passes.
    static func plainEntry(_ der: [UInt8]) -> CAdESSignature? {
        der.withUnsafeBufferPointer { bytes -> CAdESSignature? in
            var cursor = DERCursor(bytes)
            guard cursor.enter(DERTag.sequence, endingAt: bytes.count), cursor.takes(CMSIdentifier.signedData),
                cursor.enter(DERTag.constructed0, endingAt: bytes.count),
                cursor.enter(DERTag.sequence, endingAt: bytes.count), cursor.takes(signedDataBeginning),
                let contentEnd = cursor.enter(DERTag.sequence), cursor.takes(CMSIdentifier.data),
                cursor.enter(DERTag.constructed0, endingAt: contentEnd),
                cursor.enter(DERTag.octetString, endingAt: contentEnd)
            else { return nil }
            let content = cursor.take(upTo: contentEnd)
            guard cursor.enter(DERTag.set, endingAt: bytes.count), cursor.enter(DERTag.sequence, endingAt: bytes.count),
                cursor.takes(versionThree), let identifierEnd = cursor.enter(DERTag.primitive0)
            else { return nil }
            let keyIdentifier = cursor.take(upTo: identifierEnd)
            guard !keyIdentifier.isEmpty, cursor.takes(CMSIdentifier.sha256) else { return nil }
            let attributesStart = cursor.position
            guard let attributesEnd = cursor.enter(DERTag.constructed0),
                let attributes = AttributesTemplate.json.read(
                    UnsafeBufferPointer(rebasing: bytes[attributesStart..<attributesEnd])
                )
            else { return nil }
            _ = cursor.take(upTo: attributesEnd)
            let algorithm: CAdESSignatureAlgorithm
            if cursor.takes(CMSIdentifier.ecdsaWithSHA256) {
                algorithm = .ecdsaWithSHA256
            } else if cursor.takes(CMSIdentifier.sha256WithRSA) {
                algorithm = .sha256WithRSA
            } else {
                return nil
            }
            guard cursor.enter(DERTag.octetString, endingAt: bytes.count) else { return nil }
            if algorithm == .ecdsaWithSHA256 {
                var numbers = cursor
                guard numbers.enter(DERTag.sequence, endingAt: bytes.count), numbers.takesPositiveInteger(),
                    numbers.takesPositiveInteger(), numbers.position == bytes.count
                else { return nil }
            }
            return CAdESSignature(
                enveloping: Array(content),
                signerKeyIdentifier: Array(keyIdentifier),
                attributes: attributes,
                algorithm: algorithm,
                signatureValue: Array(cursor.take(upTo: bytes.count)),
                encodedAs: der
            )
        }
    }
}

private let versionThree: [UInt8] = [0x02, 0x01, 0x03]
private let signedDataBeginning = versionThree + derSet(of: [CMSIdentifier.sha256])

// MARK: - Attributes

/// The signed attributes of a content of one media type, as the printer prints them, with the places of what differs.
private struct AttributesTemplate {
    private let encoding: [UInt8]
    private let mimeType: String
    /// What stands between the places, which is the same in all of them.
    private let fixed: [Range<Int>]
    private let messageDigest: Range<Int>
    private let certificateDigest: Range<Int>
    private let time: Range<Int>

    /// What an entry says of its statement.
    static let json = AttributesTemplate(mimeType: "application/json")

    private init(mimeType: String) {
        guard let message = Digest(bytes: [UInt8](repeating: 0xA5, count: 32)),
            let certificate = Digest(bytes: [UInt8](repeating: 0x5A, count: 32)),
            let attributes = try? CAdESSignedAttributes(  // these values are no one's: they are as they must be
                messageDigest: message,
                signingTime: Instant(secondsSince1970: 1_592_410_951),
                certificateDigest: certificate,
                mimeType: mimeType
            )
        else { preconditionFailure("a digest has 32 bytes, and the year 2020 is one in which one can sign") }
        let encoding = attributes.der
        func place(of value: [UInt8]) -> Range<Int> {
            for start in 0...(encoding.count - value.count)
            where encoding[start..<start + value.count].elementsEqual(value) {
                return start..<start + value.count
            }
            preconditionFailure("what was printed stands in what was printed")
        }
        self.encoding = encoding
        self.mimeType = mimeType
        messageDigest = place(of: message.bytes)
        certificateDigest = place(of: certificate.bytes)
        time = place(of: Array("200617162231Z".utf8))
        var start = 1
        var fixed: [Range<Int>] = []
        for hole in [messageDigest, certificateDigest, time].sorted(by: { $0.lowerBound < $1.lowerBound }) {
            fixed.append(start..<hole.lowerBound)
            start = hole.upperBound
        }
        self.fixed = fixed + [start..<encoding.count]
    }

    /// The attributes that `bytes` are, as a SignerInfo stores them; nil when they are not of this form.
    func read(_ bytes: UnsafeBufferPointer<UInt8>) -> CAdESSignedAttributes? {
        guard let start = bytes.baseAddress, bytes.count == encoding.count else { return nil }
        let isAlike = encoding.withUnsafeBufferPointer { encoding in
            guard let template = encoding.baseAddress else { return false }
            return fixed.allSatisfy { memcmp(start + $0.lowerBound, template + $0.lowerBound, $0.count) == 0 }
        }
        guard isAlike, let signingTime = Instant(utcTime: UnsafeBufferPointer(rebasing: bytes[time])) else {
            return nil
        }
        func raw(_ place: Range<Int>) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[place]))
        }
        var der = Array(bytes)
        // Stored under the tag [0], signed under that of a SET (RFC 5652 § 5.4).
        der[0] = DERTag.set
        return CAdESSignedAttributes(
            messageDigest: Digest(rawBytes: raw(messageDigest)),
            signingTime: signingTime,
            certificateDigest: Digest(rawBytes: raw(certificateDigest)),
            mimeType: mimeType,
            encodedAs: der
        )
    }
}

extension Instant {
    /// Reads `YYMMDDhhmmssZ`, a year from 1950 to 2049 (RFC 5652 § 11.3).
    fileprivate init?(utcTime bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 13, bytes[12] == UInt8(ascii: "Z"),
            bytes[..<12].allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        func pair(_ position: Int) -> Int { Int(bytes[position] - 0x30) * 10 + Int(bytes[position + 1] - 0x30) }
        self.init(
            utc: CalendarTime(
                year: pair(0) + (pair(0) >= 50 ? 1900 : 2000),
                month: pair(2),
                day: pair(4),
                hour: pair(6),
                minute: pair(8),
                second: pair(10),
                microsecond: 0
            )
        )
    }
}

// MARK: - Cursor

/// A place in bytes that are read as DER; it never leaves them.
private struct DERCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Steps over the header of a value tagged as `tag`; where the value ends, nil when there is none or it ends beyond the
    /// bytes.
    mutating func enter(_ tag: UInt8) -> Int? {
        guard bytes.count - position >= 2, bytes[position] == tag else { return nil }
        let first = bytes[position + 1]
        var start = position + 2
        var length = Int(first)
        if first >= 0x80 {
            // No signature of an entry takes more than two octets of length; none begins with zero, none says what one says.
            let octets = Int(first & 0x7F)
            guard (1...2).contains(octets), bytes.count - start >= octets else { return nil }
            length = octets == 1 ? Int(bytes[start]) : Int(bytes[start]) << 8 | Int(bytes[start + 1])
            guard length >= (octets == 1 ? 0x80 : 0x100) else { return nil }
            start += octets
        }
        guard length <= bytes.count - start else { return nil }
        position = start
        return start + length
    }

    /// Steps over the header of a value tagged as `tag` that ends at `end`.
    mutating func enter(_ tag: UInt8, endingAt end: Int) -> Bool { enter(tag) == end }

    /// Steps over `expected`, when it stands here.
    mutating func takes(_ expected: [UInt8]) -> Bool {
        guard let start = bytes.baseAddress, expected.count <= bytes.count - position,
            memcmp(start + position, expected, expected.count) == 0
        else { return false }
        position += expected.count
        return true
    }

    /// Steps up to `end`, which a header gave; what was stepped over.
    mutating func take(upTo end: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(position <= end && end <= bytes.count, "a value ends behind its header, within the bytes")
        defer { position = end }
        return UnsafeBufferPointer(rebasing: bytes[position..<end])
    }

    /// Steps over an INTEGER above zero, in as few octets as it takes (X.690 § 8.3.2).
    mutating func takesPositiveInteger() -> Bool {
        guard let end = enter(DERTag.integer) else { return false }
        let number = take(upTo: end)
        guard let first = number.first else { return false }
        return first == 0 ? number.count > 1 && number[1] >= 0x80 : first < 0x80
    }
}
