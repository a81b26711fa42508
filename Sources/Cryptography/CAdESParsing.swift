extension CAdESSignature {
    /// Reads a signature of the profile; whatever the profile does not write is refused, by clause.
    ///
    /// - Throws: the cases of `CMSError` under "Reading".
    package init(parsing der: [UInt8]) throws(CMSError) {
        if let entry = Self.plainEntry(der) {
            self = entry
        } else {
            try self.init(takingApart: der)
        }
    }

    /// Reads a signature of the profile, element by element.
    init(takingApart der: [UInt8]) throws(CMSError) {
        var contentInfo = try DERElements(of: try DERValue(der), in: .contentInfo)
        let type = try contentInfo.take(.contentInfo)
        guard type.isEncoded(as: CMSIdentifier.signedData) else {
            throw .wrongContentType(oid: try type.objectIdentifier(of: .contentInfo), in: .contentInfo)
        }
        var explicit = try DERElements(
            of: try contentInfo.take(.signedData),
            tagged: DERTag.constructed0,
            in: .signedData
        )
        try contentInfo.end()
        var signedData = try DERElements(of: try explicit.take(.signedData), in: .signedData)
        try explicit.end()

        try requireVersion3(try signedData.take(.signedData), of: .signedData)
        try requireSHA256Alone(try signedData.take(.digestAlgorithms))
        let content = try encapsulatedContent(try signedData.take(.encapContentInfo))
        let certificates = try certificateSet(signedData.take(ifTagged: DERTag.constructed0))
        // Revocation lists belong to CAdES-B-LT, which is not written yet.
        guard try signedData.take(ifTagged: DERTag.constructed1) == nil else { throw .unexpectedElement(in: .crls) }
        var signerInfos = try DERElements(of: try signedData.take(.signerInfos), tagged: DERTag.set, in: .signerInfos)
        try signedData.end()
        let all = try signerInfos.takeAll()
        guard let only = all.first, all.count == 1 else { throw .notOneSigner(count: all.count) }
        let signer = try SignerInfo(only)

        self.init(
            content: content,
            certificates: certificates,
            signerKeyIdentifier: signer.keyIdentifier,
            attributes: signer.attributes,
            algorithm: signer.algorithm,
            signatureValue: signer.signatureValue,
            signatureTimeStamps: signer.tokens
        )
        // Whatever the steps above may have let pass, no second spelling does.
        guard self.der == der else { throw .notCanonical }
    }
}

/// A SignerInfo of the profile (RFC 5652 § 5.3).
private struct SignerInfo {
    let keyIdentifier: [UInt8]
    let attributes: CAdESSignedAttributes
    let algorithm: CAdESSignatureAlgorithm
    let signatureValue: [UInt8]
    let tokens: [[UInt8]]

    init(_ value: DERValue) throws(CMSError) {
        var elements = try DERElements(of: value, in: .signerInfo)
        let version = try elements.take(.signerInfo)
        keyIdentifier = try signerKeyIdentifier(try elements.take(.signerIdentifier))
        // Version 1 goes with issuer and serial number; a signer named so has been refused above for that.
        try requireVersion3(version, of: .signerInfo)
        try requireSHA256(try elements.take(.digestAlgorithm), in: .digestAlgorithm)
        guard let signedAttributes = try elements.take(ifTagged: DERTag.constructed0) else {
            throw .missing(.signedAttributes)
        }
        attributes = try CAdESSignedAttributes(signedAttributes)
        algorithm = try signatureAlgorithm(try elements.take(.signatureAlgorithm))
        signatureValue = try elements.take(.signature).octets(tagged: DERTag.octetString, of: .signature)
        if algorithm == .ecdsaWithSHA256 { try requireECDSASignature(signatureValue) }
        tokens = try timeStampTokens(elements.take(ifTagged: DERTag.constructed1))
        try elements.end()
    }
}

// MARK: - Parts

private func requireVersion3(_ value: DERValue, of field: CMSField) throws(CMSError) {
    _ = try value.octets(tagged: DERTag.integer, of: field)
    guard value.isEncoded(as: [0x02, 0x01, 0x03]) else { throw .wrongVersion(of: field) }
}

private func requireSHA256(_ value: DERValue, in field: CMSField) throws(CMSError) {
    guard !value.isEncoded(as: CMSIdentifier.sha256) else { return }
    var parts = try DERElements(of: value, in: field)
    throw .unsupportedDigestAlgorithm(oid: try parts.take(field).objectIdentifier(of: field), in: field)
}

private func requireSHA256Alone(_ value: DERValue) throws(CMSError) {
    var algorithms = try DERElements(of: value, tagged: DERTag.set, in: .digestAlgorithms)
    try requireSHA256(try algorithms.take(.digestAlgorithms), in: .digestAlgorithms)
    try algorithms.end()
}

