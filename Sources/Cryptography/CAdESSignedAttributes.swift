/// The signed attributes of the profile, all five of them (EN 319 122-1 § 6.3, Table 1).
///
///     content-type            id-data
///     message-digest          SHA-256 of the content
///     signing-time            UTCTime until 2049, GeneralizedTime from 2050
///     signing-certificate-v2  SHA-256 of the certificate, hash algorithm by default, no issuerSerial
///     mime-type               UTF8String
struct CAdESSignedAttributes: Hashable {
    /// The digest of the content.
    let messageDigest: Digest

    /// When the signer says to have signed, in whole seconds.
    let signingTime: Instant

    /// The digest of the signing certificate, an ESSCertIDv2 (RFC 5035 § 4).
    let certificateDigest: Digest

    /// The media type of the content: printable ASCII.
    let mimeType: String

    /// What is signed: the attributes as a DER SET OF with the universal tag 0x31 (RFC 5652 § 5.4).
    let der: [UInt8]

    /// The attributes with these values; fractions of a second are dropped.
    init(
        messageDigest: Digest,
        signingTime: Instant,
        certificateDigest: Digest,
        mimeType: String
    ) throws(CMSError) {
        let signingTime = Instant(secondsSince1970: signingTime.secondsSince1970)
        guard let time = timeEncoding(of: signingTime) else { throw .signingTimeOutOfRange }
        guard !mimeType.isEmpty, mimeType.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unusableMimeType
        }
        self.messageDigest = messageDigest
        self.signingTime = signingTime
        self.certificateDigest = certificateDigest
        self.mimeType = mimeType
        let certificate = derValue(
            DERTag.sequence,
            derValue(
                DERTag.sequence,
                derValue(DERTag.sequence, derValue(DERTag.octetString, certificateDigest.bytes))
            )
        )
        der = derSet(of: [
            attributeEncoding(CMSIdentifier.contentType, value: CMSIdentifier.data),
            attributeEncoding(
                CMSIdentifier.messageDigest,
                value: derValue(DERTag.octetString, messageDigest.bytes)
            ),
            attributeEncoding(CMSIdentifier.signingTime, value: time),
            attributeEncoding(CMSIdentifier.signingCertificateV2, value: certificate),
            attributeEncoding(CMSIdentifier.mimeType, value: derValue(DERTag.utf8String, Array(mimeType.utf8))),
        ])
    }
}

// MARK: - Reading

extension CAdESSignedAttributes {
    /// Attributes of which `der` is known to be the one encoding.
    init(
        messageDigest: Digest,
        signingTime: Instant,
        certificateDigest: Digest,
        mimeType: String,
        encodedAs der: [UInt8]
    ) {
        self.messageDigest = messageDigest
        self.signingTime = signingTime
        self.certificateDigest = certificateDigest
        self.mimeType = mimeType
        self.der = der
    }

    /// Reads the attributes as a SignerInfo stores them, tagged `[0]` (RFC 5652 § 5.3).
    init(_ value: DERValue) throws(CMSError) {
        var elements = try DERElements(of: value, tagged: DERTag.constructed0, in: .signedAttributes)
        let attributes = try elements.takeAll()
        var hasContentType = false
        var messageDigest: Digest?
        var signingTime: Instant?
        var certificateDigest: Digest?
        var mimeType: String?
        for attribute in attributes {
            var parts = try DERElements(of: attribute, in: .signedAttributes)
            let type = try parts.take(.signedAttributes)
            let values = try parts.take(.signedAttributes)
            try parts.end()
            if type.isEncoded(as: CMSIdentifier.contentType) {
                guard !hasContentType else { throw .repeatedAttribute(.contentType) }
                try requireData(singleValue(values, of: .contentType), in: .contentType)
                hasContentType = true
            } else if type.isEncoded(as: CMSIdentifier.messageDigest) {
                guard messageDigest == nil else { throw .repeatedAttribute(.messageDigest) }
                messageDigest = try digest(singleValue(values, of: .messageDigest), of: .messageDigest)
            } else if type.isEncoded(as: CMSIdentifier.signingTime) {
                guard signingTime == nil else { throw .repeatedAttribute(.signingTime) }
                signingTime = try declaredTime(singleValue(values, of: .signingTime))
            } else if type.isEncoded(as: CMSIdentifier.signingCertificateV2) {
                guard certificateDigest == nil else { throw .repeatedAttribute(.signingCertificateV2) }
                certificateDigest = try essDigest(singleValue(values, of: .signingCertificateV2))
            } else if type.isEncoded(as: CMSIdentifier.mimeType) {
                guard mimeType == nil else { throw .repeatedAttribute(.mimeType) }
                mimeType = try media(singleValue(values, of: .mimeType))
            } else {
                throw .unknownAttribute(
                    oid: try type.objectIdentifier(of: .signedAttributes),
                    in: .signedAttributes
                )
            }
        }
        guard hasContentType else { throw .missing(.contentType) }
        guard let messageDigest else { throw .missing(.messageDigest) }
        guard let signingTime else { throw .missing(.signingTime) }
        guard let certificateDigest else { throw .missing(.signingCertificateV2) }
        guard let mimeType else { throw .missing(.mimeType) }
        guard attributes.isStrictlyAscending else { throw .outOfOrder(.signedAttributes) }
        try self.init(
            messageDigest: messageDigest,
            signingTime: signingTime,
            certificateDigest: certificateDigest,
            mimeType: mimeType
        )
    }
}

