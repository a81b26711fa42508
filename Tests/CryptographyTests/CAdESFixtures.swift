import Cryptography

/// A signer made for a test, and what it signs.
struct TestSigner {
    let key: SigningKey
    let certificate: Certificate

    /// The signing time, 2026-11-22T16:00:00Z.
    static let now = Instant(secondsSince1970: 1_795_363_200)

    init(key: SigningKey = .generateP256(), name: String = "Zoé Martin", organization: String? = "Éclaire") throws {
        self.key = key
        certificate = try Certificate.selfSigned(
            for: key,
            commonName: name,
            organization: organization,
            notBefore: Self.now.adding(seconds: -600),
            years: 5
        )
    }

    /// A signature as ledger entries have it.
    func entry(_ content: [UInt8] = Array("{\"kind\":\"x@1\"}".utf8)) throws -> CAdESSignature {
        try CAdESSignature.sign(
            content,
            form: .enveloping,
            key: key,
            certificate: certificate,
            including: [],
            signingTime: Self.now,
            mimeType: "application/json"
        )
    }

    /// A signature as bundles have it.
    func detached(_ content: [UInt8]) throws -> CAdESSignature {
        try CAdESSignature.sign(
            content,
            form: .detached,
            key: key,
            certificate: certificate,
            including: [certificate],
            signingTime: Self.now,
            mimeType: "text/xml"
        )
    }
}

/// One DER value: tag, shortest length, contents.
func tlv(_ tag: UInt8, _ contents: [UInt8]...) -> [UInt8] {
    let content = contents.flatMap { $0 }
    switch content.count {
    case 0..<128: return [tag, UInt8(content.count)] + content
    case 128..<256: return [tag, 0x81, UInt8(content.count)] + content
    default: return [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }
}

/// The signature of the profile part by part, assembled without the code under test, so that any one part can be wrong.
struct CraftedSignature {
    static let sha256: [UInt8] = tlv(0x30, oid("608648016503040201"))
    static let data = oid("2a864886f70d010701")
    static let contentTypeOID = oid("2a864886f70d010903")
    static let messageDigestOID = oid("2a864886f70d010904")
    static let signingTimeOID = oid("2a864886f70d010905")
    static let signingCertificateOID = oid("2a864886f70d010910022f")
    static let mimeTypeOID = oid("04008d450201")
    static let timeStampOID = oid("2a864886f70d010910020e")
    /// No token, but of the shape of one: a ContentInfo of SignedData.
    static let token = tlv(0x30, oid("2a864886f70d010702"), tlv(0xA0, tlv(0x30)))

    var contentInfoType = oid("2a864886f70d010702")
    var version: [UInt8] = [2, 1, 3]
    var digestAlgorithms: [UInt8] = tlv(0x31, sha256)
    var contentType = data
    var content: [UInt8]
    var afterContent: [UInt8] = []
    var signerVersion: [UInt8] = [2, 1, 3]
    var signerIdentifier: [UInt8]
    var digestAlgorithm = sha256
    var attributeContentType = tlv(0x31, data)
    var messageDigest: [UInt8]
    var signingTime = tlv(0x31, tlv(0x17, Array("261122160000Z".utf8)))
    var signingCertificate: [UInt8]
    var mimeType = tlv(0x31, tlv(0x0C, Array("application/json".utf8)))
    var moreAttributes: [[UInt8]] = []
    var leftOut: Set<[UInt8]> = []
    var areAttributesReversed = false
    var signatureAlgorithm: [UInt8] = tlv(0x30, oid("2a8648ce3d040302"))
    var signature: [UInt8]
    var unsignedAttributes: [UInt8] = []
    var moreSigners: [UInt8] = []
    var afterSigners: [UInt8] = []
    var afterSignedData: [UInt8] = []

    /// The parts of `signature`, which is an entry's.
    init(_ signature: CAdESSignature, by certificate: Certificate) {
        content = tlv(0xA0, tlv(0x04, signature.content ?? []))
        signerIdentifier = tlv(0x80, certificate.subjectKeyIdentifier ?? [])
        messageDigest = tlv(0x31, tlv(0x04, Digest(of: signature.content ?? []).bytes))
        signingCertificate = tlv(0x31, tlv(0x30, tlv(0x30, tlv(0x30, tlv(0x04, certificate.fingerprint.bytes)))))
        self.signature = tlv(0x04, signature.signatureValue)
    }

    var signerInfo: [UInt8] {
        var attributes: [[UInt8]] = []
        for (type, value) in [
            (Self.contentTypeOID, attributeContentType), (Self.messageDigestOID, messageDigest),
            (Self.signingTimeOID, signingTime), (Self.signingCertificateOID, signingCertificate),
            (Self.mimeTypeOID, mimeType),
        ] where !leftOut.contains(type) {
            attributes.append(tlv(0x30, type, value))
        }
        attributes = (attributes + moreAttributes).sorted { $0.lexicographicallyPrecedes($1) }
        if areAttributesReversed { attributes.reverse() }
        return tlv(
            0x30,
            signerVersion,
            signerIdentifier,
            digestAlgorithm,
            tlv(0xA0, attributes.flatMap { $0 }),
            signatureAlgorithm,
            signature,
            unsignedAttributes
        )
    }

    var der: [UInt8] {
        let signedData = tlv(
            0x30,
            version,
            digestAlgorithms,
            tlv(0x30, contentType, content),
            afterContent,
            tlv(0x31, signerInfo, moreSigners),
            afterSigners
        )
        return tlv(0x30, contentInfoType, tlv(0xA0, signedData), afterSignedData)
    }

    static func oid(_ hex: String) -> [UInt8] {
        tlv(0x06, [UInt8](hex: hex) ?? [])
    }
}