/// The eContent of an EncapsulatedContentInfo of type id-data; nil when it is absent (RFC 5652 § 5.2).
private func encapsulatedContent(_ value: DERValue) throws(CMSError) -> [UInt8]? {
    var parts = try DERElements(of: value, in: .encapContentInfo)
    try requireData(try parts.take(.encapContentInfo), in: .encapContentInfo)
    guard let explicit = try parts.take(ifTagged: DERTag.constructed0) else {
        try parts.end()
        return nil
    }
    try parts.end()
    var content = try DERElements(of: explicit, tagged: DERTag.constructed0, in: .encapContentInfo)
    let octets = try content.take(.encapContentInfo).octets(tagged: DERTag.octetString, of: .encapContentInfo)
    try content.end()
    return octets
}

/// The certificates of a CertificateSet: X.509 alone, ascending, none twice; an empty set is to be absent.
private func certificateSet(_ value: DERValue?) throws(CMSError) -> [Certificate] {
    guard let value else { return [] }
    var set = try DERElements(of: value, tagged: DERTag.constructed0, in: .certificates)
    let values = try set.takeAll()
    guard !values.isEmpty else { throw .malformed(.certificates) }
    var certificates: [Certificate] = []
    for value in values {
        do {
            certificates.append(try Certificate(der: Array(value.encoding)))
        } catch {
            throw .malformed(.certificates)
        }
    }
    guard values.isStrictlyAscending else { throw .outOfOrder(.certificates) }
    return certificates
}

/// The key identifier of a SignerIdentifier; the other choice, issuer and serial number, is refused by name.
private func signerKeyIdentifier(_ value: DERValue) throws(CMSError) -> [UInt8] {
    if value.tag == DERTag.sequence {
        var parts = try DERElements(of: value, in: .signerIdentifier)
        // IssuerAndSerialNumber begins with a Name; an AlgorithmIdentifier here means that the sid was left out.
        guard try parts.take(ifTagged: DERTag.sequence) != nil else { throw .missing(.signerIdentifier) }
        throw .signerNotByKeyIdentifier
    }
    let identifier = try value.octets(tagged: DERTag.primitive0, of: .signerIdentifier)
    guard !identifier.isEmpty else { throw .malformed(.signerIdentifier) }
    return identifier
}

private func signatureAlgorithm(_ value: DERValue) throws(CMSError) -> CAdESSignatureAlgorithm {
    for algorithm in [CAdESSignatureAlgorithm.ecdsaWithSHA256, .sha256WithRSA] where value.isEncoded(as: algorithm.der)
    {
        return algorithm
    }
    var parts = try DERElements(of: value, in: .signatureAlgorithm)
    let oid = try parts.take(.signatureAlgorithm)
    throw .unsupportedSignatureAlgorithm(oid: try oid.objectIdentifier(of: .signatureAlgorithm))
}

/// Requires an ECDSA-Sig-Value in DER: two positive INTEGERs, spelt shortest, nothing after (RFC 3279 § 2.2.3).
///
/// Without this, one signature would have many spellings. Its twin (r, n−s) remains: see `verify`.
private func requireECDSASignature(_ bytes: [UInt8]) throws(CMSError) {
    let numbers: [DERValue]
    do {
        var elements = try DERElements(of: try DERValue(bytes), in: .signature)
        numbers = try elements.takeAll()
    } catch {
        throw .malformed(.signature)
    }
    guard numbers.count == 2, numbers.allSatisfy(\.isPositiveInteger) else { throw .malformed(.signature) }
}

extension DERValue {
    /// Whether this is an INTEGER above zero, in as few octets as it takes (X.690 § 8.3.2).
    fileprivate var isPositiveInteger: Bool {
        guard tag == DERTag.integer, let first = contents.first else { return false }
        if first == 0 { return contents.dropFirst().first.map { $0 >= 0x80 } ?? false }
        return first < 0x80
    }
}

/// The tokens of the unsigned attributes, all of which are signature-time-stamps with one value each; an empty set is to
/// be absent.
private func timeStampTokens(_ value: DERValue?) throws(CMSError) -> [[UInt8]] {
    guard let value else { return [] }
    var set = try DERElements(of: value, tagged: DERTag.constructed1, in: .unsignedAttributes)
    let attributes = try set.takeAll()
    guard !attributes.isEmpty else { throw .malformed(.unsignedAttributes) }
    var tokens: [[UInt8]] = []
    for attribute in attributes {
        var parts = try DERElements(of: attribute, in: .unsignedAttributes)
        let type = try parts.take(.unsignedAttributes)
        guard type.isEncoded(as: CMSIdentifier.signatureTimeStamp) else {
            throw .unknownAttribute(oid: try type.objectIdentifier(of: .unsignedAttributes), in: .unsignedAttributes)
        }
        let token = try singleValue(try parts.take(.signatureTimeStamp), of: .signatureTimeStamp)
        try parts.end()
        let bytes = Array(token.encoding)
        guard isSignedData(bytes) else { throw .malformed(.signatureTimeStamp) }
        tokens.append(bytes)
    }
    guard attributes.isStrictlyAscending else { throw .outOfOrder(.unsignedAttributes) }
    return tokens
}
