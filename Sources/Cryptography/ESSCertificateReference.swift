internal import COpenSSL

/// How a signature names its signer's certificate: the first entry of an ESS signing-certificate attribute.
///
///     ESSCertID   ::= SEQUENCE { certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }        RFC 2634 § 5.4.1
///     ESSCertIDv2 ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256},   RFC 5035 § 4
///                                certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }
///     IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }
///
/// The entries that may follow name the certificates of the path; they select nobody and are only read for their form.
struct ESSCertificateReference {
    /// Which of the two attributes an entry is from.
    enum Version {
        /// signing-certificate: SHA-1.
        case v1
        /// signing-certificate-v2: any digest.
        case v2
    }

    private let algorithm: HashAlgorithm
    private let certificateHash: [UInt8]
    private let issuerSerial: IssuerSerial?

    private enum HashAlgorithm {
        /// What version 1 is bound to. It only tells certificates apart; the signature over it is by a better one.
        case sha1
        case known(DigestAlgorithm)
        case unknown(oid: String)

        /// How many bytes a hash has; nil when that is not known.
        var byteCount: Int? {
            switch self {
            case .sha1: 20
            case .known(let algorithm): algorithm.byteCount
            case .unknown: nil
            }
        }
    }

    private struct IssuerSerial {
        /// Each GeneralName, verbatim.
        let issuer: [[UInt8]]
        /// The content octets of the INTEGER.
        let serialNumber: [UInt8]
    }

    /// Reads the value of the attribute, `der`.
    init(version: Version, attributeValue der: [UInt8]) throws(ReceivedSignatureError) {
        do throws(CMSError) {
            self = try Self.first(of: der, version: version)
        } catch {
            throw .malformedAttribute(version.attribute)
        }
        if case .unknown(let oid) = algorithm { throw .unsupportedDigestAlgorithm(oid: oid) }
    }

    /// The first entry of a `SEQUENCE { certs SEQUENCE OF entry, policies SEQUENCE OF PolicyInformation OPTIONAL }`.
    private static func first(of der: [UInt8], version: Version) throws(CMSError) -> ESSCertificateReference {
        var fields = try DERElements(of: DERValue(der), in: version.field)
        var list = try DERElements(of: fields.take(version.field), in: version.field)
        _ = try fields.take(ifTagged: DERTag.sequence)
        try fields.end()
        var entries: [ESSCertificateReference] = []
        for entry in try list.takeAll() { entries.append(try Self(version: version, entry)) }
        guard let first = entries.first else { throw .missing(version.field) }
        return first
    }

    private init(version: Version, _ value: DERValue) throws(CMSError) {
        var fields = try DERElements(of: value, in: version.field)
        var algorithm = version == .v1 ? HashAlgorithm.sha1 : .known(.sha256)
        if version == .v2, let identifier = try fields.take(ifTagged: DERTag.sequence) {
            algorithm = try Self.hashAlgorithm(identifier, in: version.field)
        }
        let hash = try fields.take(version.field).octets(tagged: DERTag.octetString, of: version.field)
        guard hash.count == algorithm.byteCount ?? hash.count else { throw .malformed(version.field) }
        issuerSerial = try Self.issuerSerial(fields.take(ifTagged: DERTag.sequence), in: version.field)
        try fields.end()
        self.algorithm = algorithm
        certificateHash = hash
    }

    private static func hashAlgorithm(_ value: DERValue, in field: CMSField) throws(CMSError) -> HashAlgorithm {
        var fields = try DERElements(of: value, in: field)
        let identifier = try fields.take(field).octets(tagged: objectIdentifierTag, of: field)
        guard let oid = String(objectIdentifier: identifier) else { throw .malformed(field) }
        guard let algorithm = DigestAlgorithm(oid: oid) else { return .unknown(oid: oid) }
        if let parameters = try fields.take(ifTagged: nullTag) {
            guard parameters.contents.isEmpty else { throw .malformed(field) }
        }
        try fields.end()
        return .known(algorithm)
    }

    private static func issuerSerial(_ value: DERValue?, in field: CMSField) throws(CMSError) -> IssuerSerial? {
        guard let value else { return nil }
        var fields = try DERElements(of: value, in: field)
        var names = try DERElements(of: fields.take(field), in: field)
        let issuer = try names.takeAll().map { Array($0.encoding) }
        let serialNumber = try fields.take(field).octets(tagged: DERTag.integer, of: field)
        try fields.end()
        return IssuerSerial(issuer: issuer, serialNumber: serialNumber)
    }

    /// Whether `certificate` is the one named: its digest, and its issuer and serial number where they stand.
    func names(_ certificate: Certificate) -> Bool {
        let hash: [UInt8]
        switch algorithm {
        case .sha1: hash = DigestAlgorithm.sha1ForESSCertID(of: certificate.der)
        case .known(let algorithm): hash = algorithm.digest(of: certificate.der)
        case .unknown: return false
        }
        guard hash == certificateHash else { return false }
        guard let issuerSerial else { return true }
        return issuerSerial.serialNumber == certificate.serialNumber && issuerSerial.issuer.count == 1
            && certificate.isIssuer(named: issuerSerial.issuer[0])
    }
}

/// The identifier octet of OBJECT IDENTIFIER.
private let objectIdentifierTag: UInt8 = 0x06

/// The identifier octet of NULL, which parameters may be.
private let nullTag: UInt8 = 0x05

extension ESSCertificateReference.Version {
    /// The attribute's object identifier: id-aa-signingCertificate, id-aa-signingCertificateV2.
    var attribute: String {
        switch self {
        case .v1: "1.2.840.113549.1.9.16.2.12"
        case .v2: "1.2.840.113549.1.9.16.2.47"
        }
    }

    /// The part's name for the reader of DER; the error that callers see has the object identifier instead.
    fileprivate var field: CMSField { .signingCertificateV2 }
}

extension Certificate {
    /// Whether the GeneralName `der` is the directory name of the issuer (RFC 5280 § 7.1).
    fileprivate func isIssuer(named der: [UInt8]) -> Bool {
        guard let name = GeneralName(der: der) else { return false }
        return name.isDirectoryName { directoryName in
            withX509 { X509_NAME_cmp(X509_get_issuer_name($0), directoryName) == 0 }
        }
    }
}
