internal import SwiftASN1

extension CAdESSignature {
    /// Reads a signature of the profile; whatever the profile does not write is refused, by clause.
    ///
    /// - Throws: the cases of `CMSError` under "Reading".
    package init(parsing der: [UInt8]) throws(CMSError) {
        if let length = encodedLength(of: der), length < der.count { throw .trailingBytes(count: der.count - length) }
        let root: ASN1Node
        do {
            root = try DER.parse(der)
        } catch {
            throw .notDER
        }
        var contentInfo = try DERElements(of: root, in: .contentInfo)
        let type = try contentInfo.take(.contentInfo)
        guard type.isEncoded(as: CMSIdentifier.signedData) else {
            throw .wrongContentType(oid: try type.objectIdentifier(of: .contentInfo), in: .contentInfo)
        }
        var explicit = try DERElements(of: try contentInfo.take(.signedData), tagged: .context(0), in: .signedData)
        try contentInfo.end()
        var signedData = try DERElements(of: try explicit.take(.signedData), in: .signedData)
        try explicit.end()

        try requireVersion3(try signedData.take(.signedData), of: .signedData)
        try requireSHA256Alone(try signedData.take(.digestAlgorithms))
        let content = try encapsulatedContent(try signedData.take(.encapContentInfo))
        let certificates = try certificateSet(signedData.take(ifTagged: .context(0)))
        // Revocation lists belong to CAdES-B-LT, which is not written yet.
        guard signedData.take(ifTagged: .context(1)) == nil else { throw .unexpectedElement(in: .crls) }
        var signerInfos = try DERElements(of: try signedData.take(.signerInfos), tagged: .set, in: .signerInfos)
        try signedData.end()
        let all = signerInfos.takeAll()
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

    init(_ node: ASN1Node) throws(CMSError) {
        var elements = try DERElements(of: node, in: .signerInfo)
        let version = try elements.take(.signerInfo)
        keyIdentifier = try signerKeyIdentifier(try elements.take(.signerIdentifier))
        // Version 1 goes with issuer and serial number; a signer named so has been refused above for that.
        try requireVersion3(version, of: .signerInfo)
        try requireSHA256(try elements.take(.digestAlgorithm), in: .digestAlgorithm)
        guard let signedAttributes = elements.take(ifTagged: .context(0)) else { throw .missing(.signedAttributes) }
        attributes = try CAdESSignedAttributes(signedAttributes)
        algorithm = try signatureAlgorithm(try elements.take(.signatureAlgorithm))
        signatureValue = try elements.take(.signature).octets(tagged: .octetString, of: .signature)
        if algorithm == .ecdsaWithSHA256, !isECDSASignature(signatureValue) { throw .malformed(.signature) }
        tokens = try timeStampTokens(elements.take(ifTagged: .context(1)))
        try elements.end()
    }
}

// MARK: - Parts

private func requireVersion3(_ node: ASN1Node, of field: CMSField) throws(CMSError) {
    _ = try node.octets(tagged: .integer, of: field)
    guard node.isEncoded(as: [0x02, 0x01, 0x03]) else { throw .wrongVersion(of: field) }
}

private func requireSHA256(_ node: ASN1Node, in field: CMSField) throws(CMSError) {
    guard !node.isEncoded(as: CMSIdentifier.sha256) else { return }
    var parts = try DERElements(of: node, in: field)
    throw .unsupportedDigestAlgorithm(oid: try parts.take(field).objectIdentifier(of: field), in: field)
}

private func requireSHA256Alone(_ node: ASN1Node) throws(CMSError) {
    var algorithms = try DERElements(of: node, tagged: .set, in: .digestAlgorithms)
    try requireSHA256(try algorithms.take(.digestAlgorithms), in: .digestAlgorithms)
    try algorithms.end()
}

/// The eContent of an EncapsulatedContentInfo of type id-data; nil when it is absent (RFC 5652 § 5.2).
private func encapsulatedContent(_ node: ASN1Node) throws(CMSError) -> [UInt8]? {
    var parts = try DERElements(of: node, in: .encapContentInfo)
    try requireData(try parts.take(.encapContentInfo), in: .encapContentInfo)
    guard let explicit = parts.take(ifTagged: .context(0)) else {
        try parts.end()
        return nil
    }
    try parts.end()
    var content = try DERElements(of: explicit, tagged: .context(0), in: .encapContentInfo)
    let octets = try content.take(.encapContentInfo).octets(tagged: .octetString, of: .encapContentInfo)
    try content.end()
    return octets
}

/// The certificates of a CertificateSet: X.509 alone, ascending, none twice; an empty set is to be absent.
private func certificateSet(_ node: ASN1Node?) throws(CMSError) -> [Certificate] {
    guard let node else { return [] }
    var set = try DERElements(of: node, tagged: .context(0), in: .certificates)
    let nodes = set.takeAll()
    guard !nodes.isEmpty else { throw .malformed(.certificates) }
    var certificates: [Certificate] = []
    for node in nodes {
        do {
            certificates.append(try Certificate(der: Array(node.encodedBytes)))
        } catch {
            throw .malformed(.certificates)
        }
    }
    guard nodes.isStrictlyAscending else { throw .outOfOrder(.certificates) }
    return certificates
}

/// The key identifier of a SignerIdentifier; the other choice, issuer and serial number, is refused by name.
private func signerKeyIdentifier(_ node: ASN1Node) throws(CMSError) -> [UInt8] {
    if node.identifier == .sequence {
        var parts = try DERElements(of: node, in: .signerIdentifier)
        // IssuerAndSerialNumber begins with a Name; an AlgorithmIdentifier here means that the sid was left out.
        guard parts.take(ifTagged: .sequence) != nil else { throw .missing(.signerIdentifier) }
        throw .signerNotByKeyIdentifier
    }
    let identifier = try node.octets(tagged: .context(0), of: .signerIdentifier)
    guard !identifier.isEmpty else { throw .malformed(.signerIdentifier) }
    return identifier
}

private func signatureAlgorithm(_ node: ASN1Node) throws(CMSError) -> CAdESSignatureAlgorithm {
    for algorithm in [CAdESSignatureAlgorithm.ecdsaWithSHA256, .sha256WithRSA] where node.isEncoded(as: algorithm.der) {
        return algorithm
    }
    var parts = try DERElements(of: node, in: .signatureAlgorithm)
    let oid = try parts.take(.signatureAlgorithm)
    throw .unsupportedSignatureAlgorithm(oid: try oid.objectIdentifier(of: .signatureAlgorithm))
}

/// Whether `bytes` are an ECDSA-Sig-Value in DER: two positive INTEGERs, spelt shortest, nothing after (RFC 3279 § 2.2.3).
///
/// Without this, one signature would have many spellings. Its twin (r, n−s) remains: see `verify`.
private func isECDSASignature(_ bytes: [UInt8]) -> Bool {
    guard let node = try? DER.parse(bytes), var numbers = try? DERElements(of: node, in: .signature) else {
        return false
    }
    let both = numbers.takeAll()
    return both.count == 2
        && both.allSatisfy { number in
            guard number.identifier == .integer, case .primitive(let octets) = number.content,
                let first = octets.first
            else { return false }
            if first == 0 { return octets.count > 1 && octets[octets.startIndex + 1] >= 0x80 }
            return first < 0x80
        }
}

/// The tokens of the unsigned attributes, all of which are signature-time-stamps with one value each; an empty set is to
/// be absent.
private func timeStampTokens(_ node: ASN1Node?) throws(CMSError) -> [[UInt8]] {
    guard let node else { return [] }
    var set = try DERElements(of: node, tagged: .context(1), in: .unsignedAttributes)
    let attributes = set.takeAll()
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
        guard isSignedData(token) else { throw .malformed(.signatureTimeStamp) }
        tokens.append(Array(token.encodedBytes))
    }
    guard attributes.isStrictlyAscending else { throw .outOfOrder(.unsignedAttributes) }
    return tokens
}

/// Whether `node` has the shape of a ContentInfo that holds SignedData, as a TimeStampToken does (RFC 3161 § 2.4.2).
func isSignedData(_ node: ASN1Node) -> Bool {
    guard node.identifier == .sequence, case .constructed(let children) = node.content else { return false }
    let parts = Array(children)
    return parts.count == 2 && parts[0].isEncoded(as: CMSIdentifier.signedData)
        && parts[1].identifier == .context(0)
}