/// The one value of an attribute.
func singleValue(_ values: DERValue, of field: CMSField) throws(CMSError) -> DERValue {
    var elements = try DERElements(of: values, tagged: DERTag.set, in: field)
    let all = try elements.takeAll()
    guard let value = all.first, all.count == 1 else { throw .notOneValue(of: field) }
    return value
}

/// Requires that `value` is the object identifier id-data.
func requireData(_ value: DERValue, in field: CMSField) throws(CMSError) {
    guard value.isEncoded(as: CMSIdentifier.data) else {
        throw .wrongContentType(oid: try value.objectIdentifier(of: field), in: field)
    }
}

/// An OCTET STRING that holds a SHA-256 digest.
private func digest(_ value: DERValue, of field: CMSField) throws(CMSError) -> Digest {
    guard let digest = Digest(bytes: try value.octets(tagged: DERTag.octetString, of: field)) else {
        throw .malformed(field)
    }
    return digest
}

/// A SigningCertificateV2 of one ESSCertIDv2 that holds a SHA-256 digest alone.
private func essDigest(_ value: DERValue) throws(CMSError) -> Digest {
    let field = CMSField.signingCertificateV2
    var claim = try DERElements(of: value, in: field)
    var certificates = try DERElements(of: try claim.take(field), in: field)
    // Policies (RFC 5035 § 3) and further certificates have no place in the profile.
    try claim.end()
    var certificate = try DERElements(of: try certificates.take(field), in: field)
    try certificates.end()
    let hash = try certificate.take(field)
    if hash.tag == DERTag.sequence {
        // A hashAlgorithm: another one than SHA-256, or SHA-256 spelt out where DER omits a default.
        var algorithm = try DERElements(of: hash, in: field)
        throw .unsupportedDigestAlgorithm(oid: try algorithm.take(field).objectIdentifier(of: field), in: field)
    }
    if try certificate.take(ifTagged: DERTag.sequence) != nil { throw .issuerSerialPresent }
    try certificate.end()
    return try digest(hash, of: field)
}

/// A signing time in the one spelling that its year asks for.
private func declaredTime(_ value: DERValue) throws(CMSError) -> Instant {
    // Pairs of digits, then Z; what these lines misread is not what is printed from it.
    let pairs = stride(from: value.contents.startIndex, to: value.contents.endIndex - 1, by: 2).map { position in
        10 * (Int(value.contents[position]) - 0x30) + Int(value.contents[position + 1]) - 0x30
    }
    let fields: [Int]
    switch (value.tag, pairs.count) {
    case (DERTag.utcTime, 6): fields = [pairs[0] >= 50 ? 19 : 20] + pairs
    case (DERTag.generalizedTime, 7): fields = pairs
    default: throw .malformed(.signingTime)
    }
    let time = CalendarTime(
        year: fields[0] * 100 + fields[1],
        month: fields[2],
        day: fields[3],
        hour: fields[4],
        minute: fields[5],
        second: fields[6],
        microsecond: 0
    )
    guard let instant = Instant(utc: time), let printed = timeEncoding(of: instant), value.isEncoded(as: printed) else {
        throw .malformed(.signingTime)
    }
    return instant
}

/// A media type in printable ASCII.
private func media(_ value: DERValue) throws(CMSError) -> String {
    let octets = try value.octets(tagged: DERTag.utf8String, of: .mimeType)
    guard !octets.isEmpty, octets.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .malformed(.mimeType) }
    return String(decoding: octets, as: UTF8.self)
}

// MARK: - Printing

/// An Attribute with one value, both parts already encoded (RFC 5652 § 5.3).
func attributeEncoding(_ type: [UInt8], value: [UInt8]) -> [UInt8] {
    derValue(DERTag.sequence, type, derValue(DERTag.set, value))
}

/// A time to the second: UTCTime from 1950 to 2049, GeneralizedTime otherwise (RFC 5652 § 11.3); nil outside 0–9999.
private func timeEncoding(of instant: Instant) -> [UInt8]? {
    let time = instant.calendarTime()
    guard (0...9999).contains(time.year) else { return nil }
    let isUTCTime = (1950...2049).contains(time.year)
    var digits: [UInt8] = []
    for number in (isUTCTime ? [] : [time.year / 100])
        + [time.year % 100, time.month, time.day, time.hour, time.minute, time.second]
    {
        digits.append(UInt8(ascii: "0") + UInt8(number / 10))
        digits.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
    digits.append(UInt8(ascii: "Z"))
    return derValue(isUTCTime ? DERTag.utcTime : DERTag.generalizedTime, digits)
}
